using System.Text.Json;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Drawing;

/// <summary><c>onnxpool draw</c>: what it takes, refuses and leaves behind.</summary>
[TestFixture]
public class DrawCommandTests
{
    const string Line = "MaxPool:22 float 1x1x4x4 kernel_shape=2,2 strides=2,2";

    [TestCase(new[] { "MinPool:22 float 1x1x4x4 kernel_shape=2,2" }, "operator: found MinPool; allowed: MaxPool, AveragePool")]
    [TestCase(new[] { "LpPool:22 float 1x1x4x4 kernel_shape=2,2" }, "operator to draw: found LpPool; allowed: MaxPool, AveragePool, GlobalMaxPool, GlobalAveragePool")]
    [TestCase(new[] { "Flatten:22 float 1x1x4x4" }, "operator to draw: found Flatten; allowed: MaxPool")]
    [TestCase(new[] { "MaxPool:22 float 1x1x4x4x4 kernel_shape=2,2,2" }, "shape to draw: found 1x1x4x4x4 with 3 spatial axes; allowed: 1 or 2 spatial axes")]
    [TestCase(new[] { "GlobalMaxPool:22 float 3x4" }, "shape to draw: found 3x4 with 0 spatial axes; allowed: 1 or 2")]
    [TestCase(new[] { "MaxPool:22 float 1x1x2x2 kernel_shape=4,4" }, "output size of spatial axis 0: found -1")]
    [TestCase(new[] { "MaxPool:22 float 1x1x2x3 kernel_shape=3,3" }, "output to draw: found 1x1x0x1; allowed: a window on each axis")]
    [TestCase(new[] { "MaxPool:22 float 1x1x0x3 kernel_shape=1,1" }, "shape to draw: found 1x1x0x3; allowed: dimensions of 1 or more")]
    [TestCase(new[] { "MaxPool:22 float 0x1x2x3 kernel_shape=1,1" }, "shape to draw: found 0x1x2x3")]
    [TestCase(new[] { "MaxPool:22 float 1x1x4x257 kernel_shape=2,2" }, "plane to draw: found 4x257 -> 3x256; allowed: up to 256 on a side")]
    [TestCase(new[] { "MaxPool:22 float 1x1x4x4 kernel_shape=2,2 pads=0,300,0,0" }, "plane to draw: found 4x4 -> 3x303")]
    [TestCase(new[] { "MaxPool:22 float 1000000000x1000000000x9x9 kernel_shape=2,2" }, "shape: found ")]
    [TestCase(new[] { "MaxPool:22 float" }, "problem line: found 'MaxPool:22 float'")]
    [TestCase(new[] { "@lines.txt" }, "problem line: found @lines.txt; allowed: one line")]
    [TestCase(new string[0], "LINE: found none; allowed: one problem line, or --image")]
    [TestCase(new[] { Line, "--image" }, "--image: found beside 'MaxPool")]
    [TestCase(new[] { "--image", "--ties", "all" }, "--image: found beside --ties or --values")]
    [TestCase(new[] { Line, "--ties", "last" }, "--ties: found 'last'; allowed: first, equal, all")]
    [TestCase(new[] { Line, "--values", "1..15" }, "--values: found 15 numbers; allowed: 16 for a plane of 4x4")]
    [TestCase(new[] { Line, "--values", "1..2000000000" }, "--values: found '1..2000000000'")]
    [TestCase(new[] { Line, "--values", "1,two" }, "--values: found 'two'; allowed: numbers joined by commas")]
    [TestCase(new[] { Line + " data=ties", "--values", "1..16" }, "--values: found beside data= in the line")]
    [TestCase(new[] { "MaxPool:22 uint8 1x1x1x2 kernel_shape=1,1", "--values", "1,256" }, "--values: found 1,256; allowed: integers from 0 to 255 for uint8")]
    [TestCase(new[] { Line, "--colour" }, "option: found '--colour'; allowed: --out, --image")]
    [TestCase(new[] { Line, Line }, "LINE: found 2; allowed: one problem line")]
    public void What_cannot_be_drawn_is_one_line(string[] arguments, string message)
    {
        using var folder = new TemporaryFolder();
        Tool.IsRefused(["draw", .. arguments, "--out", folder.File("picture.svg")], message);
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [TestCase("picture.png", ".svg")]
    [TestCase("picture", ".svg")]
    [TestCase("", "--out: found ''; allowed: a file name that ends in .svg")]
    [TestCase("missing/picture.svg", "its folder does not exist")]
    public void Where_nothing_can_be_written_is_one_line(string name, string message)
    {
        using var folder = new TemporaryFolder();
        Tool.IsRefused(["draw", Line, "--out", name.Length == 0 ? "" : folder.File(name)], message);
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void A_picture_needs_a_place() => Tool.IsRefused(["draw", Line], "'--out'");

    [Test]
    public void Json_that_cannot_be_written_is_found_before_the_picture_is()
    {
        using var folder = new TemporaryFolder();
        Tool.IsRefused(["draw", Line, "--out", folder.File("picture.svg"), "--json", folder.File("missing/picture.json")], "its folder does not exist");
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void Json_does_not_replace_the_picture()
    {
        using var folder = new TemporaryFolder();
        Tool.IsRefused(["draw", Line, "--out", folder.File("picture.svg"), "--json", folder.File("./picture.svg")], "--json: found ", "which is the picture");
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void Json_has_what_the_picture_shows()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("picture.json");
        Assert.That(Tool.Run("draw", Line, "--values", "1..15,NaN", "--ties", "equal", "--out", folder.File("picture.svg"), "--json", path).Status, Is.Zero);
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = json.RootElement, max = root.GetProperty("operators")[0];
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("line").GetString(), Is.EqualTo(Line));
            Assert.That(root.GetProperty("x")[15].GetString(), Is.EqualTo("NaN"));
            Assert.That(root.GetProperty("ties").GetString(), Is.EqualTo("equal"));
            Assert.That(max.GetProperty("operator").GetString(), Is.EqualTo("MaxPool"));
            Assert.That(max.GetProperty("windows")[2].GetProperty("cells")[0].GetInt32(), Is.EqualTo(13));
            Assert.That(max.GetProperty("dx")[15].GetInt32(), Is.EqualTo(4));
        });
    }
}
