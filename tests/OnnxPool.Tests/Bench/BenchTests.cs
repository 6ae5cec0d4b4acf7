using System.Text.Json;
using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Bench;

/// <summary>What <c>onnxpool bench</c> says, whatever the times are.</summary>
[TestFixture]
public sealed class BenchTests
{
    const string Line = "MaxPool:19 float 1x2x6x6 kernel_shape=2,2 strides=2,2 name=small";
    const string Gradient = "AveragePoolGrad:1 double 1x2x6x6 kernel_shape=3,3 name=small-grad";

    static readonly string[] s_quick = ["--seconds", "0", "--threads", "2"];

    [Test]
    public void A_line_is_timed_against_the_runtime_and_a_copy()
    {
        ToolResult result = Tool.Run(["bench", Line, Gradient, "--against", "ort", .. s_quick]);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        string[] lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Multiple(() =>
        {
            Assert.That(Words(lines, "case"), Is.EqualTo((string[])["case", "OnnxPool", "µs", "ORT", "µs", "ORT", "setting", "ratio", "GB/s", "of", "copy"]));
            Assert.That(Words(lines, "small"), Has.Length.EqualTo(7).And.Some.EqualTo("optimized").Or.Some.EqualTo("unoptimized"));
            Assert.That(Words(lines, "small-grad"), Has.Length.EqualTo(4), "no columns of ONNX Runtime, which has no gradients");
            Assert.That(lines, Has.Some.StartWith("geometric mean of 1 ratio ").And.Some.StartWith("geometric mean of shares of a copy "));
            Assert.That(lines[^1], Does.Contain("2 threads, memory copied at ").And.Contain(OrtSession.Version).And.Contain($".NET {Environment.Version}"));
        });
    }

    [Test]
    public void Alone_it_has_no_ratio()
    {
        ToolResult result = Tool.Run(["bench", Line, .. s_quick]);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Not.Contain("ratio").And.Not.Contain("ORT"));
    }

    [Test]
    public void Json_has_a_case_for_each_line_and_null_where_there_is_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "bench.json"), file = Path.Combine(folder.Path, "lines.txt");
        File.WriteAllText(file, $"# two\n{Line}\n{Gradient}\n");
        Assert.That(Tool.Run(["bench", "@" + file, "--against", "ort", "--json", path, .. s_quick]).Error, Is.Empty);
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = json.RootElement, first = root.GetProperty("cases")[0], second = root.GetProperty("cases")[1];
        Assert.Multiple(() =>
        {
            Assert.That(root.EnumerateObject().Select(p => p.Name), Is.EqualTo((string[])["machine", "threads", "copy_gbps", "cases"]));
            Assert.That(root.GetProperty("threads").GetInt32(), Is.EqualTo(2));
            Assert.That(root.GetProperty("machine").GetString(), Is.Not.Empty);
            Assert.That(root.GetProperty("copy_gbps").GetDouble(), Is.Positive);
            Assert.That(root.GetProperty("cases").GetArrayLength(), Is.EqualTo(2));
            foreach (JsonElement one in root.GetProperty("cases").EnumerateArray())
                Assert.That(one.EnumerateObject().Select(p => p.Name), Is.EqualTo((string[])["name", "line", "onnxpool_us", "ort_us", "ort_setting", "ratio", "gbps", "copy_share"]));
            Assert.That((first.GetProperty("name").GetString(), first.GetProperty("line").GetString()), Is.EqualTo(("small", Line)));
            double own = first.GetProperty("onnxpool_us").GetDouble();
            Assert.That(first.GetProperty("ratio").GetDouble() * own, Is.EqualTo(first.GetProperty("ort_us").GetDouble()).Within(1e-6).Percent);
            Assert.That(first.GetProperty("ort_setting").GetString(), Is.EqualTo("optimized").Or.EqualTo("unoptimized"));
            Assert.That(first.GetProperty("gbps").GetDouble() * own, Is.EqualTo(4 * ((2 * 36) + (2 * 9)) / 1e3).Within(1e-6).Percent, "bytes of X and Y");
            Assert.That(first.GetProperty("copy_share").GetDouble(), Is.Positive);
            foreach (string absent in (string[])["ort_us", "ort_setting", "ratio"]) Assert.That(second.GetProperty(absent).ValueKind, Is.EqualTo(JsonValueKind.Null), absent);
            Assert.That(second.GetProperty("gbps").GetDouble() * second.GetProperty("onnxpool_us").GetDouble(), Is.EqualTo(8 * ((2 * 36) + (2 * 16)) / 1e3).Within(1e-6).Percent, "bytes of dX and dY");
        });
    }

    [Test]
    public void Markdown_has_the_command_and_a_table_for_each_target()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "speed.md"), file = Path.Combine(folder.Path, "some lines.txt");
        File.WriteAllText(file, Line + "\n");
        Assert.That(Tool.Run(["bench", "@" + file, Gradient, "--against", "ort", "--markdown", path, .. s_quick]).Error, Is.Empty);
        string[] lines = File.ReadAllLines(path);
        Assert.Multiple(() =>
        {
            Assert.That(lines[0], Is.EqualTo("# Benchmarks"));
            Assert.That(lines, Has.Some.EqualTo($"./onnxpool bench '@{file}' '{Gradient}' --against ort --markdown {path} --seconds 0 --threads 2"));
            Assert.That(lines, Has.Some.StartWith($"on {DateTime.UtcNow:yyyy-MM-dd}: ").Or.Some.StartWith($"on {DateTime.UtcNow.AddMinutes(-1):yyyy-MM-dd}: "));
            Assert.That(lines.Where(l => l.StartsWith("## ", StringComparison.Ordinal)), Is.EqualTo((string[])["## [some lines.txt](some%20lines.txt)", $"## `{Gradient}`"]));
            Assert.That(lines.Where(l => l.StartsWith("| case ", StringComparison.Ordinal)), Is.EqualTo((string[])
                ["| case | OnnxPool µs | ORT µs | ORT setting | ratio | GB/s | of copy |", "| case | OnnxPool µs | GB/s | of copy |"]));
            Assert.That(lines.Single(l => l.StartsWith("| small |", StringComparison.Ordinal)), Does.Not.Contain("|  |"));
            Assert.That(lines.Single(l => l.StartsWith("| small-grad |", StringComparison.Ordinal)), Does.Not.Contain("|  |"));
            Assert.That(lines, Has.Some.StartWith("geometric mean of 1 ratio "));
        });
    }

    [Test]
    public void Pooling_nodes_of_a_model_are_cases()
    {
        ToolResult result = Tool.Run(["bench", Repository.PathOf("tests", "models", "chain-average-max.onnx"), .. s_quick]);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("AveragePool").And.Contain("MaxPool"));
    }

    [Test]
    public void A_case_that_the_runtime_refuses_has_no_ratio_and_says_why()
    {
        // Its kernels of MaxPool have no bfloat16.
        ToolResult result = Tool.Run(["bench", "MaxPool:22 bfloat16 1x1x4x4 kernel_shape=2,2 name=refused", "--against", "ort", .. s_quick]);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("refused: ONNX Runtime refuses it: ").And.Not.Contain("ratio"));
    }

    /// <summary>The words of the row of the table that begins with <paramref name="first"/>.</summary>
    static string[] Words(string[] lines, string first) =>
        lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(words => words.Length > 1 && words[0] == first);
}
