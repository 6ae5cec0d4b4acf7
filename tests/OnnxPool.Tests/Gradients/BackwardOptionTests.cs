using System.Text.Json;
using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Gradients;

/// <summary><c>onnxpool verify --backward</c>.</summary>
[TestFixture]
public sealed class BackwardOptionTests
{
    const string Max = "MaxPool:12 float 1x2x5x5 kernel_shape=3,3 outputs=Y,Indices data=ties name=stem";

    [Test]
    public void A_line_gets_one_more_row()
    {
        ToolResult result = Tool.Run("verify", "--backward", Max, "AveragePool:11 float 1x1x4 kernel_shape=2");
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("max relative").And.Contain("at kinks").And.Contain("5 passed"));
        Assert.That(result.Out, Does.Match(@"line +stem/Y +MaxPool-12 .* exact").And.Match(@"line +stem/dX +MaxPoolGrad +1x2x3x3 -> 1x2x5x5 +\S+ +\d+ of 50 +within"));
        Assert.That(result.Out, Does.Match(@"line +dX +AveragePoolGrad +1x1x3 -> 1x1x4 +\S+ +0 of 4 +within"));
        Assert.That(Tool.Run("verify", Max).Out, Does.Not.Contain("MaxPoolGrad").And.Not.Contain("at kinks"));
    }

    [Test]
    public void Every_pooling_node_of_a_model_gets_one()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Tool.Run("verify", "--backward", ModelFiles.SmallCnn().Save(folder, "cnn.onnx"));
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        foreach (string gradient in (string[])["MaxPoolGrad", "GlobalAveragePoolGrad", "FlattenGrad"])
            Assert.That(result.Out, Does.Match($@"cnn.onnx +\S+/dX +{gradient} .* within"));
    }

    [Test]
    public void A_wrong_gradient_fails_and_the_repro_shows_it_again()
    {
        ToolResult result = Tool.Run(new HalfGradients(), "verify", "--backward", Max, "--seed", "3");
        Assert.That((result.Status, result.Error), Is.EqualTo((1, "")));
        Assert.That(result.Out, Does.Match(@"stem/dX +MaxPoolGrad .* FAILED").And.Contain("2 passed, 1 failed"));
        Assert.That(result.Out, Does.Contain("FAILED MaxPoolGrad stem/dX: the gradient is not the slope: ").And.Contain($"repro  ./onnxpool verify '{Max}' --backward --seed 3"));
        Assert.That(Tool.Run(new HalfGradients(), "verify", Max).Status, Is.Zero);
    }

    [Test]
    public void Types_without_gradient_are_not_checked()
    {
        ToolResult result = Tool.Run("verify", "--backward", "MaxPool:12 int8 1x1x4 kernel_shape=2");
        Assert.That(result.Status, Is.Zero);
        Assert.That(result.Out, Does.Contain("1 passed, 0 failed, 0 divergent, 1 unsupported").And.Contain("element type: found int8"));
    }

    [Test]
    public void Json_has_the_numbers()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("r.json");
        Tool.Run("verify", "--backward", Max, "--json", path);
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement gradient = json.RootElement.GetProperty("cases")[2];
        Assert.That(gradient.EnumerateObject().Select(p => p.Name), Is.EqualTo((string[])
            ["name", "line", "operator", "verdict", "max_abs", "max_ulp", "max_relative", "elements", "kinks", "skipped", "directions", "reason"]));
        Assert.That((gradient.GetProperty("name").GetString(), gradient.GetProperty("operator").GetString(), gradient.GetProperty("line").GetString()), Is.EqualTo(("stem/dX", "MaxPoolGrad", Max)));
        Assert.That(gradient.GetProperty("max_relative").GetDouble(), Is.LessThanOrEqualTo(1e-7));
        Assert.That((gradient.GetProperty("elements").GetInt32(), gradient.GetProperty("directions").GetInt32()), Is.EqualTo((50, 4)));
        Assert.That(json.RootElement.GetProperty("cases")[0].TryGetProperty("kinks", out _), Is.False);
    }

    [Test]
    public void Every_generated_model_passes()
    {
        ToolResult result = Tool.Run("verify", "--backward", Repository.PathOf("tests", "models", "max-v12.onnx"), Repository.PathOf("tests", "models", "lp-p100.onnx"));
        Assert.That(result.Status, Is.Zero, result.Out);
        Assert.That(result.Out, Does.Contain("LpPoolGrad"));
    }

    /// <summary>Right forward operators, half of every gradient.</summary>
    sealed class HalfGradients : IPoolRunner, IGradientRunner
    {
        readonly OnnxPoolGradientRunner _right = new();

        public string Name => "half";

        public Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs) => new OnnxPoolRunner().Run(problem, inputs);

        public double[] Forward(GradientCase given, double[] x) => _right.Forward(given, x);

        public double[] Backward(GradientCase given, double[] dY, double[] x) => [.. _right.Backward(given, dY, x).Select(g => g / 2)];
    }
}
