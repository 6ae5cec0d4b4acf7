using System.Text.Json;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>The results of a sweep for other programs.</summary>
static class SweepJson
{
    /// <summary>An object with the counts, what was covered, and what was found; a number that is infinite is null. Without times: the same sweep gives the same bytes.</summary>
    public static byte[] Serialize(SweepReport report) => JsonFile.Of(json =>
    {
        SweepOutcome outcome = report.Outcome;
        json.WriteNumber("cases", report.Problems);
        json.WriteNumber("passed", outcome.Count(SweepVerdict.Agree));
        json.WriteNumber("failed", outcome.Count(SweepVerdict.Failed));
        json.WriteNumber("divergent", outcome.Count(SweepVerdict.Divergence));
        json.WriteNumber("unsupported", outcome.Count(SweepVerdict.Unsupported));
        json.WriteNumber("crashed", outcome.Count(SweepVerdict.Crashed));
        json.WriteNumber("unstable", outcome.Count(SweepVerdict.Unstable));
        json.WriteBoolean("partial", outcome.IsPartial);
        json.WriteNumber("seed", report.Settings.Seed);
        json.WriteString("onnx_runtime", OrtSession.Version);
        json.WriteObjects("checked", report.Parties, party =>
        {
            json.WriteString("who", party.Who);
            json.WriteNumber("cases", party.Problems);
            json.WriteNumber("divergent", party.Divergent);
            json.WriteNumber("bad", party.Bad);
        });
        json.WriteObjects("coverage", report.HasCoverage ? outcome.Coverage.Operators : [], o =>
        {
            json.WriteString("operator", o.Operator.Name);
            json.WriteNumber("cases", o.Problems);
            json.WriteNumber("strength", report.Settings.Strength);
            json.WriteNumber("seen", o.Seen);
            json.WriteNumber("possible", o.Possible);
        });
        json.WriteObjects("divergences", report.Divergences, shown =>
        {
            json.WriteString("row", shown.Row.Id);
            json.WriteNumber("count", shown.Problems);
            json.WriteString("reason", shown.Row.Reason);
            json.WriteString("line", shown.Example.Case.ToString());
            json.WriteString("repro", report.Repro(shown.Example));
        });
        json.WriteObjects("crashes", report.Crashes.SelectMany(c => c.Findings), finding =>
        {
            json.WriteString("who", finding.Who);
            json.WriteString("reason", finding.Reason);
            json.WriteString("line", finding.Case.ToString());
            json.WriteString("repro", report.Repro(finding));
        });
        json.WriteObjects("failures", report.Failures, failure => Write(json, report, failure));
        json.WriteNumber("other_failures", report.OtherFailures);
    });

    static void Write(Utf8JsonWriter json, SweepReport report, ShrunkFailure failure)
    {
        SweepFinding shown = failure.Shown;
        json.WriteString("who", shown.Who);
        json.WriteString("verdict", shown.Verdict.ToString().ToLowerInvariant());
        json.WriteString("operator", failure.Smallest.Version.ToString());
        json.WriteString("output", shown.Output);
        json.WriteString("reason", shown.Reason);
        if (shown.Difference?.First is { } first)
        {
            json.WriteNumber("index", first.Index);
            json.WriteString("actual", first.Actual);
            json.WriteString("expected", first.Expected);
        }
        json.WriteFinite("max_abs", shown.Difference?.MaxAbs);
        json.WriteFinite("max_ulp", shown.Difference?.MaxUlp);
        json.WriteString("line", failure.Smallest.ToString());
        json.WriteString("found", failure.Finding.Case.ToString());
        json.WriteNumber("alike", failure.Alike);
        json.WriteString("repro", report.Repro(failure));
    }
}
