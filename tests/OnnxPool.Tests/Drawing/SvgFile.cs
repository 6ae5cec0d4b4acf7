using System.Globalization;
using System.Xml.Linq;

namespace OnnxPool.Tests.Drawing;

/// <summary>A rectangle of a picture, in its units.</summary>
readonly record struct Box(string Text, double Left, double Top, double Right, double Bottom)
{
    public bool Meets(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool IsInside(Box other) => Left >= other.Left && Top >= other.Top && Right <= other.Right && Bottom <= other.Bottom;
}

/// <summary>A picture read back, by nothing but the rules of SVG.</summary>
sealed class SvgFile
{
    // What the widest common sans-serif face takes on average, in shares of the font size.
    const double CharacterWidth = 0.6;
    const double BoldCharacterWidth = 0.68;

    readonly XElement _root;

    public SvgFile(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        _root = XDocument.Load(stream).Root!;
        double[] view = [.. $"{_root.Attribute("viewBox")?.Value}".Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        View = new Box("", view[0], view[1], view[0] + view[2], view[1] + view[3]);
    }

    /// <summary>All that can be seen.</summary>
    public Box View { get; }

    public string Title => Elements("title").Single().Value;

    public string Description => Elements("desc").Single().Value;

    public IEnumerable<string> Texts => Elements("text").Select(t => t.Value);

    public IEnumerable<string> BoldTexts => Elements("text").Where(t => t.Attribute("font-weight")?.Value == "bold").Select(t => t.Value);

    public IEnumerable<XElement> Elements(string name) => _root.Descendants(XName.Get(name, "http://www.w3.org/2000/svg"));

    public IEnumerable<Box> TextBoxes => Elements("text").Select(t =>
    {
        double size = Number(t, "font-size"), x = Number(t, "x"), baseline = Number(t, "y");
        double width = t.Value.Length * size * (t.Attribute("font-weight")?.Value == "bold" ? BoldCharacterWidth : CharacterWidth);
        double left = t.Attribute("text-anchor")?.Value == "middle" ? x - (width / 2) : x;
        return new Box(t.Value, left, baseline - (0.75 * size), left + width, baseline + (0.2 * size));
    });

    /// <summary>The rectangles that are drawn: those of patterns are not.</summary>
    public IEnumerable<XElement> Rectangles => Elements("rect").Where(r => r.Parent == _root);

    public static Box BoxOf(XElement rectangle)
    {
        double left = Number(rectangle, "x"), top = Number(rectangle, "y");
        return new Box("", left, top, left + Number(rectangle, "width"), top + Number(rectangle, "height"));
    }

    static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
