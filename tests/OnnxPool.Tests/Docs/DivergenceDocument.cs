using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Docs;

/// <summary>docs/divergences.md: the divergence table for readers, with a problem line for each row that shows it.</summary>
static partial class DivergenceDocument
{
    // Making one larger than this smaller takes too long, and its size is what it is about.
    const long MostElements = 100_000;

    /// <summary>The rows that are about ONNX Runtime of this version.</summary>
    public static IEnumerable<Divergence> Rows => DivergenceTable.Standard.Rows.Where(r => r.IsOfPlainRuntime && r.Versions.Contains(OrtSession.Version));

    /// <summary>The text, with the line of each row.</summary>
    public static string Write(IReadOnlyDictionary<string, string> lines)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Where ONNX Runtime differs

            Written by a test from [tests/divergences.txt](../tests/divergences.txt). Each row was measured with ONNX Runtime {OrtSession.Version} (CPU, graph optimizations
            off), and the command below it shows it: `verify` prints `divergence` and the row's name, and exits with 0 because the departure is known. The test runs
            every command again. A row that no longer holds fails it.

            A condition, such as `same-dilated`, is a fact about the problem and its data, from [DivergenceConditions.cs](../src/OnnxPool.Conformance/Verification/DivergenceConditions.cs).
            In each of these cases OnnxPool and the oracle agree. Where ONNX itself is silent, the policy is that of [numerics.md](numerics.md).

            | row | ONNX Runtime | operators |
            |---|---|---|

            """);
        foreach (Divergence row in Rows) text.Append(CultureInfo.InvariantCulture, $"| [{row.Id}](#{row.Id}) | {Departs(row.Departs)} | {row.OperatorsText} |\n");
        foreach (Divergence row in Rows) Write(row, lines.GetValueOrDefault(row.Id, ""), text);
        text.Append("""

            ## With graph optimizations

            Only where ONNX Runtime rewrites the graph; `sweep --optimized` looks for these, in child processes, because some models end the process.

            """);
        foreach (Divergence row in DivergenceTable.Standard.Rows.Where(r => r.Departs == Departure.Optimized))
            text.Append(CultureInfo.InvariantCulture, $"\n### {row.Id}\n\n{row.OperatorsText} of {row.TypesText}, if `{row.Condition}`; decides: {row.Clause}.\n\n{Sentence(row.Reason)}\n");
        text.Append("""

            ## Recorded by ONNX

            Not about ONNX Runtime: outputs that ONNX's own backend tests have recorded, and that the rules do not give.

            """);
        foreach (Divergence row in DivergenceTable.Standard.Rows.Where(r => r.Departs == Departure.Recorded))
            text.Append(CultureInfo.InvariantCulture, $"\n### {row.Id}\n\n{row.OperatorsText} of {row.TypesText}; decides: {row.Clause}.\n\n{Sentence(row.Reason)}\n");
        return text.ToString();
    }

    /// <summary>The line of each row in a text that <see cref="Write(IReadOnlyDictionary{string, string})"/> wrote.</summary>
    public static Dictionary<string, string> LinesOf(string text) =>
        RowWithLine().Matches(text).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    /// <summary>A small line for each row: of the models in tests/models that show it the smallest, made smaller still.</summary>
    public static Dictionary<string, string> Search()
    {
        Problem[] problems =
        [
            .. ModelManifest.Read(Repository.PathOf("tests", "models")).Where(m => m.Chain.Count == 1).Select(m => m.Chain[0])
                .OrderBy(p => Shapes.ElementCount(p.Shape)).ThenBy(p => p.Attributes.Count),
        ];
        return Rows.ToDictionary(r => r.Id, r =>
        {
            // Where another row speaks of the case, too, one cannot see which of them it shows.
            Problem shown = problems.FirstOrDefault(p => Shows(r, p, alone: true)) ?? problems.First(p => Shows(r, p, alone: false));
            bool alone = Shows(r, shown, alone: true);
            return (Shapes.ElementCount(shown.Shape) > MostElements ? shown : Shrinker.Shrink(shown, p => Shows(r, p, alone))).Identity;
        });
    }

    /// <summary>Whether a problem diverges by a row, in the way that the row says.</summary>
    public static bool Shows(Divergence row, Problem problem, bool alone)
    {
        IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, seed: 0);
        IReadOnlyList<Divergence> covering = DivergenceTable.Standard.Covering(problem, inputs[0], OrtSession.Version);
        if (!covering.Contains(row) || (alone && covering.Count > 1)) return false;
        bool ran = false;
        IReadOnlyList<CheckResult> results = new CaseVerifier(new OnnxPoolRunner(), DivergenceTable.Standard).Verify("", "", problem, inputs, (p, x) =>
        {
            OrtOutcome outcome = OrtProblems.Run(p, x);
            ran = outcome.Outputs is not null;
            return outcome;
        });
        return ran == row.Departs is not Departure.Refuses && results.Any(r => r.Row == row && r.Verdict == Verdict.Divergence)
            && results.All(r => r.Verdict is Verdict.Divergence or Verdict.Exact or Verdict.Within);
    }

    static void Write(Divergence row, string line, StringBuilder text)
    {
        string when = row.Condition == "any" ? "always" : $"if `{row.Condition}`";
        text.Append(CultureInfo.InvariantCulture, $"""

            ## {row.Id}

            {Sentence(row.Reason)}

            - {row.OperatorsText} of {row.TypesText}, {when}: ONNX Runtime {row.Versions} {Departs(row.Departs)}
            - decides: {row.Clause}

            ```sh
            ./onnxpool verify "{line}"
            ```

            """);
    }

    static string Departs(Departure departure) => departure switch
    {
        Departure.Refuses => "refuses",
        Departure.Shape => "gives another shape",
        Departure.Values => "gives other values",
        _ => "gives another shape or other values",
    };

    // An attribute at the beginning keeps its name.
    static string Sentence(string reason) => reason.Split(' ')[0].Contains('_', StringComparison.Ordinal) ? $"{reason}." : $"{char.ToUpperInvariant(reason[0])}{reason[1..]}.";

    [GeneratedRegex("""^## (\S+)$[^#]*?^\./onnxpool verify "(.*)"$""", RegexOptions.Multiline)]
    private static partial Regex RowWithLine();
}
