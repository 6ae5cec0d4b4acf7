namespace OnnxPool.Conformance;

/// <summary>Levels of some factors together.</summary>
/// <param name="Factors">Numbers of the factors, ascending.</param>
/// <param name="Levels">The level of each.</param>
public sealed record Interaction(IReadOnlyList<int> Factors, IReadOnlyList<int> Levels)
{
    /// <summary>As reports write it: <c>auto_pad=VALID, ceil_mode=1</c>.</summary>
    public string Describe(CoveringModel model) =>
        string.Join(", ", Factors.Zip(Levels, (f, l) => $"{model.Factors[f].Name}={model.Factors[f].Levels[l]}"));
}

/// <summary>All combinations of the levels of any two (or three) factors of a model, and which of them were seen.</summary>
sealed class Interactions
{
    readonly CoveringModel _model;
    readonly Group[] _groups;
    readonly Group[][] _groupsOf;
    readonly Dictionary<(Group, int), string> _impossible = [];
    (int Group, int Index) _cursor;

    /// <summary>Nothing seen yet.</summary>
    /// <param name="model">The factors.</param>
    /// <param name="strength">How many factors make a combination; all of them if the model has fewer.</param>
    public Interactions(CoveringModel model, int strength)
    {
        _model = model;
        _groups = [.. Choose(model.Factors.Count, Math.Min(strength, model.Factors.Count)).Select(f => new Group(model, f))];
        _groupsOf = [.. Enumerable.Range(0, model.Factors.Count).Select(f => _groups.Where(g => g.Factors.Contains(f)).ToArray())];
    }

    /// <summary>A set of the same combinations, of which none was seen and the impossible ones are known.</summary>
    public Interactions(Interactions other)
        : this(other._model, other._groups[0].Factors.Length)
    {
        foreach (((Group group, int index), string reason) in other._impossible)
        {
            Group own = _groups[Array.IndexOf(other._groups, group)];
            _impossible[(own, index)] = reason;
        }
    }

    /// <summary>Number of combinations that occur in some row.</summary>
    public int Possible => _groups.Sum(g => g.Seen.Length) - _impossible.Count;

    /// <summary>Number of those that were seen.</summary>
    public int Seen => _groups.Sum(g => g.Seen.Count(s => s)) - ImpossibleSeen.Count();

    /// <summary>Combinations that no row has, with the reason.</summary>
    public IEnumerable<(Interaction Interaction, string Reason)> Impossible => _impossible.Select(i => (i.Key.Item1.At(i.Key.Item2), i.Value));

    /// <summary>Combinations held to be impossible that nevertheless were seen: there are none unless a rule is wrong.</summary>
    public IEnumerable<Interaction> ImpossibleSeen => _impossible.Keys.Where(k => k.Item1.Seen[k.Item2]).Select(k => k.Item1.At(k.Item2));

    /// <summary>Possible combinations not seen.</summary>
    public IEnumerable<Interaction> Missing =>
        from g in _groups
        from i in Enumerable.Range(0, g.Seen.Length)
        where !g.Seen[i] && !_impossible.ContainsKey((g, i))
        select g.At(i);

    /// <summary>The next combination that is neither seen nor known to be impossible; null if there is none.</summary>
    public Interaction? NextMissing()
    {
        for (; _cursor.Group < _groups.Length; _cursor = (_cursor.Group + 1, 0))
        {
            Group group = _groups[_cursor.Group];
            for (; _cursor.Index < group.Seen.Length; _cursor.Index++)
                if (!group.Seen[_cursor.Index] && !_impossible.ContainsKey((group, _cursor.Index))) return group.At(_cursor.Index);
        }
        return null;
    }

    /// <summary>Records that no row has the combination that <see cref="NextMissing"/> gave last.</summary>
    public void RuleOut(string reason) => _impossible[(_groups[_cursor.Group], _cursor.Index)] = reason;

    /// <summary>How many combinations with <paramref name="factor"/> and other factors that are set in <paramref name="row"/> are not seen yet.</summary>
    public int Gain(ReadOnlySpan<int> row, int factor) => Count(_groupsOf[factor], row);

    /// <summary>How many combinations in a row are not seen yet.</summary>
    public int Gain(ReadOnlySpan<int> row) => Count(_groups, row);

    /// <summary>Marks what a row shows.</summary>
    public void See(ReadOnlySpan<int> row)
    {
        ulong set = SetFactors(row);
        ulong masking = _model.MaskingFactors(row);
        foreach (Group group in _groups)
            if (group.IsShown(set, masking)) group.Seen[group.IndexOf(row)] = true;
    }

    int Count(Group[] groups, ReadOnlySpan<int> row)
    {
        ulong set = SetFactors(row);
        ulong masking = _model.MaskingFactors(row);
        int count = 0;
        foreach (Group group in groups)
            if (group.IsShown(set, masking) && !group.Seen[group.IndexOf(row)]) count++;
        return count;
    }

    static ulong SetFactors(ReadOnlySpan<int> row)
    {
        ulong set = 0;
        for (int i = 0; i < row.Length; i++)
            if (row[i] != CoveringModel.Unset) set |= 1UL << i;
        return set;
    }

    static IEnumerable<int[]> Choose(int count, int strength, int first = 0)
    {
        if (strength == 0) return [[]];
        return from f in Enumerable.Range(first, Math.Max(0, count - first))
               from rest in Choose(count, strength - 1, f + 1)
               select (int[])[f, .. rest];
    }

    /// <summary>The combinations of one choice of factors; the last factor's level varies fastest.</summary>
    sealed class Group(CoveringModel model, int[] factors)
    {
        readonly ulong _bits = factors.Aggregate(0UL, (bits, f) => bits | 1UL << f);
        readonly int[] _sizes = [.. factors.Select(f => model.Factors[f].Levels.Count)];

        public int[] Factors { get; } = factors;

        public bool[] Seen { get; } = new bool[factors.Aggregate(1, (n, f) => n * model.Factors[f].Levels.Count)];

        public bool IsShown(ulong set, ulong masking) => (_bits & ~set) == 0 && (masking & ~_bits) == 0;

        public int IndexOf(ReadOnlySpan<int> row)
        {
            int index = 0;
            for (int i = 0; i < Factors.Length; i++) index = (index * _sizes[i]) + row[Factors[i]];
            return index;
        }

        public Interaction At(int index)
        {
            var levels = new int[Factors.Length];
            for (int i = levels.Length - 1; i >= 0; i--) (index, levels[i]) = Math.DivRem(index, _sizes[i]);
            return new Interaction(Factors, levels);
        }
    }
}
