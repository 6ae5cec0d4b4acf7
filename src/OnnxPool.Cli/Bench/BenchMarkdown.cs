using System.Globalization;
using System.Text;

namespace OnnxPool.Cli;

/// <summary>The results of a benchmark as a document.</summary>
static class BenchMarkdown
{
    /// <summary>Machine, date, versions, the command, and a table for each target.</summary>
    /// <param name="document">The results.</param>
    /// <param name="path">Where the document will be: it links to the files of problem lines.</param>
    /// <param name="date">When they were measured.</param>
    public static byte[] Render(BenchDocument document, string path, DateOnly date)
    {
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        Line("# Benchmarks");
        Line();
        Line("Written by");
        Line();
        Line("```sh");
        Line(document.Command);
        Line("```");
        Line();
        Line(string.Create(CultureInfo.InvariantCulture, $"on {date:yyyy-MM-dd}: {MarkdownWord.Plain(document.Environment)}."));
        Line();
        Line(document.Explanation);
        foreach ((string target, BenchTable table) in document.Parts)
        {
            Line();
            Line($"## {Title(target, path)}");
            Line();
            Line($"| {string.Join(" | ", table.Headers)} |");
            Line($"|---|{string.Concat(Enumerable.Repeat("---:|", table.Headers.Count - 1))}");
            foreach (IReadOnlyList<string> cells in table.Cells) Line($"| {string.Join(" | ", cells.Select(MarkdownWord.Plain))} |");
            if (table.Summary.Count > 0)
            {
                Line();
                Line($"{string.Join("; ", table.Summary.Select(MarkdownWord.Plain))}.");
            }
            foreach ((string name, string note) in table.Notes)
            {
                Line();
                Line($"{MarkdownWord.Plain(name)}: {MarkdownWord.Plain(note)}");
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
