namespace OnnxPool.Conformance;

/// <summary>Who fails which operator in which way. Findings of one manner are taken for one bug, so that no other is found in its place while a problem is made smaller.</summary>
/// <param name="Who">The party.</param>
/// <param name="Verdict">Failed or unstable.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Output">The output; empty where it is about all of them.</param>
/// <param name="Way">What is wrong, without the numbers of one case.</param>
sealed record FailureManner(string Who, SweepVerdict Verdict, PoolOperator Operator, string Output, string Way)
{
    /// <summary>The manner of a finding.</summary>
    public static FailureManner Of(SweepFinding finding)
    {
        string output = finding.Difference is null || finding.Output.Length > 0 ? finding.Output : finding.Case.Outputs[0];
        return new(finding.Who, finding.Verdict, finding.Case.Operator, output, WayOf(finding));
    }

    static string WayOf(SweepFinding finding) => finding switch
    {
        { Row: { } row } => row.Id,
        { Difference.Shape: { } shape } => shape.StartsWith("shape", StringComparison.Ordinal) ? "shape" : "type",
        { Difference: not null } => "values",
        _ => string.Concat(finding.Reason.TakeWhile(c => c != ':').Where(c => !char.IsAsciiDigit(c))),
    };
}
