using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

/// <summary>Models that several tests start from.</summary>
static class SampleModels
{
    /// <summary>conv-less chain: X, MaxPool, c, Relu, r, Flatten, Y; with a declared type in the middle and one initializer.</summary>
    public static ModelBuilder Chain(long opset = 12) => new ModelBuilder(opset, "chain")
        .Input("X", ElementType.Float, ValueTypes.UnknownDimension, 1, 4, 4)
        .Initializer("w", Tensor.Of<float>(ElementType.Float, [2], [1.5f, -2]))
        .Node("MaxPool", ["X"], ["c", ""], Attributes(("kernel_shape", AttributeValue.Of([2, 2]))), "pool")
        .Node("Relu", ["c"], ["r"])
        .Node("Flatten", ["r"], ["Y"], Attributes(("axis", AttributeValue.Of(1))))
        .Output("Y", ElementType.Float);

    public static KeyValuePair<string, AttributeValue>[] Attributes(params (string Name, AttributeValue Value)[] attributes) =>
        [.. attributes.Select(a => KeyValuePair.Create(a.Name, a.Value))];

    public static NodeProto Node(string opType, string name = "", params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = opType, Name = name, Output = { opType + "_out" } };
        node.Attribute.AddRange(attributes);
        return node;
    }

    public static AttributeProto Graph(string name, params NodeProto[] nodes)
    {
        var graph = new GraphProto { Name = name };
        graph.Node.AddRange(nodes);
        return new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };
    }
}
