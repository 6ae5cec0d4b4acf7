using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>How far one party's outputs of one operator and type are from the reference: of each problem the element that is farthest off.</summary>
/// <param name="Who">The party.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Type">The element type.</param>
/// <param name="Counts">Problems in each of <see cref="Bins"/>.</param>
/// <param name="Worst">The largest distance.</param>
/// <param name="Line">The problem that shows it.</param>
sealed record UlpHistogram(string Who, PoolOperator Operator, ElementType Type, IReadOnlyList<int> Counts, double Worst, Problem Line)
{
    static readonly (double UpTo, string Name)[] s_bins =
    [
        (0, "0"), (0.5, "½"), (1, "1"), (2, "2"), (4, "4"), (16, "16"), (256, "256"), (65536, "2¹⁶"), (double.MaxValue, "more"), (double.PositiveInfinity, "∞"),
    ];

    static readonly List<PoolOperator> s_operators = [.. OperatorTable.All, .. OperatorTable.Gradients];

    /// <summary>The names of the bins: the largest distance in each, in ULP; the last is of what is not comparable.</summary>
    public static IReadOnlyList<string> Bins { get; } = [.. s_bins.Select(b => b.Name)];

    /// <summary>How many problems it counts.</summary>
    public int Problems => Counts.Sum();

    /// <summary>The histograms of a sweep, by party in the order of <paramref name="parties"/>, operator and type.</summary>
    public static IReadOnlyList<UlpHistogram> Of(IReadOnlyList<SweepResult> results, IEnumerable<string> parties) =>
    [
        .. parties.SelectMany(who => results.Where(r => r.MaxUlp.ContainsKey(who)).GroupBy(r => (r.Problem.Operator, r.Problem.Type))
            .OrderBy(g => s_operators.IndexOf(g.Key.Operator)).ThenBy(g => g.Key.Type)
            .Select(g =>
            {
                SweepResult worst = g.MaxBy(r => r.MaxUlp[who])!;
                return new UlpHistogram(who, g.Key.Operator, g.Key.Type, Count(g.Select(r => r.MaxUlp[who])), worst.MaxUlp[who], worst.Problem);
            })),
    ];

    /// <summary>The bin of a distance.</summary>
    public static int BinOf(double ulp) => Array.FindIndex(s_bins, b => ulp <= b.UpTo);

    static int[] Count(IEnumerable<double> distances)
    {
        var counts = new int[s_bins.Length];
        foreach (double distance in distances) counts[BinOf(distance)]++;
        return counts;
    }
}
