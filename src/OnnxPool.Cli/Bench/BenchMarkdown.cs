using System.Globalization;
using System.Text;

namespace OnnxPool.Cli;

/// <summary>The results of a benchmark as a document.</summary>
static class BenchMarkdown
{
    /// <summary>Machine, date, versions, the command, and a table for each target.</summary>
    /// <param name="report">The results.</param>
    /// <param name="path">Where the document will be: it links to the files of problem lines.</param>
    /// <param name="date">When they were measured.</param>
    public static byte[] Render(BenchReport report, string path, DateOnly date)
    {
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        Line("# Benchmarks");
        Line();
        Line("Written by");
        Line();
        Line("```sh");
        Line(report.Command);
        Line("```");
        Line();
        Line(string.Create(CultureInfo.InvariantCulture, $"on {date:yyyy-MM-dd}: {MarkdownWord.Plain(report.Environment)}."));
        Line();
        Line("All sides take turns in one process, on buffers that are there before, each on as many threads; times are medians. **ORT** is ONNX Runtime at the faster of "
            + "graph optimization and none, which the next column names; **ratio** is its time in times of ours: above 1 ours is faster. **GB/s** is the bytes of inputs and outputs in our time, "
            + "**of copy** that rate in rates of a plain copy that reads and writes as many bytes on as many threads. ONNX Runtime has no gradients.");
        foreach (BenchGroup group in report.Groups)
        {
            Line();
            Line($"## {Title(group.Target, path)}");
            Line();
            IReadOnlyList<string> headers = BenchReport.Headers(group.Rows);
            Line($"| {string.Join(" | ", headers)} |");
            Line($"|---|{string.Concat(Enumerable.Repeat("---:|", headers.Count - 1))}");
            foreach (IReadOnlyList<string> cells in BenchReport.Cells(group.Rows)) Line($"| {string.Join(" | ", cells.Select(MarkdownWord.Plain))} |");
            Line();
            string? ratios = BenchReport.Ratios(group.Rows);
            Line($"{(ratios is null ? "" : $"{MarkdownWord.Plain(ratios)}; ")}{MarkdownWord.Plain(BenchReport.Shares(group.Rows))}.");
            foreach (BenchRow row in group.Rows.Where(r => r.Result.Note.Length > 0))
            {
                Line();
                Line($"{MarkdownWord.Plain(row.Name)}: {MarkdownWord.Plain(row.Result.Note)}");
            }
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static string Title(string target, string document)
    {
        if (!target.StartsWith('@')) return MarkdownWord.Code(target);
        string folder = Path.GetDirectoryName(Path.GetFullPath(document))!;
        string link = Path.GetRelativePath(folder, Path.GetFullPath(target[1..])).Replace(Path.DirectorySeparatorChar, '/');
        return $"[{MarkdownWord.Plain(Path.GetFileName(target))}]({link.Replace(" ", "%20", StringComparison.Ordinal)})";
    }
}
