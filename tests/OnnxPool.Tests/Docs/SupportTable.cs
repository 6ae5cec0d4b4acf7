using System.Globalization;
using System.Text;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Docs;

/// <summary>docs/operators.md: what runs here and in ONNX Runtime, by running it.</summary>
static class SupportTable
{
    const int LargestRank = 5;

    // The newest opset that ONNX Runtime 1.29 accepts.
    const int NewestRuntimeOpset = 26;

    public static string Write()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Operators

            Written by a test, from runs of one small problem for each operator version, element type and number of spatial axes (1 to {LargestRank}; for
            Flatten the rank of the input). A cell says for how many axes it runs: **OnnxPool / ONNX Runtime {OrtSession.Version}** (CPU). "-" is none, a blank
            cell is a type that ONNX does not allow there. OnnxPool's results were held against the oracle, and counted only where they keep the
            promise of [numerics.md](numerics.md). Versions are measured at the newest opset that selects them, up to opset {NewestRuntimeOpset}.
            The gradients at the end are of the domain {OperatorTable.OwnDomain}, version {OperatorTable.OwnVersion}, which ONNX Runtime does not have; that domain also has the operators
            before them, by their newest version.


            """);
        foreach (PoolOperator op in OperatorTable.All.Concat(OperatorTable.Gradients)) Write(op, text);
        return text.ToString();
    }

    static void Write(PoolOperator op, StringBuilder text)
    {
        ElementType[] types = [.. op.Versions.SelectMany(v => v.Types).Distinct().Order()];
        text.Append(CultureInfo.InvariantCulture, $"## {op.Name}\n\n");
        if (op is GradientOperator) text.Append(CultureInfo.InvariantCulture, $"Inputs: {InputsOf(op.Versions[^1])}.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| version | attributes | {string.Join(" | ", types.Select(t => t.Name()))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|---|---|{string.Concat(Enumerable.Repeat("---|", types.Length))}\n");
        for (int i = 0; i < op.Versions.Count; i++)
        {
            OperatorVersion version = op.Versions[i];
            int opset = i + 1 < op.Versions.Count ? op.Versions[i + 1].Since - 1 : Math.Min(op.LatestOpset, NewestRuntimeOpset);
            string attributes = string.Join(", ", version.Attributes.Select(a => a.Name).Order(StringComparer.Ordinal));
            text.Append(CultureInfo.InvariantCulture, $"| {version.Since} | {attributes} |");
            foreach (ElementType type in types)
                text.Append(CultureInfo.InvariantCulture, $" {(version.Types.Contains(type) ? Cell(op, opset, type) : "")} |");
            text.Append('\n');
        }
        text.Append('\n');
    }

    static string InputsOf(OperatorVersion version) =>
        string.Join(", ", version.Inputs.Select((name, i) => i < version.RequiredInputs ? name : $"{name} (optional)"));

    static string Cell(PoolOperator op, int opset, ElementType type)
    {
        var ours = new List<int>();
        var theirs = new List<int>();
        for (int rank = 1; rank <= LargestRank; rank++)
        {
            Problem problem = Small(op, opset, type, rank);
            IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, seed: 1);
            OrtOutcome? outcome = null;
            IReadOnlyList<CheckResult> results = new CaseVerifier(new OnnxPoolRunner(), DivergenceTable.Standard)
                .Verify("", "", problem, inputs, (p, x) => outcome = OrtProblems.Run(p, x));
            if (results.All(r => r.Verdict is Verdict.Exact or Verdict.Within or Verdict.Divergence)) ours.Add(rank);
            if (outcome?.Outputs is not null) theirs.Add(rank);
        }
        return $"{Ranks(ours)} / {Ranks(theirs)}";
    }

    static Problem Small(PoolOperator op, int opset, ElementType type, int rank)
    {
        long[] space = [.. Enumerable.Repeat(3L, rank)];
        if (op is Flatten or FlattenGrad) return new Problem(op, opset, type, space);
        var problem = new Problem(op, opset, type, [1, 2, .. space]);
        return problem.Version.Has("kernel_shape")
            ? new Problem(op, opset, type, problem.Shape)
            {
                Attributes = [KeyValuePair.Create("kernel_shape", AttributeValue.Of([.. Enumerable.Repeat(2L, rank)]))],
                Outputs = problem.Version.Outputs,
            }
            : problem;
    }

    // Whatever runs, runs for a number of axes from 1 up; anything else would need another notation.
    static string Ranks(List<int> ranks) => ranks.Count == 0 ? "-"
        : ranks.SequenceEqual(Enumerable.Range(1, ranks.Count)) ? $"1-{ranks.Count}"
        : throw new InvalidOperationException($"it runs for {string.Join(", ", ranks)} axes");
}
