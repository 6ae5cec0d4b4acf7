using System.Text;

namespace OnnxPool.Conformance;

/// <summary>What a sweep has shown of one operator.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Problems">Problems of it.</param>
/// <param name="Seen">Combinations of levels that occurred.</param>
/// <param name="Possible">Combinations that can occur.</param>
/// <param name="Missing">Those that did not, as reports write them.</param>
/// <param name="Impossible">Combinations that cannot occur, each with the reason.</param>
public sealed record OperatorCoverage(
    PoolOperator Operator, int Problems, int Seen, int Possible, IReadOnlyList<string> Missing, IReadOnlyList<string> Impossible);

/// <summary>Counts which combinations of levels the problems of a sweep have shown, each problem judged by its line alone.</summary>
public sealed class Coverage
{
    readonly List<(SweepSpace Space, Interactions Interactions)> _operators;
    readonly int _strength;
    readonly int[] _problems;

    internal Coverage(IEnumerable<(SweepSpace Space, Interactions Interactions)> operators, int strength)
    {
        _operators = [.. operators];
        _strength = strength;
        _problems = new int[_operators.Count];
    }

    /// <summary>Counts what a problem shows; nothing for an operator that is not of the sweep.</summary>
    /// <exception cref="InvalidPoolingException">An invalid problem.</exception>
    public void Add(Problem problem)
    {
        var written = Problem.Parse(problem.ToString());
        int i = _operators.FindIndex(o => o.Space.Operator == written.Operator);
        if (i < 0) return;
        _problems[i]++;
        _operators[i].Interactions.See(_operators[i].Space.Classify(written));
    }

    /// <summary>Whether everything that can occur has occurred.</summary>
    public bool IsComplete => _operators.All(o => o.Interactions.Seen == o.Interactions.Possible);

    /// <summary>What each operator has shown.</summary>
    public IReadOnlyList<OperatorCoverage> Operators =>
    [
        .. _operators.Select((o, i) => new OperatorCoverage(
            o.Space.Operator, _problems[i], o.Interactions.Seen, o.Interactions.Possible,
            [.. o.Interactions.Missing.Select(m => m.Describe(o.Space))],
            [.. o.Interactions.Impossible.Select(m => $"{m.Interaction.Describe(o.Space)}: {m.Reason}")])),
    ];

    /// <summary>A line for each operator and one for all.</summary>
    public override string ToString()
    {
        string noun = _strength switch { 1 => "levels", 2 => "pairs", _ => "triples" };
        IReadOnlyList<OperatorCoverage> operators = Operators;
        var text = new StringBuilder();
        foreach (OperatorCoverage o in operators) Line(o.Operator.Name, o.Problems, o.Seen, o.Possible);
        Line("all", operators.Sum(o => o.Problems), operators.Sum(o => o.Seen), operators.Sum(o => o.Possible));
        return text.ToString();

        void Line(string name, int problems, int seen, int possible) =>
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{name,-17} {problems,7} problems {seen,7} of {possible,7} {noun}  {Percent(seen, possible)}\n");
    }

    // Rounded down, so that only all of them are 100 %.
    static string Percent(int seen, int possible) => FormattableString.Invariant($"{Math.Floor(1000.0 * seen / Math.Max(1, possible)) / 10,5:0.0} %");
}
