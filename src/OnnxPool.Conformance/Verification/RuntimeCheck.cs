namespace OnnxPool.Conformance;

/// <summary>Holds what ONNX Runtime did with a case against an output that the oracle accepts.</summary>
static class RuntimeCheck
{
    /// <param name="name">Whose output it is, for the reason.</param>
    /// <param name="actual">The output.</param>
    /// <param name="expected">What the oracle says about it.</param>
    /// <param name="ort">What ONNX Runtime did.</param>
    /// <param name="output">Number of the output.</param>
    /// <param name="rows">The rows of the divergence table that speak of the case.</param>
    /// <param name="oracle">How the output compares with the oracle's.</param>
    public static (Verdict Verdict, string Reason, OutputDifference? Difference, Divergence? Row) Judge(
        string name, Tensor actual, Expectation expected, OrtOutcome ort, int output, IReadOnlyList<Divergence> rows, OutputDifference oracle)
    {
        if (ort.Refusal is not null)
        {
            // A row that is about refusals says more than one that allows for them.
            Divergence? refusal = rows.FirstOrDefault(r => r.Departs is Departure.Refuses) ?? rows.FirstOrDefault(r => r.Departs is Departure.Differs);
            return refusal is null
                ? (Verdict.Failed, $"ONNX Runtime refuses: {ort.Refusal}", oracle, null)
                : (Verdict.Divergence, refusal.Id, oracle, refusal);
        }

        OutputDifference difference = TensorComparison.Within(actual, ort.Outputs![output], expected.RuntimeBounds());
        if (!difference.IsAccepted)
        {
            Divergence? row = rows.FirstOrDefault(r => Explains(r.Departs, difference));
            return row is null
                ? (Verdict.Failed, $"{name} agrees with the reference, ONNX Runtime does not: {difference.Describe()}", difference, null)
                : (Verdict.Divergence, row.Id, difference, row);
        }
        if (rows.FirstOrDefault(r => r.Departs is Departure.Refuses or Departure.Shape) is { } stale)
            return (Verdict.Failed, $"the divergence row {stale.Id} no longer holds: ONNX Runtime {OrtSession.Version} agrees here", difference, stale);
        return (difference.IsExact ? Verdict.Exact : Verdict.Within, "", difference, null);
    }

    static bool Explains(Departure departure, OutputDifference difference) => departure switch
    {
        Departure.Shape => difference.Shape is not null,
        Departure.Values or Departure.Optimized => difference.Shape is null,
        Departure.Differs => true,
        _ => false,
    };
}
