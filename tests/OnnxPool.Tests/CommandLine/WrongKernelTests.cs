using System.Globalization;
using System.Text.RegularExpressions;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.Models;
using OnnxPool.Tests.Verification;

namespace OnnxPool.Tests.CommandLine;

/// <summary>A wrong kernel is caught, shown and reproduced.</summary>
public sealed class WrongKernelTests
{
    // One wrong element near the start, a worse one at the end.
    static readonly FakeRunner s_wrong = FakeRunner.Off((i, n, y) => i == 1 ? y + 0.25f : i == n - 1 ? y - 4 : y);

    [TestCase("MaxPool:12 float 1x2x5x5 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 ceil_mode=1 outputs=Y,Indices name=stem", 0)]
    [TestCase("AveragePool:19 float 1x2x5x5 kernel_shape=3,3 dilations=2,1", 0)]
    [TestCase("GlobalAveragePool:22 float 2x3x5x5", 7)]
    [TestCase("MaxPool:1 float 1x2x5 kernel_shape=3", -3)]
    public void A_line_fails_with_first_and_worst_and_a_repro_that_fails_again(string line, long seed)
    {
        using var folder = new TemporaryFolder();
        string json = folder.File("r.json");
        ToolResult result = Tool.Run(s_wrong, "verify", line, "--seed", $"{seed}", "--json", json);
        AssertCaught(result, line, seed);
        Assert.That(File.ReadAllText(json), Does.Contain("\"failed\": 1"));

        string[] repro = Repro(result);
        Assert.That(repro, Is.EqualTo(seed == 0 ? (string[])["verify", line] : ["verify", line, "--seed", $"{seed}"]));
        ToolResult again = Tool.Run(s_wrong, repro);
        Assert.That((again.Status, again.Out), Is.EqualTo((result.Status, result.Out)));
        Assert.That(Tool.Run(repro).Status, Is.Zero);
    }

    [TestCase(0, false)]
    [TestCase(5, true)]
    public void A_node_of_a_model_fails_with_a_repro_that_fails_again(long seed, bool onlyPools)
    {
        using var folder = new TemporaryFolder();
        ModelProto model = onlyPools
            ? new ModelBuilder(12).Input("X", ElementType.Float, 1, 2, 6, 6)
                .Node("Flatten", ["X"], ["f"], SampleModels.Attributes(("axis", AttributeValue.Of(0))), "flat")
                .Node("MaxPool", ["X"], ["Y"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2]))), "it's max").Output("Y", ElementType.Float).Build()
            : ModelFiles.SmallCnn();
        string path = model.Save(folder, "a model's.onnx");
        string[] dim = onlyPools ? [] : ["--dim", "batch=2"];
        ToolResult result = Tool.Run(s_wrong, ["verify", path, "--seed", $"{seed}", .. dim]);
        Assert.That(result.Status, Is.EqualTo(1));
        Assert.That(result.Out, Does.Contain("FAILED"));
        string[][] repros = [.. Regex.Matches(result.Out, @"^  repro  \./onnxpool (.*)$", RegexOptions.Multiline).Select(m => Words(m.Groups[1].Value))];
        Assert.That(repros, Has.Length.EqualTo(onlyPools ? 2 : 4));
        foreach (string[] repro in repros)
        {
            Assert.That(repro[..3], Is.EqualTo((string[])["verify", path, "--node"]));
            Assert.That(repro, seed == 0 ? Has.No.Member("--seed") : Has.Member("--seed"));
            Assert.That(repro[^dim.Length..], Is.EqualTo(dim));
            ToolResult again = Tool.Run(s_wrong, repro);
            Assert.That(again.Status, Is.EqualTo(1));
            Assert.That(again.Out, Does.Contain("0 passed, 1 failed"));
            string[] first = [.. again.Out.Split('\n').Where(l => l.StartsWith("  first", StringComparison.Ordinal))];
            Assert.That(result.Out, Does.Contain(first.Single()));
            Assert.That(Tool.Run(repro).Status, Is.Zero);
        }
        // The case is a line of its own.
        string[] cases = [.. result.Out.Split('\n').Where(l => l.StartsWith("  case   ", StringComparison.Ordinal)).Select(l => l[9..])];
        Assert.That(cases, Has.Length.EqualTo(repros.Length));
        foreach (string line in cases) Assert.That(Problem.Parse(line).ToString(), Is.EqualTo(line));
    }

    [Test]
    public void A_runner_that_throws_fails_the_case_and_not_the_tool()
    {
        ToolResult result = Tool.Run(new FakeRunner((_, _) => throw new FormatException("two\nlines")), "verify", "Flatten:13 float 2x3");
        Assert.That((result.Status, result.Error), Is.EqualTo((1, "")));
        Assert.That(result.Out, Does.Contain("fake threw FormatException: two\\u000alines").And.Contain("FAILED").And.Not.Contain("   at "));
    }

    [Test]
    public void A_failure_beside_an_error_exits_1()
    {
        ToolResult result = Tool.Run(s_wrong, "verify", "MaxPool:12 float 1x1x9 kernel_shape=2", "none.onnx.txt", "Flatten:13 float 2x3");
        Assert.That((result.Status, result.Out), Is.EqualTo((2, "")));
        result = Tool.Run(s_wrong, "verify", "MaxPool:12 float 1x1x9 kernel_shape=2", "MaxPool:12 float 1x1x9 kernel_shape=0");
        Assert.That((result.Status, result.ErrorLines.Length), Is.EqualTo((1, 1)));
    }

    static void AssertCaught(ToolResult result, string line, long seed)
    {
        var problem = Problem.Parse(line);
        Tensor x = ProblemData.Create(problem, seed);
        float[] right = new OnnxPoolRunner().Run(problem, [x])[0].Values<float>().ToArray();
        float[] wrong = s_wrong.Run(problem, [x])[0].Values<float>().ToArray();
        int last = right.Length - 1;
        Assert.That((result.Status, result.Error), Is.EqualTo((1, "")));
        string row = result.Out.Split('\n').First(l => l.TrimStart().StartsWith("line ", StringComparison.Ordinal));
        Assert.That(row.TrimEnd(), Does.EndWith("FAILED").And.Contain(problem.Version.ToString()));
        Match first = Regex.Match(result.Out, @"^  first  \[(\d+)\] (\S+) instead of (\S+)$", RegexOptions.Multiline);
        Match worst = Regex.Match(result.Out, @"^  worst  \[(\d+)\] (\S+) instead of (\S+)$", RegexOptions.Multiline);
        Assert.That((Number(first, 1), Number(worst, 1)), Is.EqualTo((1.0, (double)last)));
        Assert.That((float)Number(first, 2), Is.EqualTo(wrong[1]));
        Assert.That((float)Number(first, 3), Is.EqualTo(right[1]));
        Assert.That((float)Number(worst, 2), Is.EqualTo(wrong[last]));
        Assert.That((float)Number(worst, 3), Is.EqualTo(right[last]));
        Assert.That(result.Out, Does.Contain($"{problem.Outputs.Count - 1} passed, 1 failed, 0 divergent"));
    }

    static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    static string[] Repro(ToolResult result) =>
        Words(Regex.Match(result.Out, @"^  repro  \./onnxpool (.*)$", RegexOptions.Multiline).Groups[1].Value);

    // As a POSIX shell splits what the tool quotes.
    static string[] Words(string command) =>
        [.. Regex.Matches(command, @"(?:'[^']*'|\\'|[^\s'\\])+").Select(m => Regex.Replace(m.Value, @"\\'|'([^']*)'", part => part.Value == "\\'" ? "'" : part.Groups[1].Value))];
}
