using System.Text.Json;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Bench;

/// <summary>What <c>onnxpool bench --training</c> says, whatever the times are.</summary>
[TestFixture]
public sealed class StepBenchTests
{
    [Test]
    public void A_step_is_timed_against_a_forward_pass()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "steps.json");
        ToolResult result = Tool.Run(["bench", "lenet", "sample", "--training", "3", "--threads", "1", "--seconds", "0", "--json", path]);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("forward µs").And.Contain("step µs").And.Contain("1 thread; OnnxPool "));
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement[] cases = [.. json.RootElement.GetProperty("cases").EnumerateArray()];
        Assert.That(json.RootElement.GetProperty("batch").GetInt32(), Is.EqualTo(3));
        Assert.That(cases.Select(c => c.GetProperty("name").GetString()), Is.EqualTo((string[])["lenet", "sample"]));
        foreach (JsonElement one in cases)
            Assert.That(one.GetProperty("ratio").GetDouble() * one.GetProperty("forward_us").GetDouble(), Is.EqualTo(one.GetProperty("step_us").GetDouble()).Within(1e-6).Percent);
    }

    [TestCase("--training: found '0'; allowed: 1 to 1048576", "lenet", "--training", "0")]
    [TestCase("--training: found beside --against", "lenet", "--training", "2", "--against", "ort")]
    [TestCase("--training: found beside --provider", "lenet", "--training", "2", "--provider", "plugin")]
    [TestCase("MODEL: found 'alexnet'; allowed: sample, lenet, or a file (.onnx)", "alexnet", "--training", "2")]
    public void What_cannot_be_timed(string message, params string[] args) => Tool.IsRefused(["bench", .. args], message);

    [Test]
    public void A_model_that_is_no_classifier_is_named()
    {
        string path = Repository.PathOf("tests", "models", "chain-average-max.onnx");
        Tool.IsRefused(["bench", path, "--training", "2"], path);
    }
}
