namespace OnnxPool.Conformance;

/// <summary>
/// The problems of a sweep, without end and a function of the arguments: first those in which every possible combination of levels occurs,
/// the operators taking turns; then random ones of the same spaces.
/// </summary>
/// <remarks>All are valid by ONNX's rules, small (an output has at most 20,000 elements), and none comes twice.</remarks>
public sealed class ProblemGenerator
{
    // One random problem in so many shows what masks everything else.
    const int MaskingEvery = 16;

    // Draws until one is new; the spaces are far larger than any sweep.
    const int Draws = 100;

    // Of so many random problems all but one are drawn until they are of a kind that is preferred.
    const int PreferredOf = 4;

    // Most draws are of that kind; an operator may have none.
    const int PreferredDraws = 20;

    readonly long _seed;
    readonly List<SweepSpace> _spaces;
    readonly List<CoveringArray> _arrays;
    readonly Func<Problem, bool> _isPreferred;

    /// <summary>Plans the sweep.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="operators">Of ONNX's operators those to make problems of; null for all.</param>
    /// <param name="strength">2: every pair of levels occurs; 3: every triple.</param>
    /// <param name="isPreferred">Which problems three of four random ones shall be, such as those that others can run too; null for any.</param>
    /// <exception cref="InvalidPoolingException">No operator, one twice, one that is not ONNX's, or a strength other than 1 to 3.</exception>
    public ProblemGenerator(
        long seed, IReadOnlyCollection<PoolOperator>? operators = null, int strength = 2, Func<Problem, bool>? isPreferred = null)
    {
        operators ??= [.. OperatorTable.All];
        if (operators.Count == 0 || operators.Distinct().Count() != operators.Count)
        {
            throw new InvalidPoolingException(
                "operators", operators.Count == 0 ? "none" : string.Join(", ", operators), "different ones of " + string.Join(", ", OperatorTable.All));
        }
        _seed = seed;
        Strength = strength;
        _isPreferred = isPreferred ?? (_ => true);
        _spaces = [.. operators.Select(SweepSpace.For)];
        _arrays = [.. _spaces.Select(s => CoveringArray.Build(s, strength, seed))];
    }

    /// <summary>How many factors make a combination.</summary>
    public int Strength { get; }

    /// <summary>What varies, for each operator.</summary>
    public IReadOnlyList<SweepSpace> Spaces => _spaces;

    /// <summary>How many problems, from the first on, it takes until every possible combination occurred.</summary>
    public int CoveringCount => _arrays.Sum(a => a.Rows.Count);

    /// <summary>A count of combinations, nothing seen yet.</summary>
    public Coverage NewCoverage() => new(_spaces.Zip(_arrays, (s, a) => (s, new Interactions(a.Interactions))), Strength);

    /// <summary>The first problems.</summary>
    public IEnumerable<Problem> Take(int count) => Problems().Take(count);

    /// <summary>All problems; there is no last one.</summary>
    public IEnumerable<Problem> Problems()
    {
        var made = new HashSet<string>();
        foreach ((int space, int row) in Turns())
        {
            var random = new SeededRandom($"{_spaces[space].Operator} {row}", _seed);
            Problem problem = _spaces[space].Make(_arrays[space].Rows[row], random);
            for (int i = 1; i < Draws && made.Contains(problem.Identity); i++) problem = _spaces[space].Make(_arrays[space].Rows[row], random);
            made.Add(problem.Identity);
            yield return problem;
        }
        var choices = new SeededRandom("random problems", _seed);
        List<RowSearch> searches = [.. _spaces.Select(s => new RowSearch(s, choices))];
        while (true)
        {
            Problem problem = choices.Below(PreferredOf) == 0 ? Draw() : DrawPreferred();
            for (int i = 1; i < Draws && made.Contains(problem.Identity); i++) problem = Draw();
            made.Add(problem.Identity);
            yield return problem;
        }

        Problem DrawPreferred()
        {
            Problem problem = Draw();
            for (int i = 1; i < PreferredDraws && !_isPreferred(problem); i++) problem = Draw();
            return problem;
        }

        Problem Draw()
        {
            // The more there is to vary, the more often.
            int ticket = choices.Below(_spaces.Sum(s => s.Factors.Count));
            int space = 0;
            for (; ticket >= _spaces[space].Factors.Count; space++) ticket -= _spaces[space].Factors.Count;
            return _spaces[space].Make(RandomRow(_spaces[space], searches[space], choices), choices);
        }
    }

    static int[] RandomRow(SweepSpace space, RowSearch search, SeededRandom random)
    {
        int[] row = space.EmptyRow();
        if (random.Below(MaskingEvery) == 0)
        {
            int[] masking = [.. Enumerable.Range(0, row.Length).Where(f => space.Masking[f] != 0)];
            int factor = masking[random.Below(masking.Length)];
            row[factor] = CoveringModel.Bits(space.Masking[factor]).First();
        }
        _ = search.Complete(row, (_, _) => 0);
        return row;
    }

    IEnumerable<(int Space, int Row)> Turns() =>
        from row in Enumerable.Range(0, _arrays.Max(a => a.Rows.Count))
        from space in Enumerable.Range(0, _spaces.Count)
        where row < _arrays[space].Rows.Count
        select (space, row);
}
