using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Drawing;

/// <summary>The files that are drawn: readable, whole, always the same.</summary>
[TestFixture]
public class SvgTests
{
    static readonly string[][] s_pictures =
    [
        ["MaxPool:22 float 1x1x4x4 kernel_shape=2,2 strides=2,2", "--values", "1..16"],
        ["MaxPool:22 float 1x1x5x5 kernel_shape=3,3"],
        ["MaxPool:22 float 1x1x5x5 kernel_shape=3,3", "--ties", "equal"],
        ["MaxPool:22 float 1x1x5x5 kernel_shape=3,3 data=ties", "--ties", "all", "--seed", "9"],
        ["AveragePool:22 float 1x1x5x4 kernel_shape=3,3 strides=2,2 pads=1,0,2,1 count_include_pad=1"],
        ["MaxPool:22 float 1x1x5x5 kernel_shape=2,2 strides=2,2 ceil_mode=1"],
        ["MaxPool:22 float 1x1x6x6 kernel_shape=2,2 dilations=2,3 pads=1,1,0,0"],
        ["MaxPool:22 float 1x1x3x5 kernel_shape=2,3 strides=3,1 auto_pad=SAME_LOWER data=large"],
        ["MaxPool:22 float 1x1x8 kernel_shape=3 strides=2 pads=1,1"],
        ["MaxPool:22 double 1x1x4x4 kernel_shape=2,2 data=special"],
        ["MaxPool:22 float 1x1x2x2 kernel_shape=2,2 dilations=3,3 pads=1,1,1,1"],
        ["MaxPool:22 float 1x1x1x1 kernel_shape=1,1"],
        ["MaxPool:22 float 2x4x5x3 kernel_shape=2,2 layout=NHWC data=ties"],
        ["MaxPoolGrad:1 float 1x1x2x2 kernel_shape=2,2 ties=all"],
        ["MaxPool:22 int8 3x2x3x3 kernel_shape=2,2 data=uniform"],
        ["GlobalAveragePool:22 float 1x1x3x4"],
        ["GlobalMaxPool:1 float 1x1x1x12"],
        ["MaxPool:22 float 2x3x12x12 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 ceil_mode=1 data=uniform name=with-a-name-that-is-long-enough-to-break-a-line-of-text"],
        ["AveragePool:22 float 1x1x12x12 kernel_shape=12,12 pads=3,3,3,3 data=uniform"],
        ["MaxPool:22 float 1x1x1x1 kernel_shape=1,1 name=x" + "y0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"],
        ["MaxPool:22 float 1x1x13x5 kernel_shape=2,2"],
        ["MaxPool:22 float 1x1x40x60 kernel_shape=3,3 strides=2,2 data=special"],
        ["AveragePool:22 float 1x1x100 kernel_shape=3 pads=1,1"],
        ["MaxPool:22 uint8 1x1x20x3 kernel_shape=2,2"],
        ["--image", "--seed", "4"],
    ];

    [TestCaseSource(nameof(s_pictures))]
    public void Every_text_has_its_place(params string[] arguments)
    {
        var svg = new SvgFile(Draw(arguments));
        Box[] texts = [.. svg.TextBoxes];
        Assert.Multiple(() =>
        {
            Assert.That(texts, Has.Length.GreaterThan(5));
            Assert.That(texts.Concat(svg.Rectangles.Select(SvgFile.BoxOf)).Where(b => !b.IsInside(svg.View)), Is.Empty, "outside");
            for (int i = 0; i < texts.Length; i++)
                Assert.That(texts.Skip(i + 1).Where(texts[i].Meets), Is.Empty, texts[i].Text);
            Assert.That(svg.Title, Is.Not.Empty);
            Assert.That(svg.Description, Does.StartWith("A plane of "));
        });
    }

    [TestCaseSource(nameof(s_pictures))]
    public void The_same_arguments_give_the_same_bytes(params string[] arguments) =>
        Assert.That(Draw(arguments), Is.EqualTo(Draw(arguments)));

