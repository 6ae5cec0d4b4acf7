using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary><c>onnxpool inspect</c>.</summary>
[TestFixture]
public class InspectTests
{
    [TestCase("MaxPool:12 float 1x2x5x5 kernel_shape=3,3 strides=2,2 pads=1,1,1,1", "1x2x5x5 -> 1x2x3x3", "3 windows, 2 partial (at 0 2), none empty", "9 on each plane, 18 in all", "reads 200 bytes, writes 72 bytes")]
    [TestCase("MaxPool:12 float 1x1x5 kernel_shape=2 strides=2 pads=0,2 ceil_mode=1", "a last window that would start in the end padding is dropped", "reaches the kernel's 2", "pads-refused")]
    [TestCase("MaxPool:12 float 1x1x6 kernel_shape=3 strides=2 ceil_mode=1", "the last window reaches 1 past the padded input")]
    [TestCase("MaxPool:12 float 1x1x6 kernel_shape=3 strides=2", "the last 1 elements are in no window")]
    [TestCase("MaxPool:12 float 1x1x2 kernel_shape=3 pads=1,1", "a window spans 3, more than the input's 2")]
    [TestCase("MaxPool:12 float 1x1x2 kernel_shape=2 dilations=3 pads=1,1", "1 of 1 windows have no real element", "1 empty (at 0)")]
    [TestCase("MaxPool:12 float 1x1x7x4 kernel_shape=2,2 strides=3,3 auto_pad=SAME_UPPER dilations=2,2", "same-ignores-dilation", "pads 1 and 1")]
    [TestCase("GlobalMaxPool:1 float16 1x2x5x5", "kernel 25", "2 in all", "reads 100 bytes, writes 4 bytes")]
    [TestCase("Flatten:21 int4 3x3", "3x3 -> 3x3", "reads 5 bytes, writes 5 bytes")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 strides=2,2", "1x1x2x2 -> 1x1x4x4", "reads 48 bytes, writes 64 bytes")]
    public void A_line_is_described(string line, params string[] said)
    {
        ToolResult result = Tool.Run("inspect", line);
        Assert.That(result.Status, Is.Zero, result.Error);
        foreach (string part in said) Assert.That(result.Out, Does.Contain(part));
    }

    [Test]
    public void Nothing_is_warned_of_where_all_is_plain() =>
        Assert.That(Tool.Run("inspect", "MaxPool:12 float 1x1x6 kernel_shape=2 strides=2").Out, Does.Not.Contain("warning"));

    [Test]
    public void A_model_behind_a_convolution_has_fields_and_takes_dimensions()
    {
        using var folder = new TemporaryFolder();
        ModelFile.Write(folder.File("m.onnx"), new ModelBuilder(12)
            .Input(ValueTypes.Named("X", Open("N")))
            .Initializer("w", new Tensor(ElementType.Float, [2, 1, 3, 3]))
            .Node("Conv", ["X", "w"], ["c"], SampleModels.Attributes(("strides", AttributeValue.Of([2, 2]))))
            .Node("Relu", ["c"], ["r"])
            .Node("MaxPool", ["r"], ["p"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2])), ("strides", AttributeValue.Of([2, 2]))), "p1")
            .Node("AveragePool", ["p"], ["Y"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([3, 3]))), "p2")
            .Output("Y", ElementType.Float).Build());
        ToolResult result = Tool.Run("inspect", folder.File("m.onnx"), "--dim", "N=2", "--json", folder.File("r.json"));
        Assert.That(result.Status, Is.Zero, result.Error);
        Assert.Multiple(() =>
        {
            // Conv 9 -> 4x... : 17 -> 8, pooled to 4, averaged to 2. Fields: 3, 3 + 1*2 = 5, then 5 + 2*4 = 13.
            Assert.That(result.Out, Does.Contain("p1 MaxPool-12 float 2x2x8x8 -> 2x2x4x4 (input measured in a run on made-up inputs)"));
            Assert.That(result.Out, Does.Contain("2x2 of the node's input, 5x5 of the model's"));
            Assert.That(result.Out, Does.Contain("p2 AveragePool-11 float 2x2x4x4 -> 2x2x2x2 (input computed)"));
            Assert.That(result.Out, Does.Contain("3x3 of the node's input, 13x13 of the model's"));
            Assert.That(File.ReadAllText(folder.File("r.json")), Does.Contain("receptive_field_of_model"));
        });

        static TypeProto Open(string name)
        {
            TypeProto type = ValueTypes.Tensor(ElementType.Float, [1, 1, 17, 17]);
            type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = name };
            return type;
        }
    }

    [Test]
    public void What_cannot_be_known_is_said()
    {
        using var folder = new TemporaryFolder();
        ModelFile.Write(folder.File("m.onnx"), new ModelBuilder(12).Import("nowhere", 1).Input("X", ElementType.Float, 1, 1, 4)
            .Node("Odd", ["X"], ["a"], domain: "nowhere")
            .Node("MaxPool", ["a"], ["Y"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2]))), "p")
            .Output("Y", ElementType.Float).Build());
        ToolResult result = Tool.Run("inspect", folder.File("m.onnx"));
        Assert.That(result.Status, Is.Zero);
        Assert.That(result.Out, Does.Contain("p MaxPool-12: shape of its input is not known: ONNX Runtime does not run the model"));
    }

    [Test]
    public void What_is_wrong_is_refused()
    {
        Tool.IsRefused(["inspect", "MaxPool:12 float 1x1x2 kernel_shape=2,2"], "kernel_shape");
        Tool.IsRefused(["inspect", "/nowhere.onnx"], "no such file");
        Tool.IsRefused(["inspect", "MaxPool:12 float 1x1x4 kernel_shape=2", "--what"], "--what");
    }
}
