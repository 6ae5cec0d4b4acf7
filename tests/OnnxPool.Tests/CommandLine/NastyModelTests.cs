using OnnxPool.Onnx;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.CommandLine;

/// <summary>Models that are odd but right, or that hold what cannot be checked.</summary>
public sealed class NastyModelTests
{
    static readonly KeyValuePair<string, AttributeValue>[] s_kernel = SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2])));

    [Test]
    public void A_model_without_pooling_says_so()
    {
        using var folder = new TemporaryFolder();
        string path = new ModelBuilder(13).Input("X", ElementType.Float, 2).Node("Relu", ["X"], ["Y"]).Output("Y", ElementType.Float).Build().Save(folder);
        ToolResult result = Tool.Run("verify", path, "--json", folder.File("r.json"));
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Is.EqualTo($"{path}: no pooling nodes ({string.Join(", ", OperatorTable.All)}, or of the domain {OperatorTable.OwnDomain})\n"));
        Assert.That(File.Exists(folder.File("r.json")));
        // A node of another domain only shares the name.
        ModelProto other = ModelFiles.MaxPool(m => m.Graph.Node[0].Domain = "com.example");
        Assert.That(Tool.Run("verify", other.Save(folder)).Out, Does.Contain("no pooling nodes"));
    }

    static IEnumerable<TestCaseData> Checked()
    {
        yield return Case("node without a name", 1, ModelFiles.MaxPool(m => m.Graph.Node[0].ClearName()), "#0 MaxPool -> Y");
        yield return Case("names that would break the line", 1, ModelFiles.MaxPool(m => m.Graph.Node[0].Name = "a\nb\e[31m[red]'"), "a\\u000ab\\u001b[31m[red]'");
        yield return Case("two nodes of one name", 2, ModelFiles.MaxPool(m => m.Graph.Node.Add(new NodeProto { OpType = "Flatten", Name = "pool", Input = { "Y" }, Output = { "Z" } })));
        yield return Case("domain by its long name", 1, ModelFiles.MaxPool(m => { m.OpsetImport[0].Domain = "ai.onnx"; m.Graph.Node[0].Domain = "ai.onnx"; }));
        yield return Case("omitted Indices", 1, ModelFiles.MaxPool(m => m.Graph.Node[0].Output.Add("")));
        yield return Case("Indices that nobody reads", 2, ModelFiles.MaxPool(m => m.Graph.Node[0].Output.Add("I")), "pool/Indices");
        yield return Case("zero batch", 1, ModelFiles.MaxPool(m => m.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = 0), "0x1x4x4 -> 0x1x3x3");
        yield return Case("batch without a size", 1, ModelFiles.MaxPool(m => m.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new()), "1x1x4x4");
        yield return Case("batch of -1", 1, ModelFiles.MaxPool(m => m.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = -1), "1x1x4x4");
        yield return Case("output without a type", 1, ModelFiles.MaxPool(m => m.Graph.Output[0].Type = null));
        yield return Case("initializer as input", 1, ModelFiles.MaxPool(m =>
        {
            m.Graph.Initializer.Add(TensorConversion.ToProto("k", new Tensor(ElementType.Float, [1, 2, 4, 4])));
            m.Graph.Node[0].Input[0] = "k";
        }), "1x2x4x4 -> 1x2x3x3");
        yield return Case("initializer as input beside other nodes", 1, ModelFiles.MaxPool(m =>
        {
            m.Graph.Initializer.Add(TensorConversion.ToProto("k", new Tensor(ElementType.Float, [1, 2, 4, 4])));
            m.Graph.Node[0].Input[0] = "k";
            m.Graph.Node.Add(new NodeProto { OpType = "Relu", Input = { "X" }, Output = { "r" } });
        }), "1x2x4x4 -> 1x2x3x3");
        yield return Case("initializer that is an input as well", 1, new ModelBuilder(8)
            .Initializer("X", new Tensor(ElementType.Float, [1, 1, 4, 4])).Node("MaxPool", ["X"], ["Y"], s_kernel).Output("Y", ElementType.Float).Build());
        yield return Case("texts", 1, ModelFiles.One("Flatten", 13, ElementType.String, [2, 3]));
        yield return Case("truth values", 1, ModelFiles.One("Flatten", 13, ElementType.Bool, [2, 3, 4]));
        yield return Case("a graph input that is also an output", 1, ModelFiles.MaxPool(m => m.Graph.Output.Add(m.Graph.Input[0].Clone())));
        yield return Case("no graph outputs", 1, ModelFiles.MaxPool(m => { m.Graph.Output.Clear(); m.Graph.Node.Add(new NodeProto { OpType = "Relu", Input = { "X" }, Output = { "r" } }); }));
    }

    [TestCaseSource(nameof(Checked))]
    public void Odd_models_are_checked(int verdicts, ModelProto model, string text)
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Tool.Run("verify", model.Save(folder));
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Contain($"{verdicts} passed, 0 failed, 0 divergent, 0 unsupported").And.Contain(text));
    }

    [Test]
    public void What_is_not_in_the_main_graph_is_said_to_be_unchecked()
    {
        using var folder = new TemporaryFolder();
        NodeProto Pool(string output)
        {
            NodeProto node = ModelFiles.MaxPool(_ => { }).Graph.Node[0];
            node.Output[0] = output;
            return node;
        }
        var then = new GraphProto { Name = "then", Node = { Pool("t") }, Output = { ValueTypes.Named("t", ValueTypes.Tensor(ElementType.Float)) } };
        var branch = new NodeProto { OpType = "If", Name = "if", Input = { "c" }, Output = { "Z" } };
        branch.Attribute.Add(new AttributeProto { Name = "then_branch", Type = AttributeProto.Types.AttributeType.Graph, G = then });
        branch.Attribute.Add(new AttributeProto { Name = "else_branch", Type = AttributeProto.Types.AttributeType.Graph, G = then.Clone() });
        ModelProto model = ModelFiles.MaxPool(m =>
        {
            m.Graph.Initializer.Add(TensorConversion.ToProto("c", Tensor.Of<byte>(ElementType.Bool, [], [1])));
            m.Graph.Node.Add(branch);
            m.Functions.Add(new FunctionProto { Name = "F", Domain = "local", Node = { Pool("f") }, OpsetImport = { m.OpsetImport[0].Clone() } });
            m.OpsetImport.Add(new OperatorSetIdProto { Domain = "local", Version = 1 });
            m.IrVersion = 8;
        });
        string path = model.Save(folder);
        ToolResult result = Tool.Run("verify", path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Contain("if/then_branch/pool").And.Contain("unsupported not checked: inside a control-flow subgraph"));
        Assert.That(result.Out, Does.Contain("function local.F/pool").And.Contain("unsupported not checked: inside a function"));
        Assert.That(result.Out, Does.Contain("1 passed, 0 failed, 0 divergent, 3 unsupported"));
        model.Graph.Node.RemoveAt(0);
        Assert.That(Tool.Run("verify", model.Save(folder)).Out, Does.Contain("0 passed, 0 failed, 0 divergent, 3 unsupported"));
    }

    [Test]
    public void A_node_behind_one_that_is_not_supported_is_said_to_be_unchecked()
    {
        using var folder = new TemporaryFolder();
        ModelProto model = ModelFiles.One("MaxPool", 12, ElementType.Int8, [1, 1, 4, 4], ("kernel_shape", AttributeValue.Of([2, 2])));
        model.Graph.Node.Add(new NodeProto { OpType = "Flatten", Name = "flat", Input = { "Y" }, Output = { "Z" } });
        // Once int8 has arithmetic here, both pass; until then, neither may be left out.
        ToolResult result = Tool.Run("verify", model.Save(folder));
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("flat").And.Match("2 passed, 0 failed, 0 divergent, 0 unsupported|0 passed, 0 failed, 0 divergent, 2 unsupported"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void What_ONNX_Runtime_did_in_the_model_is_what_counts(bool besideOthers)
    {
        using var folder = new TemporaryFolder();
        ModelProto model = ModelFiles.One(
            "MaxPool", 12, [1, 1, 9, 9], ("kernel_shape", AttributeValue.Of([3, 3])), ("auto_pad", AttributeValue.Of("SAME_UPPER")), ("dilations", AttributeValue.Of([2, 2])));
        if (besideOthers) model.Graph.Node.Add(new NodeProto { OpType = "Relu", Input = { "Y" }, Output = { "r" } });
        string path = model.Save(folder);
        ToolResult result = Tool.Run("verify", path);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain("0 passed, 0 failed, 1 divergent").And.Contain("divergence same-ignores-dilation: ").And.Contain($"  repro  ./onnxpool verify {path} --node pool"));
    }

    [Test]
    public void One_node_can_be_asked_for()
    {
        using var folder = new TemporaryFolder();
        string path = ModelFiles.MaxPool(m => m.Graph.Node.Add(new NodeProto { OpType = "Flatten", Name = "flat", Input = { "Y" }, Output = { "Z" } })).Save(folder);
        ToolResult second = Tool.Run("verify", path, "--node", "flat");
        Assert.That((second.Status, second.Error), Is.EqualTo((0, "")));
        Assert.That(second.Out, Does.Contain("Flatten-9").Or.Contain("Flatten-11").And.Contain("1 passed").And.Not.Contain("MaxPool-12"));
        Assert.That(Tool.Run("verify", path, "--node", "pool").Out, Does.Contain("1 passed").And.Contain("MaxPool-12").And.Not.Contain("Flatten-"));
        Tool.IsRefused(["verify", path, "--node", "Pool"], "--node: found 'Pool'");
    }

    static TestCaseData Case(string name, int verdicts, ModelProto model, string text = "") =>
        new TestCaseData(verdicts, model, text).SetName("Checked: " + name);
}
