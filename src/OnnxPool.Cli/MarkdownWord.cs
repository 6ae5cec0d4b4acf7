using System.Globalization;
using System.Text;
using OnnxPool.Onnx;

namespace OnnxPool.Cli;

/// <summary>Texts in Markdown, whatever they quote.</summary>
static class MarkdownWord
{
    /// <summary>Plain text: what Markdown or HTML would take for a mark is written as an entity.</summary>
    public static string Plain(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in Printable.Of(text))
            _ = "\\`*_{}[]<>|&#~".Contains(c, StringComparison.Ordinal) ? escaped.Append(CultureInfo.InvariantCulture, $"&#{(int)c};") : escaped.Append(c);
        return escaped.ToString();
    }

    /// <summary>A code span: it ends at a run of as many backticks as it began with.</summary>
    public static string Code(string text)
    {
        string line = Printable.Of(text);
        int longest = 0, run = 0;
        foreach (char c in line) longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        string fence = new('`', longest + 1);
        return longest == 0 ? $"`{line}`" : $"{fence} {line} {fence}";
    }
}
