using System.Globalization;
using System.Text;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>The results of a sweep for the page of a CI job.</summary>
static class SweepMarkdown
{
    /// <summary>GitHub's Markdown, short; without times: the same sweep gives the same bytes.</summary>
    public static byte[] Render(SweepReport report)
    {
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        string verdict = report.Outcome.IsPartial ? "PARTIAL, interrupted" : report.Outcome.IsGood ? "passed" : "FAILED";
        Line($"## OnnxPool sweep: {verdict}");
        Line();
        Line($"{SweepText.Counted(report.Problems, "problem")}: {report.Counts}. ONNX Runtime {OrtSession.Version}, seed {report.Settings.Seed}.");
        Line();
        Line(MarkdownWord.Code(report.Command));
        Line();
        if (report.Candidate is { } candidate)
        {
            CheckedParty party = report.Parties.Single(p => p.Who == candidate);
            Line($"{MarkdownWord.Code(candidate)} was checked on {party.Problems} of {SweepText.Counted(report.Problems, "problem")} and is wrong on {party.Bad}.");
            Line();
        }
        foreach (ShrunkFailure failure in report.Failures) Write(failure);
        if (report.OtherFailures > 0)
        {
            Line($"{SweepText.Counted(report.OtherFailures, "more problem")} failed, of other parties or operators.");
            Line();
        }
        if (report.Crashes.Count > 0) Table("| crash | of | problems | shown again by |", report.Crashes, c => [MarkdownWord.Plain(c.Reason), MarkdownWord.Plain($"{c.Who}, {c.Operator}"), Number(c.Findings.Count), MarkdownWord.Code(report.Repro(c.Findings[0]))]);
        if (report.Divergences.Count > 0) Table("| divergence of ONNX Runtime | problems | shown again by |", report.Divergences, d => [MarkdownWord.Plain(d.Row.Id), Number(d.Problems), MarkdownWord.Code(report.Repro(d.Example))]);
        if (report.HasCoverage) Table($"| operator | problems | {report.CombinationsName} seen | of |", report.Outcome.Coverage.Operators, o => [o.Operator.Name, Number(o.Problems), Number(o.Seen), Number(o.Possible)]);
        return Encoding.UTF8.GetBytes(text.ToString());

        void Write(ShrunkFailure failure)
        {
            Line($"### {failure.Shown.Verdict}: {MarkdownWord.Plain(failure.Shown.Who)}, {failure.Smallest.Operator}");
            Line();
            Line(MarkdownWord.Plain(failure.Shown.Reason));
            Line();
            Line($"- smallest problem: {MarkdownWord.Code(failure.Smallest.ToString())}");
            Line($"- {SweepText.Counted(failure.Alike, "problem")} alike");
            Line($"- shown again by {MarkdownWord.Code(report.Repro(failure))}");
            Line();
        }

        void Table<T>(string header, IEnumerable<T> rows, Func<T, string[]> cells)
        {
            Line(header);
            Line(string.Concat(Enumerable.Repeat("|---", header.Count(c => c == '|') - 1)) + "|");
            // A bar would end the cell even inside of code.
            foreach (T row in rows) Line($"| {string.Join(" | ", cells(row).Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |");
            Line();
        }
    }

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
