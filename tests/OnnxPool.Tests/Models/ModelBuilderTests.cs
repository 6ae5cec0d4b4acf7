using Google.Protobuf;
using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

public sealed class ModelBuilderTests
{
    [Test]
    public void Equal_calls_give_equal_bytes() =>
        Assert.That(SampleModels.Chain().Build().ToByteArray(), Is.EqualTo(SampleModels.Chain().Build().ToByteArray()));

    [Test]
    public void The_bytes_are_those_that_ONNX_writes()
    {
        ModelProto model = new ModelBuilder(12, "g")
            .Input("X", ElementType.Float, 1, -1)
            .Node("Flatten", ["X"], ["Y"], SampleModels.Attributes(("axis", AttributeValue.Of(-1))), "f")
            .Output("Y", ElementType.Float)
            .Build();
        // Tags are field number x 8 + 2 for what has a length; 0 for numbers.
        string attribute = Text("0A", "axis") + "18FFFFFFFFFFFFFFFFFF01" + "A00102";
        string node = Text("0A", "X") + Text("12", "Y") + Text("1A", "f") + Text("22", "Flatten") + Part("2A", attribute);
        string shape = Part("0A", "0801") + Part("0A", "");
        string input = Text("0A", "X") + Part("12", Part("0A", "0801" + Part("12", shape)));
        string output = Text("0A", "Y") + Part("12", Part("0A", "0801"));
        string graph = Part("0A", node) + Text("12", "g") + Part("5A", input) + Part("62", output);
        Assert.That(
            Convert.ToHexString(model.ToByteArray()),
            Is.EqualTo("0807" + Text("12", "onnxpool") + Part("3A", graph) + Part("42", Part("0A", "") + "100C")));
    }

    [TestCase(1, 3)]
    [TestCase(8, 3)]
    [TestCase(9, 4)]
    [TestCase(10, 5)]
    [TestCase(11, 6)]
    [TestCase(12, 7)]
    [TestCase(14, 7)]
    [TestCase(15, 8)]
    [TestCase(18, 8)]
    [TestCase(19, 9)]
    [TestCase(20, 9)]
    [TestCase(21, 10)]
    [TestCase(22, 10)]
    [TestCase(23, 11)]
    [TestCase(24, 12)]
    [TestCase(25, 13)]
    [TestCase(28, 13)]
    public void The_format_is_of_the_time_of_the_operators(long opset, long irVersion)
    {
        ModelProto model = SampleModels.Chain(opset).Build();
        Assert.That((model.IrVersion, model.OpsetImport.Single().Version), Is.EqualTo((irVersion, opset)));
        // Before version 4, ONNX wants every initializer among the graph inputs.
        Assert.That(model.Graph.Input.Any(i => i.Name == "w"), Is.EqualTo(irVersion < 4));
    }

    [Test]
    public void Types_are_declared_as_said()
    {
        GraphProto graph = new ModelBuilder(13)
            .Input("x", ElementType.BFloat16, ValueTypes.UnknownDimension, 3)
            .Input("s", ElementType.Float)
            .Output("y", ElementType.Int64)
            .Output("z", ElementType.Int64, [2, ValueTypes.UnknownDimension])
            .Output(ValueTypes.Named("t"))
            .Build().Graph;
        var values = new GraphValues(graph);
        Assert.That(values.Find("x")!.Type, Is.EqualTo(ElementType.BFloat16));
        Assert.That(values.Find("x")!.Shape, Is.EqualTo((long[])[-1, 3]));
        Assert.That(values.Find("x")!.IsStatic, Is.False);
        Assert.That(values.Find("s")!.Shape, Is.Empty);
        Assert.That(values.Find("s")!.IsStatic);
        Assert.That(values.Find("y")!.Shape, Is.Null);
        Assert.That(values.Find("y")!.IsStatic, Is.False);
        Assert.That(values.Find("z")!.Shape, Is.EqualTo((long[])[2, -1]));
        Assert.That(graph.Output[2].Type, Is.Null);
    }

    [Test]
    public void Other_domains_are_imported_once_and_before_use()
    {
        var builder = new ModelBuilder(13);
        builder.Node("MaxPoolGrad", ["a"], ["b"], domain: "ai.onnxpool");
        Assert.That(builder.Build, Throws.TypeOf<InvalidPoolingException>().With.Message.Contains("'ai.onnxpool' in node #0 (ai.onnxpool.MaxPoolGrad)"));
        builder.Import("ai.onnxpool", 1);
        Assert.That(GraphNodes.Of(builder.Build()).Single().Operator, Is.EqualTo("ai.onnxpool.MaxPoolGrad-1"));
        Assert.That(() => builder.Import("ai.onnxpool", 2), Throws.TypeOf<InvalidPoolingException>());
        Assert.That(() => builder.Import("ai.onnx", 13), Throws.TypeOf<InvalidPoolingException>());
        Assert.That(() => builder.Import("x", 0), Throws.TypeOf<InvalidPoolingException>());
        Assert.That(() => new ModelBuilder(0), Throws.TypeOf<InvalidPoolingException>());
        Assert.That(() => builder.Input("n", ElementType.Float, -2), Throws.TypeOf<InvalidPoolingException>());
    }

    [Test]
    public void A_built_model_does_not_change_any_more()
    {
        ModelBuilder builder = SampleModels.Chain();
        ModelProto model = builder.Build();
        builder.Node("Relu", ["Y"], ["Z"]);
        Assert.That((model.Graph.Node.Count, builder.Build().Graph.Node.Count), Is.EqualTo((3, 4)));
    }

    [Test]
    public void Initializers_hold_their_data()
    {
        TensorProto w = SampleModels.Chain().Build().Graph.Initializer.Single();
        Assert.That(w.Name, Is.EqualTo("w"));
        Assert.That(TensorConversion.ToTensor(w).Values<float>().ToArray(), Is.EqualTo((float[])[1.5f, -2]));
    }

    static string Text(string tag, string text) => Part(tag, Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(text)));

    static string Part(string tag, string content) => $"{tag}{content.Length / 2:X2}{content}";
}
