using OnnxPool.Onnx;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.CommandLine;

/// <summary>Models in which MaxUnpool gets its further inputs from everywhere.</summary>
public sealed class MaxUnpoolModelTests
{
    const string Node = "node 'unpool' (MaxUnpool-12): ";

    static readonly KeyValuePair<string, AttributeValue>[] s_square =
        SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2])), ("strides", AttributeValue.Of([2, 2])));

    static Tensor I(params long[] indices) => Tensor.Of<long>(ElementType.Int64, [1, 1, 2, 2], indices);

    static Tensor Dims(params long[] dims) => Tensor.Of<long>(ElementType.Int64, [dims.Length], dims);

    static Tensor Floats(params long[] shape) => new(ElementType.Float, shape);

    static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("index past the output", Node + "I[3]: found 16; allowed: 0 to 15 for output shape 1x1x4x4", I(0, 1, 2, 16));
        yield return Case("negative index", Node + "I[1]: found -1; allowed: 0 to 15 for output shape 1x1x4x4", I(0, -1, 2, 3));
        yield return Case("index of 33 bits", Node + "I[0]: found 4294967296; allowed: 0 to 15", I(1L << 32, 1, 2, 3));
        yield return Case("index past output_shape", Node + "I[2]: found 25; allowed: 0 to 24 for output shape 1x1x5x5", I(0, 1, 25, 3), Dims(1, 1, 5, 5));
        yield return Case("I of another shape", Node + "shape of I: found 1x1x4; allowed: the shape of X, 1x1x2x2", Tensor.Of<long>(ElementType.Int64, [1, 1, 4], [0, 1, 2, 3]));
        yield return Case("I too small", Node + "shape of I: found 1x1x2x1; allowed: the shape of X, 1x1x2x2", Tensor.Of<long>(ElementType.Int64, [1, 1, 2, 1], [0, 1]));
        yield return Case("scalar I", Node + "shape of I: found scalar", Tensor.Of<long>(ElementType.Int64, [], [0]));
        yield return Case("I of floats", Node + "element type of I: found float; allowed: int64", Floats(1, 1, 2, 2));
        yield return Case("I of int32", Node + "element type of I: found int32; allowed: int64", new Tensor(ElementType.Int32, [1, 1, 2, 2]));
        yield return Case("I of doubles", Node + "element type of I: found double; allowed: int64", new Tensor(ElementType.Double, [1, 1, 2, 2]));
        yield return Case("output_shape of another rank", Node + "output_shape: found ", I(0, 1, 2, 3), Dims(1, 5, 5));
        yield return Case("output_shape without an element", Node + "output_shape: found ", I(0, 1, 2, 3), Dims());
        yield return Case("output_shape of rank 2", Node + "output_shape: found a tensor of shape 2x2; allowed: 4 dimensions", I(0, 1, 2, 3), Tensor.Of<long>(ElementType.Int64, [2, 2], [1, 1, 5, 5]));
        yield return Case("output_shape with another N", Node + "output_shape: found 2x1x5x5; allowed: 4 dimensions that begin with 1 and 1", I(0, 1, 2, 3), Dims(2, 1, 5, 5));
        yield return Case("output_shape with another C", Node + "output_shape: found 1x2x5x5; allowed: 4 dimensions that begin with 1 and 1", I(0, 1, 2, 3), Dims(1, 2, 5, 5));
        yield return Case("output_shape with too few elements", Node + "output_shape: found 1x1x3x5; allowed: at least as many elements as 1x1x4x4", I(0, 1, 2, 3), Dims(1, 1, 3, 5));
        yield return Case("output_shape with a negative dimension", Node + "output_shape: found 1x1x-5x5", I(0, 1, 2, 3), Dims(1, 1, -5, 5));
        yield return Case("output_shape with two negative dimensions", Node + "output_shape: found 1x1x-5x-5", I(0, 1, 2, 3), Dims(1, 1, -5, -5));
        yield return Case("output_shape past 63 bits", "output_shape: found 1x1x4294967296x4294967296", I(0, 1, 2, 3), Dims(1, 1, 1L << 32, 1L << 32));
        yield return Case("output_shape past the memory", Node + "tensor size: found", I(0, 1, 2, 3), Dims(1, 1, 1L << 20, 1L << 20));
        yield return Case("output_shape of floats", Node + "element type of output_shape: found float; allowed: int64", I(0, 1, 2, 3), Floats(4));
        yield return Case("output_shape of int32", Node + "element type of output_shape: found int32; allowed: int64", I(0, 1, 2, 3), new Tensor(ElementType.Int32, [4]));
    }

    static IEnumerable<TestCaseData> WrongNodes()
    {
        yield return Case("no I", Node + "inputs: found X; allowed: the first 2 to 3 of X,I,output_shape", m => m.Graph.Node[0].Input.RemoveAt(1));
        yield return Case("I left out", Node + "inputs: found X", m => m.Graph.Node[0].Input[1] = "");
        yield return Case("I left out before output_shape", Node + "inputs: found X,,I", m => { m.Graph.Node[0].Input[1] = ""; m.Graph.Node[0].Input.Add("I"); });
        yield return Case("four inputs", Node + "inputs: found X,I,I,I", m => m.Graph.Node[0].Input.Add(["I", "I"]));
        yield return Case("I from nowhere", Node + "input: found 'J', which nothing before the node computes", m => m.Graph.Node[0].Input[1] = "J");
        yield return Case("output_shape from nowhere", Node + "input: found 'S'", m => m.Graph.Node[0].Input.Add("S"));
        yield return Case("two outputs", Node + "outputs: found Y,Z; allowed: 1 (output)", m => m.Graph.Node[0].Output.Add("Z"));
        yield return Case("X of int8", Node + "element type: found int8 for MaxUnpool-11; allowed: float16, float, double", m => m.Graph.Input[0].Type.TensorType.ElemType = (int)ElementType.Int8);
        yield return Case("X of bfloat16 before 22", Node + "element type: found bfloat16 for MaxUnpool-11", m => m.Graph.Input[0].Type.TensorType.ElemType = (int)ElementType.BFloat16);
        yield return Case("X of rank 2", Node + "input rank: found 2 (shape 1x1)", m => { m.Graph.Input[0].Type.TensorType.Shape.Dim.RemoveAt(3); m.Graph.Input[0].Type.TensorType.Shape.Dim.RemoveAt(2); m.Graph.Initializer.Clear(); });
        yield return Case("kernel of another rank", Node + "kernel_shape: found 2; allowed: 2 values >= 1", m => m.Graph.Node[0].Attribute[0].Ints.RemoveAt(1));
        yield return Case("stride 0", Node + "strides: found 2,0; allowed: 2 values >= 1", m => m.Graph.Node[0].Attribute[1].Ints[1] = 0);
    }

    [TestCaseSource(nameof(Wrong))]
    [TestCaseSource(nameof(WrongNodes))]
    public void A_wrong_model_is_refused(string message, ModelProto model)
    {
        using var folder = new TemporaryFolder();
        string path = model.Save(folder);
        Tool.IsRefused(["verify", path, "--json", folder.File("r.json")], $"onnxpool: {path}: ", message);
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo((string[])[path]));
    }

    static IEnumerable<TestCaseData> Right()
    {
        yield return Case("constant I", "1x1x2x2 -> 1x1x4x4", Model(I(0, 2, 8, 15)));
        yield return Case("one position for all", "1x1x2x2 -> 1x1x4x4", Model(I(3, 3, 3, 3)));
        yield return Case("constant output_shape", "1x1x2x2 -> 1x1x5x5", Model(I(0, 2, 8, 24), Dims(1, 1, 5, 5)));
        yield return Case("output_shape of another arrangement", "1x1x2x2 -> 1x1x2x8", Model(I(0, 2, 8, 15), Dims(1, 1, 2, 8)));
        ModelProto fed = Model(null);
        fed.Graph.Input.Add(ValueTypes.Named("I", ValueTypes.Tensor(ElementType.Int64, [1, 1, 2, 2])));
        yield return Case("I as a graph input", "1x1x2x2 -> 1x1x4x4", fed);
        ModelProto both = Model(I(0, 2, 8, 24), Dims(1, 1, 5, 5));
        both.Graph.Input.Add(ValueTypes.Named("S", ValueTypes.Tensor(ElementType.Int64, [4])));
        yield return Case("output_shape as a graph input with a value", "1x1x2x2 -> 1x1x5x5", both);
    }

    [TestCaseSource(nameof(Right))]
    public void A_right_model_is_checked(string shapes, ModelProto model)
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Tool.Run("verify", model.Save(folder));
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Contain("1 passed, 0 failed, 0 divergent, 0 unsupported").And.Contain(shapes));
    }

    [TestCase(false, false, "1x3x3x3 -> 1x3x6x6")]
    [TestCase(false, true, "1x3x3x3 -> 1x3x7x6")]
    [TestCase(true, false, "1x3x3x3 -> 1x3x6x6")]
    [TestCase(true, true, "1x3x3x3 -> 1x3x7x6")]
    public void A_pool_and_what_undoes_it_are_checked_in_one_model(bool beside, bool shaped, string shapes)
    {
        using var folder = new TemporaryFolder();
        ModelBuilder builder = new ModelBuilder(12).Input("X", ElementType.Float, 1, 3, 6, 6);
        if (shaped) builder.Initializer("S", Dims(1, 3, 7, 6));
        builder.Node("MaxPool", ["X"], ["P", "I"], s_square, "pool");
        // Another operator has ONNX Runtime run the whole model, and not node by node.
        if (beside) builder.Node("Relu", ["P"], ["R"], name: "relu");
        builder.Node("MaxUnpool", shaped ? [beside ? "R" : "P", "I", "S"] : [beside ? "R" : "P", "I"], ["Y"], s_square, "unpool").Output("Y", ElementType.Float);
        ToolResult result = Tool.Run("verify", builder.Build().Save(folder));
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")), result.Out);
        Assert.That(result.Out, Does.Contain("3 passed, 0 failed, 0 divergent, 0 unsupported").And.Contain(shapes).And.Contain("pool/Indices"));
    }

    [Test]
    public void Positions_that_the_pool_gave_reach_the_undoing_pool_node_by_node()
    {
        // Positions in a plane of 8 x 8 do not fit into 6 x 6.
        using var folder = new TemporaryFolder();
        ModelProto model = new ModelBuilder(12).Input("X", ElementType.Float, 1, 1, 8, 8)
            .Node("MaxPool", ["X"], ["P", "I"], s_square, "pool")
            .Node("MaxUnpool", ["P", "I"], ["Y"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([3, 3]))), "unpool")
            .Output("Y", ElementType.Float).Build();
        string path = model.Save(folder);
        ToolResult result = Tool.Run("verify", path);
        Assert.That(result.Status, Is.EqualTo(2), result.Out);
        Assert.That(result.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(result.Error, Does.StartWith($"onnxpool: {path}: {Node}I[").And.Contain("allowed: 0 to 35 for output shape 1x1x6x6"));
    }

    [Test]
    public void An_output_shape_that_nobody_gives_is_made_of_zeros_and_refused()
    {
        using var folder = new TemporaryFolder();
        ModelProto model = Model(I(0, 2, 8, 15));
        model.Graph.Node[0].Input.Add("S");
        model.Graph.Input.Add(ValueTypes.Named("S", ValueTypes.Tensor(ElementType.Int64, [4])));
        string path = model.Save(folder);
        Tool.IsRefused(["verify", path], path, Node + "output_shape: found 0x0x0x0; allowed: 4 dimensions that begin with 1 and 1");
    }

    static ModelProto Model(Tensor? indices, Tensor? shape = null)
    {
        ModelBuilder builder = new ModelBuilder(12).Input("X", ElementType.Float, 1, 1, 2, 2);
        if (indices is not null) builder.Initializer("I", indices);
        if (shape is not null) builder.Initializer("S", shape);
        return builder.Node("MaxUnpool", shape is null ? ["X", "I"] : ["X", "I", "S"], ["Y"], s_square, "unpool").Output("Y", ElementType.Float).Build();
    }

    static TestCaseData Case(string name, string message, Tensor indices, Tensor? shape = null) => Case(name, message, Model(indices, shape));

    static TestCaseData Case(string name, string message, Action<ModelProto> change)
    {
        ModelProto model = Model(I(0, 1, 2, 3));
        change(model);
        return Case(name, message, model);
    }

    static TestCaseData Case(string name, string message, ModelProto model) => new TestCaseData(message, model).SetName("MaxUnpool: " + name);
}
