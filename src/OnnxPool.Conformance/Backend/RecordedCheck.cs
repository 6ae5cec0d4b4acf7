namespace OnnxPool.Conformance;

/// <summary>Holds an output against the one that a backend test has recorded.</summary>
static class RecordedCheck
{
    // The defaults of onnx.backend.test.runner.
    const double RelativeTolerance = 1e-3;
    const double AbsoluteTolerance = 1e-7;

    /// <summary>The same in words.</summary>
    public const string Tolerance = "rtol 1e-3, atol 1e-7";

    /// <summary>How an output differs from a recorded one, as far as ONNX's runner of backend tests allows: numbers with a fraction by its tolerance, others not at all.</summary>
    public static OutputDifference Compare(Tensor actual, Tensor recorded) =>
        TensorComparison.Within(actual, recorded, recorded.Type == actual.Type && Ulp.Format(actual.Type) is not null ? [.. recorded.ToDoubles().Select(Bound)] : null);

    /// <summary>The result with the recorded output taken into account.</summary>
    /// <param name="result">What the oracle and ONNX Runtime led to.</param>
    /// <param name="actual">The output under test.</param>
    /// <param name="expected">The oracle's view of it: where it knows exactly one right value, the recorded one must be that.</param>
    /// <param name="recorded">The recorded output.</param>
    /// <param name="row">The row of the divergence table that speaks of recorded outputs of this case, or null.</param>
    public static CheckResult Add(CheckResult result, Tensor actual, Expectation expected, Tensor recorded, Divergence? row)
    {
        bool isExact = expected.IsExact;
        CheckResult held = result with { Tolerance = isExact ? "exact" : Tolerance };
        // What contradicts the oracle has failed already.
        if (result.Verdict == Verdict.Failed) return held;
        OutputDifference difference = isExact ? TensorComparison.Exact(actual, recorded) : Compare(actual, recorded);
        if (!difference.IsAccepted)
        {
            return row is null
                ? held with
                {
                    Verdict = Verdict.Failed,
                    Reason = $"the reference agrees, the recorded output does not: {difference.Describe()}",
                    Difference = difference,
                    Row = null,
                }
                : held with { Verdict = Verdict.Divergence, Reason = row.Id, Difference = difference, Row = row };
        }
        // A departure of ONNX Runtime remains one, with its own difference.
        if (result.Verdict == Verdict.Divergence) return held;
        return held with
        {
            Verdict = result.Verdict == Verdict.Exact && !difference.IsExact ? Verdict.Within : result.Verdict,
            Difference = difference,
        };
    }

    static double Bound(double recorded) =>
        double.IsFinite(recorded) ? AbsoluteTolerance + (RelativeTolerance * Math.Abs(recorded)) : 0;
}
