using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using OnnxPool.Onnx;

namespace OnnxPool.Cli;

/// <summary>Builds pages that are HTML and XML at once. All text is escaped by the writer of XML, whatever it quotes.</summary>
static class Html
{
    static readonly XNamespace s_html = "http://www.w3.org/1999/xhtml";
    static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    // The elements that HTML has no end tag for; all others need one, even without content.
    static readonly string[] s_void = ["meta", "br", "col", "hr", "img"];

    /// <summary>An element; content is texts, elements, attributes, sequences of these, and nulls.</summary>
    /// <param name="tag">The name of the element, with a class behind a dot: <c>td.number</c>.</param>
    /// <param name="content">What it has.</param>
    public static XElement Node(string tag, params object?[] content) => Create(s_html, tag, content);

    /// <summary>An element of a picture.</summary>
    public static XElement Svg(string tag, params object?[] content) => Create(s_svg, tag, content);

    /// <summary>An attribute.</summary>
    public static XAttribute Attribute(string name, string value) => new(name, Printable.Of(value));

    /// <summary>An attribute that is a number, to two places.</summary>
    public static XAttribute Attribute(string name, double value) => new(name, Number(value));

    /// <summary>A number to two places, as attributes and styles take it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A count with its thousands apart.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u2009');

    /// <summary>A command or problem line, which one click selects as a whole.</summary>
    public static XElement Command(string text) => Node("code.line", text);

    /// <summary>A table inside of what scrolls where the screen is too narrow for it.</summary>
    public static XElement Table(IEnumerable<XElement> headers, IEnumerable<XElement> rows) =>
        Node("div.scroll", Node("table.list", Node("thead", Node("tr", headers)), Node("tbody", rows)));

    /// <summary>A section of the page.</summary>
    public static XElement Section(string id, string title, params object?[] content) =>
        Node("section", Attribute("id", id), Node("h2", title), content);

    /// <summary>The page as a file.</summary>
    public static byte[] Document(XElement html)
    {
        foreach (XElement empty in html.DescendantsAndSelf().Where(e => e.IsEmpty && e.Name.Namespace == s_html && !s_void.Contains(e.Name.LocalName)))
            empty.Value = "";
        using var stream = new MemoryStream();
        stream.Write("<!DOCTYPE html>\n"u8);
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using (var writer = XmlWriter.Create(stream, settings)) html.Save(writer);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    static XElement Create(XNamespace space, string tag, object?[] content)
    {
        string[] words = tag.Split('.');
        var element = new XElement(space + words[0]);
        if (words.Length > 1) element.Add(new XAttribute("class", words[1]));
        Add(element, content);
        return element;
    }

    static void Add(XElement element, IEnumerable<object?> content)
    {
        foreach (object? part in content)
        {
            switch (part)
            {
                case null: break;
                // XML has no place for control characters, not even escaped.
                case string text: element.Add(Printable.Of(text)); break;
                case XObject node: element.Add(node); break;
                case IEnumerable<object?> parts: Add(element, parts); break;
                default: throw new ArgumentException($"content: found {part}; allowed: texts, elements and attributes");
            }
        }
    }
}
