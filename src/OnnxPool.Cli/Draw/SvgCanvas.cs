using System.Globalization;
using System.Xml;

namespace OnnxPool.Cli;

/// <summary>Which point of a text stands at its position.</summary>
enum Anchor
{
    Start,
    Middle,
}

/// <summary>How a shape is painted. No colour carries a meaning alone: a picture has to be read in grey, too.</summary>
/// <param name="Fill">Colour of the inside.</param>
/// <param name="Stroke">Colour of the outline.</param>
/// <param name="Width">Width of the outline.</param>
/// <param name="Dash">Lengths of dashes and gaps; empty for a solid outline.</param>
readonly record struct Paint(string Fill = "none", string Stroke = "none", double Width = 0, string Dash = "");

/// <summary>An SVG picture that needs nothing else: the same bytes for the same calls, on every platform.</summary>
sealed class SvgCanvas : IDisposable
{
    /// <summary>A fill of fine slanted lines.</summary>
    public const string Hatch = "url(#hatch)";

    public const string Ink = "#111111";
    public const string Faint = "#666666";

    // Wide for the usual sans-serif faces, so that a text never takes more room than was kept for it.
    const double CharacterWidth = 0.62;
    const double WideCharacterWidth = 0.84;
    const double BoldFactor = 1.12;
    const string WideCharacters = "+−=∞N";

    readonly MemoryStream _stream = new();
    readonly XmlWriter _xml;

    public SvgCanvas(double width, double height, string title, string description)
    {
        _xml = XmlWriter.Create(_stream, new XmlWriterSettings { Indent = true, IndentChars = " ", NewLineChars = "\n", CloseOutput = false, Encoding = new System.Text.UTF8Encoding(false) });
        _xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Write(("width", Number(width)), ("height", Number(height)), ("viewBox", $"0 0 {Number(width)} {Number(height)}"));
        Write(("role", "img"), ("aria-labelledby", "title description"), ("font-family", "sans-serif"));
        WriteText("title", "title", title);
        WriteText("desc", "description", description);
        _xml.WriteStartElement("defs");
        _xml.WriteStartElement("pattern");
        Write(("id", "hatch"), ("width", "6"), ("height", "6"), ("patternUnits", "userSpaceOnUse"), ("patternTransform", "rotate(45)"));
        Element("rect", ("width", "6"), ("height", "6"), ("fill", "#f2f2f2"));
        Element("rect", ("width", "1.5"), ("height", "6"), ("fill", "#c4c4c4"));
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        Rectangle(0, 0, width, height, new Paint("#ffffff"));
    }

    /// <summary>How wide a text is at most.</summary>
    public static double WidthOf(string text, double size, bool bold = false) =>
        text.Sum(c => WideCharacters.Contains(c) ? WideCharacterWidth : CharacterWidth) * size * (bold ? BoldFactor : 1);

    /// <summary>The text in lines that are not wider than <paramref name="width"/>; a word that is wider is cut.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width, bool bold = false)
    {
        var lines = new List<string>();
        foreach (string word in text.Split(' ').Select(Cut))
        {
            if (lines.Count > 0 && Fits($"{lines[^1]} {word}")) lines[^1] += $" {word}";
            else lines.Add(word);
        }
        return lines;

        bool Fits(string line) => WidthOf(line, size, bold) <= width;

        string Cut(string word)
        {
            if (Fits(word)) return word;
            while (word.Length > 1 && !Fits(word + "…")) word = word[..^1];
            return word + "…";
        }
    }

    public void Rectangle(double x, double y, double width, double height, Paint paint, double radius = 0)
    {
        _xml.WriteStartElement("rect");
        Write(("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)));
        if (radius > 0) Write(("rx", Number(radius)));
        Write(paint);
        _xml.WriteEndElement();
    }

    /// <summary>Rectangles of one height and colour, without a seam to the next ones.</summary>
    public void Pixels(string fill, double height, IEnumerable<(double X, double Y, double Width)> rectangles)
    {
        string path = string.Concat(rectangles.Select(r => $"M{Number(r.X)} {Number(r.Y)}h{Number(r.Width)}v{Number(height)}h{Number(-r.Width)}z"));
        Element("path", ("fill", fill), ("shape-rendering", "crispEdges"), ("d", path));
    }

    public void Dot(double x, double y, double radius) =>
        Element("circle", ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)), ("fill", Ink));

    /// <summary>A straight arrow; the head is at the second point.</summary>
    public void Arrow(double x1, double y1, double x2, double y2)
    {
        const double Head = 9, HalfHead = 4.5;
        double length = Math.Max(1, Math.Sqrt(((x2 - x1) * (x2 - x1)) + ((y2 - y1) * (y2 - y1))));
        double dx = (x2 - x1) / length, dy = (y2 - y1) / length;
        double neckX = x2 - (dx * Head), neckY = y2 - (dy * Head);
        Element("line", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(neckX)), ("y2", Number(neckY)), ("stroke", Ink), ("stroke-width", "2"));
        string left = Point(neckX - (dy * HalfHead), neckY + (dx * HalfHead)), right = Point(neckX + (dy * HalfHead), neckY - (dx * HalfHead));
        Element("polygon", ("points", $"{Point(x2, y2)} {left} {right}"), ("fill", Ink));
    }

    /// <summary>A text whose middle line is at <paramref name="y"/>.</summary>
    public void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Middle, bool bold = false, string color = Ink)
    {
        // From the middle to the baseline: half the height of digits and capitals.
        const double HalfHeight = 0.36;
        _xml.WriteStartElement("text");
        Write(("x", Number(x)), ("y", Number(y + (size * HalfHeight))), ("font-size", Number(size)));
        if (anchor == Anchor.Middle) Write(("text-anchor", "middle"));
        if (bold) Write(("font-weight", "bold"));
        Write(("fill", color));
        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    /// <summary>Ends the picture.</summary>
    /// <returns>The file.</returns>
    public byte[] Finish()
    {
        _xml.WriteEndElement();
        _xml.Flush();
        _stream.WriteByte((byte)'\n');
        return _stream.ToArray();
    }

    public void Dispose()
    {
        _xml.Dispose();
        _stream.Dispose();
    }

    void WriteText(string element, string id, string text)
    {
        _xml.WriteStartElement(element);
        Write(("id", id));
        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    void Write(Paint paint)
    {
        Write(("fill", paint.Fill));
        if (paint.Stroke == "none") return;
        Write(("stroke", paint.Stroke), ("stroke-width", Number(paint.Width)));
        if (paint.Dash.Length > 0) Write(("stroke-dasharray", paint.Dash));
    }

    void Element(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _xml.WriteStartElement(name);
        Write(attributes);
        _xml.WriteEndElement();
    }

    void Write(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach ((string name, string value) in attributes) _xml.WriteAttributeString(name, value);
    }

    static string Point(double x, double y) => $"{Number(x)},{Number(y)}";

    static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
