using OnnxPool.Onnx;
using static OnnxPool.Onnx.AttributeProto.Types;

namespace OnnxPool.Tests.Training;

/// <summary>One node of an old opset, with what it is run on.</summary>
/// <param name="op">The operator.</param>
/// <param name="opset">The opset.</param>
/// <param name="isRewritten">Whether it has to be written in another way from opset 16 on.</param>
sealed class RaisingCase(string op, long opset, bool isRewritten = true)
{
    readonly NodeProto _node = new() { OpType = op, Name = "node" };
    readonly Dictionary<string, Tensor> _feeds = [];
    readonly Dictionary<string, Tensor> _constants = [];
    string _note = "";
    int _outputs = 1;

    public bool IsRewritten => isRewritten;

    public Dictionary<string, Tensor> Feeds => _feeds;

    /// <summary>Whole numbers with ties, then others of both signs, then the ends of what there is.</summary>
    public static Tensor Numbers(params long[] shape)
    {
        var random = new Random(3);
        float[] first = [2, -1, 2, 0, 5, -3, 5, -0f];
        return Tensor.Of(shape, (ReadOnlySpan<float>)[.. Enumerable.Range(0, (int)Shapes.ElementCount(shape)).Select(i => i < first.Length ? first[i] : (float)((random.NextDouble() * 8) - 4))]);
    }

    public RaisingCase In(params long[] shape) => In(Numbers(shape));

    public RaisingCase In(Tensor value)
    {
        _feeds.Add($"x{_node.Input.Count}", value);
        _node.Input.Add($"x{_node.Input.Count}");
        return this;
    }

    public RaisingCase Constant(Tensor value)
    {
        _constants.Add($"x{_node.Input.Count}", value);
        _node.Input.Add($"x{_node.Input.Count}");
        return this;
    }

    public RaisingCase Ints(params long[] values) => Constant(Tensor.Of(ElementType.Int64, [values.Length], (ReadOnlySpan<long>)values));

    public RaisingCase Floats(params float[] values) => Constant(Tensor.Of([values.Length], (ReadOnlySpan<float>)values));

    public RaisingCase With(string attribute, AttributeValue value)
    {
        _node.Attribute.Add(NodeAttributes.ToProto(attribute, value));
        return this;
    }

    public RaisingCase With(string attribute, params long[] values) => With(attribute, AttributeValue.Of(values));

    public RaisingCase WithFloats(string attribute, params float[] values)
    {
        _node.Attribute.Add(new AttributeProto { Name = attribute, Type = AttributeType.Floats, Floats = { values } });
        return this;
    }

    public RaisingCase Gives(int outputs)
    {
        _outputs = outputs;
        return this;
    }

    public RaisingCase Named(string note)
    {
        _note = note;
        return this;
    }

    /// <summary>The model, with the shapes of its inputs, or with not even their ranks.</summary>
    public ModelProto Model(bool knowsShapes)
    {
        var builder = new ModelBuilder(opset);
        foreach ((string name, Tensor value) in _feeds)
            builder.Input(knowsShapes ? ValueTypes.Named(name, ValueTypes.Tensor(value.Type, value.Shape)) : ValueTypes.Named(name, ValueTypes.Tensor(value.Type)));
        foreach ((string name, Tensor value) in _constants) builder.Initializer(name, value);
        NodeProto node = _node.Clone();
        node.Output.Add(Enumerable.Range(0, _outputs).Select(o => $"y{o}"));
        builder.Node(node);
        for (int o = 0; o < _outputs; o++) builder.Output(new ValueInfoProto { Name = $"y{o}" });
        return builder.Build();
    }

    public override string ToString() => $"{op}-{opset}{(_note.Length > 0 ? " " : "")}{_note}";
}
