using System.Globalization;
using System.Text;
using OnnxPool.Conformance;
using OnnxPool.Onnx;

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
        Line(Code(report.Command));
        Line();
        if (report.Candidate is { } candidate)
        {
            CheckedParty party = report.Parties.Single(p => p.Who == candidate);
            Line($"{Code(candidate)} was checked on {party.Problems} of {SweepText.Counted(report.Problems, "problem")} and is wrong on {party.Bad}.");
            Line();
        }
        foreach (ShrunkFailure failure in report.Failures) Write(failure);
        if (report.OtherFailures > 0)
        {
            Line($"{SweepText.Counted(report.OtherFailures, "more problem")} failed, of other parties or operators.");
            Line();
        }
        if (report.Crashes.Count > 0) Table("| crash | of | problems | shown again by |", report.Crashes, c => [Plain(c.Reason), Plain($"{c.Who}, {c.Operator}"), Number(c.Findings.Count), Code(report.Repro(c.Findings[0]))]);
        if (report.Divergences.Count > 0) Table("| divergence of ONNX Runtime | problems | shown again by |", report.Divergences, d => [Plain(d.Row.Id), Number(d.Problems), Code(report.Repro(d.Example))]);
        if (report.HasCoverage) Table($"| operator | problems | {report.CombinationsName} seen | of |", report.Outcome.Coverage.Operators, o => [o.Operator.Name, Number(o.Problems), Number(o.Seen), Number(o.Possible)]);
        return Encoding.UTF8.GetBytes(text.ToString());

        void Write(ShrunkFailure failure)
        {
            Line($"### {failure.Shown.Verdict}: {Plain(failure.Shown.Who)}, {failure.Smallest.Operator}");
            Line();
            Line(Plain(failure.Shown.Reason));
            Line();
            Line($"- smallest problem: {Code(failure.Smallest.ToString())}");
            Line($"- {SweepText.Counted(failure.Alike, "problem")} alike");
            Line($"- shown again by {Code(report.Repro(failure))}");
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

    // What Markdown or HTML would take for a mark is written as an entity.
    static string Plain(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in Printable.Of(text))
            _ = "\\`*_{}[]<>|&#~".Contains(c, StringComparison.Ordinal) ? escaped.Append(CultureInfo.InvariantCulture, $"&#{(int)c};") : escaped.Append(c);
        return escaped.ToString();
    }

    // A code span ends at a run of as many backticks as it began with.
    static string Code(string text)
    {
        string line = Printable.Of(text);
        int longest = 0, run = 0;
        foreach (char c in line) longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        string fence = new('`', longest + 1);
        return longest == 0 ? $"`{line}`" : $"{fence} {line} {fence}";
    }
}
