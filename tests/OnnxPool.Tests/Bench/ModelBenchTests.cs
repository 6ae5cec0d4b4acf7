using System.Text.Json;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Bench;

/// <summary>What <c>onnxpool bench --provider plugin</c> says, whatever the times are.</summary>
[TestFixture]
public sealed class ModelBenchTests
{
    const string Claimed = "MaxPool:12 uint8 1x8x32x32 kernel_shape=2,2 name=claimed";
    const string Left = "MaxPool:12 uint8 1x1x4x4 kernel_shape=2,2 name=left";

    static readonly string[] s_quick = ["--provider", "plugin", "--seconds", "0", "--threads", "1"];

    static string Chain => Repository.PathOf("tests", "models", "chain-average-max.onnx");

    [Test]
    public void A_model_is_timed_with_the_plug_in_and_without()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "bench.json");
        ToolResult result = Tool.Run(["bench", Claimed, Left, Chain, "--json", path, .. s_quick]);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("with plug-in µs").And.Contain("geometric mean of 3 ratios ").And.Contain("1 thread; OnnxPool "));
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement[] cases = [.. json.RootElement.GetProperty("cases").EnumerateArray()];
        Assert.Multiple(() =>
        {
            Assert.That(json.RootElement.EnumerateObject().Select(p => p.Name), Is.EqualTo((string[])["machine", "threads", "cases"]));
            Assert.That(cases[0].EnumerateObject().Select(p => p.Name), Is.EqualTo((string[])["name", "ort_us", "plugin_us", "ratio", "claimed_nodes", "pooling_nodes"]));
            Assert.That(cases.Select(c => c.GetProperty("name").GetString()), Is.EqualTo((string[])["claimed", "left", Chain]));
            Assert.That(cases.Select(c => (c.GetProperty("claimed_nodes").GetInt32(), c.GetProperty("pooling_nodes").GetInt32())), Is.EqualTo(new[] { (1, 1), (0, 1), (0, 3) }));
            foreach (JsonElement one in cases)
                Assert.That(one.GetProperty("ratio").GetDouble() * one.GetProperty("plugin_us").GetDouble(), Is.EqualTo(one.GetProperty("ort_us").GetDouble()).Within(1e-6).Percent);
        });
    }

    [Test]
    public void All_nodes_are_claimed_where_that_is_asked_for()
    {
        string[] rows = Tool.Run(["bench", Left, Chain, "--claim", "always", .. s_quick]).Out.Split('\n');
        Assert.That(rows, Has.Some.Contains("left").And.Some.Contains("1 of 1"));
        Assert.That(rows, Has.Some.Contains(Chain).And.Some.Contains("3 of 3"));
    }

    [Test]
    public void A_document_has_a_table_of_models()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "models.md");
        Assert.That(Tool.Run(["bench", Claimed, "--markdown", path, .. s_quick]).Error, Is.Empty);
        string[] lines = File.ReadAllLines(path);
        Assert.That(lines, Has.One.EqualTo("| model | ORT µs | with plug-in µs | ratio | nodes |").And.One.StartsWith("| claimed | ").And.One.StartsWith($"./onnxpool bench '{Claimed}' "));
        Assert.That(lines.Single(l => l.StartsWith("| claimed |", StringComparison.Ordinal)), Does.EndWith("| 1 of 1 |"));
    }

    [Test]
    public void A_model_that_the_runtime_refuses_has_no_time_and_says_why()
    {
        // Its kernels of MaxPool have no bfloat16.
        ToolResult result = Tool.Run(["bench", "MaxPool:22 bfloat16 1x1x4x4 kernel_shape=2,2 name=refused", .. s_quick]);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("refused: ONNX Runtime does not run it: ").And.Not.Contain("geometric mean"));
    }

    [TestCase("--claim: found without --provider plugin; allowed: beside it only", Claimed, "--claim", "always")]
    [TestCase("--claim: found 'some'; allowed: when_faster, always", Claimed, "--provider", "plugin", "--claim", "some")]
    [TestCase("--provider: found 'torch'; allowed: onnxpool, plugin", Claimed, "--provider", "torch")]
    [TestCase("--against: found beside --provider plugin", Claimed, "--provider", "plugin", "--against", "ort")]
    [TestCase("operator: found MaxPoolGrad of domain ai.onnxpool", "MaxPoolGrad:1 float 1x1x4x4 kernel_shape=2,2", "--provider", "plugin")]
    [TestCase("shape: found 0x1x4 to 0x1x3", "MaxPool:22 float 0x1x4 kernel_shape=2", "--provider", "plugin")]
    [TestCase("nowhere.onnx: no such file or folder", "nowhere.onnx", "--provider", "plugin")]
    public void What_cannot_be_timed(string message, params string[] args) => Tool.IsRefused(["bench", .. args], message);
}
