using System.Text.Json;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;
using OnnxPool.Tests.Training;

namespace OnnxPool.Tests.Commands;

/// <summary><c>onnxpool gradient</c>.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GradientTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void A_model_gets_labels_loss_and_gradients()
    {
        (string output, string json) = (_folder.File("g.onnx"), _folder.File("g.json"));
        ToolResult result = Tool.Run("gradient", ModelFiles.SmallCnn().Save(_folder), "--loss", "softmax_cross_entropy", "--out", output, "--json", json);
        Assert.That(result.Error, Is.Empty);
        Assert.That(result.Out, Is.EqualTo($"{output}: loss of scores\nw.grad float 8x3x3x3\nhead.grad float 8x10\n"));
        ModelProto model = ModelFile.Read(output);
        Assert.That(model.Graph.Input.Select(i => i.Name), Is.EqualTo(new[] { "images", "labels" }));
        Assert.That(model.Graph.Output.Select(o => o.Name), Is.EqualTo(new[] { "scores", "loss", "w.grad", "head.grad" }));
        using OrtSession session = RuleCheck.Open(model);
        var feeds = new Dictionary<string, Tensor> { ["images"] = new(ElementType.Float, [2, 3, 16, 16]), ["labels"] = new(ElementType.Int64, [2]) };
        Assert.That(session.Run(feeds, ["loss"])[0].ToDoubles()[0], Is.EqualTo(Math.Log(10)).Within(1e-6), "all classes alike for black images");
        JsonElement root = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.That(root.GetProperty("labels").GetString(), Is.EqualTo("labels"));
        Assert.That(root.GetProperty("parameters")[0].GetProperty("gradient").GetString(), Is.EqualTo("w.grad"));
    }

    [Test]
    public void Weights_in_another_file_are_taken_in()
    {
        ModelProto model = ModelFiles.SmallCnn();
        byte[] head = TensorConversion.ToTensor(model.Graph.Initializer.Single(t => t.Name == "head")).Bytes.ToArray();
        ModelFiles.Externalize(model, "head", "head.bin");
        _folder.File("head.bin", head);
        string output = _folder.File("other/g.onnx", []);
        Assert.That(Tool.Run("gradient", model.Save(_folder), "--loss", "mse", "--freeze", "w", "--out", output).Error, Is.Empty);
        TensorProto written = ModelFile.Read(output).Graph.Initializer.Single(t => t.Name == "head");
        Assert.That(TensorConversion.ToTensor(written).Bytes.ToArray(), Is.EqualTo(head));
    }

    [Test]
    public void What_cannot_be_is_refused_in_one_line()
    {
        string model = ModelFiles.SmallCnn().Save(_folder);
        string output = _folder.File("refused.onnx");
        Tool.IsRefused(["gradient", model, "--loss", "hinge", "--out", output], "--loss: found 'hinge'; allowed: softmax_cross_entropy, mse, bce, nll, output");
        Tool.IsRefused(["gradient", model, "--loss", "mse", "--labels", "name", "--out", output], "--labels: found 'name'; allowed: index, one_hot");
        Tool.IsRefused(["gradient", model, "--loss", "mse", "--freeze", "conv*", "--out", output], "m.onnx: frozen: found 'conv*'; allowed: w, head");
        Tool.IsRefused(["gradient", model, "--loss", "mse", "--out", _folder.File("nowhere/g.onnx")], "its folder does not exist");
        Tool.IsRefused(["gradient", _folder.File("none.onnx"), "--loss", "mse", "--out", output], "none.onnx", "no such file");
        Assert.That(File.Exists(output), Is.False);
    }
}
