using OnnxPool.Conformance;
using OnnxPool.Onnx;

namespace OnnxPool.Cli;

/// <summary>The results of a sweep as text.</summary>
static class SweepText
{
    // A report page and JSON have all of them.
    const int MostCrashes = 8;

    public static void Write(TextWriter writer, SweepReport report)
    {
        WriteCoverage(writer, report);
        WriteParties(writer, report);
        foreach ((string reason, int problems) in report.Unsupported)
            writer.WriteLine($"unsupported: {Counted(problems, "problem")}: {Printable.Of(reason)}");
        foreach (ShownDivergence shown in report.Divergences)
        {
            writer.WriteLine($"divergence {shown.Row.Id}: {Counted(shown.Problems, "problem")}: {shown.Row.Reason}");
            writer.WriteLine($"  repro  {report.Repro(shown.Example)}");
        }
        foreach (ShownCrash crash in report.Crashes) WriteCrash(writer, report, crash);
        foreach (ShrunkFailure failure in report.Failures) WriteFailure(writer, report, failure);
        if (report.OtherFailures > 0) writer.WriteLine($"{Counted(report.OtherFailures, "more problem")} failed, of other parties or operators");
        writer.WriteLine(FormattableString.Invariant($"{Counted(report.Problems, "problem")} in {report.Outcome.Elapsed.TotalSeconds:0.0} s"));
        writer.WriteLine(report.Summary);
    }

    /// <summary><c>1 problem</c>, <c>2 problems</c>.</summary>
    public static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>What makes one believe the reference where a party gives other values; null where it does not give any.</summary>
    public static string? Belief(ShrunkFailure failure)
    {
        if (failure.Shown is not { Verdict: SweepVerdict.Failed, Difference.IsAccepted: false }) return null;
        const string Alone = "it is written from ONNX's text alone and computes exactly";
        return SweepReport.Agreeing(failure) switch
        {
            [] => Alone,
            [string one] => $"{Alone}, and {one} agrees with it on this problem",
            [.. var others, string last] => $"{Alone}, and {string.Join(", ", others)} and {last} agree with it on this problem",
        };
    }

    static void WriteCoverage(TextWriter writer, SweepReport report)
    {
        if (!report.HasCoverage) return;
        writer.Write(report.Outcome.Coverage);
        foreach (OperatorCoverage o in report.Outcome.Coverage.Operators.Where(o => o.Missing.Count is > 0 and <= MostCrashes))
            foreach (string missing in o.Missing) writer.WriteLine($"  not seen  {o.Operator}: {missing}");
    }

    static void WriteParties(TextWriter writer, SweepReport report) =>
        writer.WriteLine($"checked: {string.Join("; ", report.Parties.Select(p => $"{p.Who} on {p.Problems}"))} of {Counted(report.Problems, "problem")}");

    static void WriteCrash(TextWriter writer, SweepReport report, ShownCrash crash)
    {
        writer.WriteLine($"crash {crash.Who}, {crash.Operator}: {Counted(crash.Findings.Count, "problem")}: {Printable.Of(crash.Reason)}");
        foreach (SweepFinding finding in crash.Findings.Take(MostCrashes)) writer.WriteLine($"  repro  {report.Repro(finding)}");
        if (crash.Findings.Count > MostCrashes) writer.WriteLine($"  and {crash.Findings.Count - MostCrashes} more, in --json and --report");
    }

    static void WriteFailure(TextWriter writer, SweepReport report, ShrunkFailure failure)
    {
        SweepFinding shown = failure.Shown;
        string output = shown.Output.Length > 0 ? $" {shown.Output}" : "";
        writer.WriteLine($"{shown.Verdict.ToString().ToUpperInvariant()} {shown.Who}, {failure.Smallest.Operator}{output}: {Printable.Of(shown.Reason)}");
        if (shown.Difference?.First is { } first) writer.WriteLine($"  first  {first}");
        if (shown.Difference?.Worst is { } worst && worst != shown.Difference.First) writer.WriteLine($"  worst  {worst}");
        if (Belief(failure) is { } belief) writer.WriteLine($"  the reference is believed: {belief}");
        writer.WriteLine($"  case   {failure.Smallest}");
        writer.WriteLine($"  found  {failure.Finding.Case}{(failure.Alike > 1 ? $", and {failure.Alike - 1} alike" : "")}");
        writer.WriteLine($"  repro  {report.Repro(failure)}");
    }
}