    [Test]
    public void Nothing_is_fetched_and_the_background_is_white()
    {
        var svg = new SvgFile(Draw("MaxPool:22 float 1x1x4x4 kernel_shape=2,2"));
        Assert.That(svg.Elements("image").Concat(svg.Elements("style")).Concat(svg.Elements("script")), Is.Empty);
        Assert.That(SvgFile.BoxOf(svg.Rectangles.First()), Is.EqualTo(svg.View));
        Assert.That(svg.Rectangles.First().Attribute("fill")?.Value, Is.EqualTo("#ffffff"));
    }

    [Test]
    public void Routed_cells_are_bold_and_sums_show_their_parts()
    {
        // Windows 1 3 | 3 2 | 2 3: the first 3 wins twice.
        var svg = new SvgFile(Draw("MaxPool:22 float 1x1x4 kernel_shape=2", "--values", "1,3,2,3"));
        Assert.That(svg.Texts, Does.Contain("1+2").And.Contain("(1+2)/2").And.Contain("3/2"));
        // Winners 3 and 3 in X; 3 = 1 + 2 and 3 in dX; 0.5 1.5 2.5 1.5 in dX of the average; operators and grids have names.
        Assert.That(svg.BoldTexts.Where(t => char.IsAsciiDigit(t[0])), Is.EqualTo((string[])["3", "3", "3", "3", "0.5", "1.5", "2.5", "1.5"]));
    }

    [Test]
    public void An_outline_encloses_the_elements_of_its_window()
    {
        // Columns are padded by one on the left: windows of columns -1 to 1 and 2 to 4; rows 0, 1 and 2, 3.
        var svg = new SvgFile(Draw("MaxPool:22 float 1x1x4x5 kernel_shape=2,3 strides=2,3 pads=0,1,0,0", "--values", "1..20"));
        Box[] texts = [.. svg.TextBoxes];
        string[] enclosed = [.. svg.Rectangles.Where(r => r.Attribute("rx")?.Value == "5").Select(SvgFile.BoxOf)
            .Select(outline => texts.Where(t => t.IsInside(outline)).Select(t => t.Text).ToArray())
            .Where(numbers => numbers.Length > 1).Select(numbers => string.Join(' ', numbers))];
        string[] windows = ["1 2 6 7", "3 4 5 8 9 10", "11 12 16 17", "13 14 15 18 19 20"];
        Assert.That(enclosed, Is.EqualTo((string[])[.. windows, .. windows]));
    }

    [Test]
    public void Grey_pixels_are_the_values()
    {
        var svg = new SvgFile(Draw("MaxPool:22 float 1x1x1x16 kernel_shape=1,16", "--values", "0..15"));
        // Panels: 16 shades, the maximum, the mean 7.5 of 0..15; then the scale.
        (string Fill, string Path)[] shades = [.. svg.Elements("path").Select(p => (p.Attribute("fill")!.Value, p.Attribute("d")!.Value))];
        Assert.That(shades.Select(s => s.Fill).Take(18), Is.EqualTo((string[])[.. Enumerable.Range(0, 16).Select(i => $"#{i:x}{i:x}{i:x}{i:x}{i:x}{i:x}"), "#ffffff", "#808080"]));
        // Each is one pixel of a sixteenth of the panel's width, from the left edge of the panel on.
        for (int i = 0; i < 16; i++) Assert.That(shades[i].Path, Does.Match($"^M{24 + (16 * i)} [0-9.]+h16v24h-16z$"));
    }

    static byte[] Draw(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("picture.svg");
        ToolResult result = Tool.Run(["draw", .. arguments, "--out", path]);
        Assert.That(result.Error, Is.Empty);
        Assert.That(result, Is.EqualTo(new ToolResult(0, path + "\n", "")));
        return File.ReadAllBytes(path);
    }
}
