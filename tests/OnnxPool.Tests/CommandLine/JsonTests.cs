using System.Text.Json;
using OnnxPool.Tests.Models;
using OnnxPool.Tests.Verification;

namespace OnnxPool.Tests.CommandLine;

public sealed class JsonTests
{
    const string Max = "MaxPool:12 float 1x1x5x5 kernel_shape=3,3 outputs=Y,Indices name=stem";
    const string Divergent = "MaxPool:12 float 1x1x4 kernel_shape=2 pads=2,0";
    const string Unsupported = "MaxPool:22 bfloat16 1x1x4 kernel_shape=2";

    [Test]
    public void Counts_and_cases_agree_with_the_table()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("r.json");
        string model = ModelFiles.SmallCnn().Save(folder, "cnn.onnx");
        var runner = new FakeRunner((right, x) => x.Type == ElementType.BFloat16 ? throw new UnsupportedPoolingException("element type", "bfloat16", "float")
            : x.Shape.SequenceEqual([2, 3]) ? throw new FormatException("no") : right);
        ToolResult result = Tool.Run(runner, "verify", Max, Divergent, Unsupported, "Flatten:13 float 2x3", model, "--json", path);
        Assert.That((result.Status, result.Error), Is.EqualTo((1, "")));

        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = json.RootElement;
        Assert.That(root.EnumerateObject().Select(p => p.Name), Is.EqualTo((string[])["passed", "failed", "divergent", "unsupported", "cases"]));
        JsonElement[] cases = [.. root.GetProperty("cases").EnumerateArray()];
        foreach (JsonElement one in cases)
            Assert.That(one.EnumerateObject().Select(p => p.Name), Is.EqualTo((string[])["name", "line", "operator", "verdict", "max_abs", "max_ulp", "reason"]));
        int Count(params string[] verdicts) => cases.Count(c => verdicts.Contains(c.GetProperty("verdict").GetString()));
        int Said(string name) => root.GetProperty(name).GetInt32();
        Assert.That((Said("passed"), Said("failed"), Said("divergent"), Said("unsupported")), Is.EqualTo((Count("exact", "within"), Count("failed"), Count("divergence"), Count("unsupported"))));
        Assert.That(Said("passed") + Said("failed") + Said("divergent") + Said("unsupported"), Is.EqualTo(cases.Length));
        Assert.That(result.Out, Does.Contain($"{Said("passed")} passed, {Said("failed")} failed, {Said("divergent")} divergent, {Said("unsupported")} unsupported"));
        Assert.That((Said("failed"), Said("divergent")), Is.EqualTo((1, 1)));

        Assert.That(Texts(cases[0]), Is.EqualTo(("stem/Y", Max, "MaxPool-12", "exact", "")));
        Assert.That(Texts(cases[1]), Is.EqualTo(("stem/Indices", Max, "MaxPool-12", "exact", "")));
        Assert.That(Texts(cases[2]), Is.EqualTo(("", Divergent, "MaxPool-12", "divergence", "pads-refused")));
        Assert.That(Texts(cases[4]), Is.EqualTo(("", "Flatten:13 float 2x3", "Flatten-13", "failed", "fake threw FormatException: no")));
        Assert.That(cases[4].GetProperty("max_abs").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(cases[0].GetProperty("max_abs").GetDouble(), Is.Zero);
        Assert.That(Texts(cases[^1]).Item1, Is.EqualTo("cnn.onnx/flat"));
        Assert.That(Texts(cases[^1]).Item2, Is.EqualTo("Flatten:17 float 1x8x1x1"));
        Assert.That(Directory.GetFiles(folder.Path).Select(Path.GetFileName), Is.EquivalentTo((string[])["r.json", "cnn.onnx"]));
    }

    [Test]
    public void Differences_are_numbers_or_null_where_they_are_infinite()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("r.json");
        Tool.Run(FakeRunner.Off((i, _, y) => i == 0 ? y + 2 : y), "verify", "MaxPool:12 float 1x1x4 kernel_shape=1", "--json", path);
        Assert.That(Case(path).GetProperty("max_abs").GetDouble(), Is.EqualTo(2).Within(1e-6));
        Assert.That(Case(path).GetProperty("max_ulp").GetDouble(), Is.GreaterThan(1));
        Tool.Run(FakeRunner.Off((_, _, _) => float.NaN), "verify", "MaxPool:12 float 1x1x4 kernel_shape=1", "--json", path);
        Assert.That(Case(path).GetProperty("max_abs").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(Case(path).GetProperty("verdict").GetString(), Is.EqualTo("failed"));
    }

    static JsonElement Case(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.GetProperty("cases")[0].Clone();
    }

    static (string?, string?, string?, string?, string?) Texts(JsonElement one)
    {
        string? Text(string name) => one.GetProperty(name).GetString();
        return (Text("name"), Text("line"), Text("operator"), Text("verdict"), Text("reason"));
    }
}
