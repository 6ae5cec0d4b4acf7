using System.Globalization;
using System.Text;

namespace OnnxPool.Onnx;

/// <summary>Text from a model made fit for one line of a terminal: a name may hold line ends and escape sequences.</summary>
public static class Printable
{
    /// <summary>The text with line ends, escape sequences and the like written out.</summary>
    public static string Of(string text)
    {
        if (!text.Any(MustEscape)) return text;
        var line = new StringBuilder(text.Length + 8);
        foreach (char c in text)
            _ = MustEscape(c) ? line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : line.Append(c);
        return line.ToString();
    }

    static bool MustEscape(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
