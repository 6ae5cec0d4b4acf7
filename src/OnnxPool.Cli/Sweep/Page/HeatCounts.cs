using System.Globalization;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>What came of the problems of one operator that have one attribute value.</summary>
/// <param name="Problems">How many there are.</param>
/// <param name="Refused">How many of them ONNX Runtime does not run, as a row of the divergence table says.</param>
/// <param name="Departing">How many of the others it answers otherwise, as a row says.</param>
/// <param name="Bad">How many failed, crashed or were unstable.</param>
readonly record struct HeatCell(int Problems, int Refused, int Departing, int Bad)
{
    /// <summary>How many problems ONNX Runtime runs.</summary>
    public int Ran => Problems - Refused;

    /// <summary>This cell with one more problem.</summary>
    public HeatCell With(SweepResult result)
    {
        bool isRefused = result.Findings.Any(f => f is { Verdict: SweepVerdict.Divergence, Row.Departs: Departure.Refuses });
        bool departs = !isRefused && result.Findings.Any(f => f.Verdict == SweepVerdict.Divergence);
        return new HeatCell(Problems + 1, Refused + (isRefused ? 1 : 0), Departing + (departs ? 1 : 0), Bad + (result.Verdict >= SweepVerdict.Unstable ? 1 : 0));
    }
}

/// <summary>One attribute, or what else varies: a row for each value, a column for each operator that has it.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Values">Its values.</param>
/// <param name="Operators">The operators.</param>
/// <param name="Cells">By value and operator.</param>
sealed record HeatGrid(string Name, IReadOnlyList<string> Values, IReadOnlyList<PoolOperator> Operators, HeatCell[,] Cells)
{
    /// <summary>A grid for each attribute, of the problems of ONNX's own operators.</summary>
    public static IReadOnlyList<HeatGrid> Of(IReadOnlyList<SweepResult> results)
    {
        var tallies = new Dictionary<(string Attribute, string Value, PoolOperator), HeatCell>();
        var operators = new List<(PoolOperator Operator, SweepSpace Space)>();
        foreach (PoolOperator op in OperatorTable.All)
        {
            SweepResult[] own = [.. results.Where(r => r.Problem.Operator == op)];
            if (own.Length == 0) continue;
            var space = SweepSpace.For(op);
            operators.Add((op, space));
            foreach (SweepResult result in own)
            {
                int[] levels = space.Classify(result.Problem);
                for (int i = 0; i < levels.Length; i++)
                {
                    if (levels[i] == CoveringModel.Unset) continue;
                    (string, string, PoolOperator) key = (space.Factors[i].Name, space.Factors[i].Levels[levels[i]], op);
                    tallies[key] = tallies.GetValueOrDefault(key).With(result);
                }
            }
        }
        return [.. operators.SelectMany(o => o.Space.Factors.Select(f => f.Name)).Distinct().Select(Grid)];

        HeatGrid Grid(string attribute)
        {
            (PoolOperator Operator, Factor Factor)[] having =
            [
                .. operators.SelectMany(o => o.Space.Factors.Where(f => f.Name == attribute).Select(f => (o.Operator, f))),
            ];
            string[] values = [.. having.SelectMany(h => h.Factor.Levels).Distinct()];
            // They come from several operators, each with its own.
            if (attribute is "version" or "axes") values = [.. values.OrderBy(v => int.TryParse(v, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue)];
            var cells = new HeatCell[values.Length, having.Length];
            for (int v = 0; v < values.Length; v++)
                for (int o = 0; o < having.Length; o++) cells[v, o] = tallies.GetValueOrDefault((attribute, values[v], having[o].Operator));
            return new HeatGrid(attribute, values, [.. having.Select(h => h.Operator)], cells);
        }
    }
}
