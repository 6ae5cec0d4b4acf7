using Google.Protobuf;
using OnnxPool.Onnx;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.CommandLine;

/// <summary>Model files for the tests of the tool.</summary>
static class ModelFiles
{
    public static string Save(this ModelProto model, TemporaryFolder folder, string name = "m.onnx") =>
        folder.File(name, model.ToByteArray());

    /// <summary>One node on X, named pool.</summary>
    public static ModelProto One(string op, long opset, long[] shape, params (string Name, AttributeValue Value)[] attributes) =>
        One(op, opset, ElementType.Float, shape, attributes);

    public static ModelProto One(string op, long opset, ElementType type, long[] shape, params (string Name, AttributeValue Value)[] attributes) =>
        new ModelBuilder(opset).Input("X", type, shape).Node(op, ["X"], ["Y"], SampleModels.Attributes(attributes), "pool").Output("Y", type).Build();

    /// <summary>A legal MaxPool-12 to be changed by hand.</summary>
    public static ModelProto MaxPool(Action<ModelProto> change)
    {
        ModelProto model = One("MaxPool", 12, [1, 1, 4, 4], ("kernel_shape", AttributeValue.Of([2, 2])));
        change(model);
        return model;
    }

    /// <summary>Conv, Relu, MaxPool, AveragePool, GlobalAveragePool, Flatten, MatMul with seeded weights on images of N x 3 x 16 x 16.</summary>
    public static ModelProto SmallCnn()
    {
        Tensor Weights(string name, params long[] shape) =>
            Conformance.ProblemData.Create(ElementType.Float, shape, Conformance.DataKind.Uniform, name, 1);
        KeyValuePair<string, AttributeValue>[] window = SampleModels.Attributes(
            ("kernel_shape", AttributeValue.Of([3, 3])), ("strides", AttributeValue.Of([2, 2])), ("pads", AttributeValue.Of([1, 1, 1, 1])));
        var images = ValueTypes.Named("images", ValueTypes.Tensor(ElementType.Float, [-1, 3, 16, 16]));
        images.Type.TensorType.Shape.Dim[0].DimParam = "batch";
        return new ModelBuilder(17, "cnn")
            .Input(images)
            .Initializer("w", Weights("w", 8, 3, 3, 3))
            .Initializer("head", Weights("head", 8, 10))
            .Node("Conv", ["images", "w"], ["c"], SampleModels.Attributes(("pads", AttributeValue.Of([1, 1, 1, 1]))), "conv")
            .Node("Relu", ["c"], ["r"], name: "relu")
            .Node("MaxPool", ["r"], ["m"], window, "max")
            .Node("AveragePool", ["m"], ["a"], window, "average")
            .Node("GlobalAveragePool", ["a"], ["g"], name: "global")
            .Node("Flatten", ["g"], ["f"], name: "flat")
            .Node("MatMul", ["f", "head"], ["scores"], name: "head")
            .Output("scores", ElementType.Float)
            .Build();
    }

    /// <summary>Moves an initializer to another file.</summary>
    public static void Externalize(ModelProto model, string initializer, string location, long offset = 0)
    {
        TensorProto tensor = model.Graph.Initializer.Single(t => t.Name == initializer);
        int length = tensor.RawData.Length;
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{offset}" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length}" });
    }
}
