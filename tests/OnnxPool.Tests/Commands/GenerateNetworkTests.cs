using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary>Made networks: <c>onnxpool generate net:NAME</c>.</summary>
[TestFixture]
public sealed class GenerateNetworkTests
{
    static IEnumerable<string> Small => Network.All.Select(n => n.Name).Except(["vgg", "resnet50"]);

    [Test]
    public void A_network_is_written_with_equal_bytes_and_replaces_nothing_else()
    {
        using var folder = new TemporaryFolder();
        string output = Path.Combine(folder.Path, "new"), path = Path.Combine(output, "lenet.onnx");
        ToolResult first = Tool.Run(["generate", "net:lenet", "--out", output]);
        Assert.That((first.Status, first.Out, first.Error), Is.EqualTo((0, path + "\n", "")));
        byte[] bytes = File.ReadAllBytes(path);
        Assert.That(Tool.Run(["generate", "net:lenet", "--out", output]).Status, Is.Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(bytes));
        File.WriteAllText(path, "something else");
        Tool.IsRefused(["generate", "net:lenet", "--out", output], $"{path}: is there and holds something else; allowed: another folder, or --force");
        Assert.That(File.ReadAllText(path), Is.EqualTo("something else"));
        Assert.That(Tool.Run(["generate", "net:lenet", "--out", output, "--force"]).Status, Is.Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(bytes));
    }

    [Test]
    public void A_network_that_there_is_not()
    {
        using var folder = new TemporaryFolder();
        Tool.IsRefused(["generate", "net:alexnet", "--out", folder.Path], "network: found 'net:alexnet'; allowed: net:lenet, ", "net:all");
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
    }

    // Weights that let values die out or run away would make equal outputs of unequal networks.
    [TestCaseSource(nameof(Small))]
    public void Its_output_has_values_of_many_sizes(string name)
    {
        ModelProto model = Network.Find(name)!.Build();
        using var session = new OrtSession(ModelFile.ToBytes(model));
        TypeProto.Types.Tensor input = model.Graph.Input.Single().Type.TensorType;
        // Maxima of bytes, again and again, come near the largest.
        int least = name == "pyramid" ? 5 : 100;
        long[] shape = [.. input.Shape.Dim.Select(d => d.DimValue)];
        Dictionary<string, Tensor> feeds = new() { ["input"] = ProblemData.Create((ElementType)input.ElemType, shape, DataKind.Uniform, name, 1) };
        foreach (Tensor output in session.Run(feeds, [.. model.Graph.Output.Select(o => o.Name)]))
        {
            double[] values = output.ToDoubles();
            Assert.That(values, Has.All.Matches<double>(double.IsFinite));
            Assert.That(values.Distinct().Count(), Is.GreaterThan(Math.Min(values.Length / 2, least)));
        }
    }

    [Test]
    public void Networks_give_the_same_in_the_plug_in([Values("lenet", "quantized", "qdq")] string name)
    {
        using var folder = new TemporaryFolder();
        Assert.That(Tool.Run(["generate", $"net:{name}", "--out", folder.Path]).Status, Is.Zero);
        ToolResult result = Tool.Run(["verify", "--provider", "plugin", folder.Path]);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        int pools = GraphNodes.Of(ModelFile.Read(Path.Combine(folder.Path, name + ".onnx"))).Count(p => OperatorTable.Find(p.Domain, p.Node.OpType) is not null);
        Assert.That(result.Out, Does.Contain($"{pools} of {pools} pooling nodes ran in the plug-in's kernels").And.Contain(", 0 failed, "));
    }
}
