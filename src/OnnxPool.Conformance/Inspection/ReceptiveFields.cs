using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// How much of the model's input each value of a graph has seen, along the spatial axes. For a window operator behind a value that spans
/// <c>size</c> at steps of <c>jump</c>, one output spans <c>size + (extent - 1) * jump</c> at steps of <c>jump * stride</c>.
/// Elementwise operators pass on what their inputs have seen; all others end it.
/// </summary>
/// <remarks>Formula: Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, 2019.</remarks>
sealed class ReceptiveFields
{
    static readonly HashSet<string> s_elementwise =
    [
        "Abs", "Add", "BatchNormalization", "Cast", "Ceil", "Clip", "Div", "Dropout", "Elu", "Erf", "Exp", "Floor", "HardSigmoid", "HardSwish",
        "Identity", "LRN", "LeakyRelu", "Log", "Max", "Min", "Mish", "Mul", "Neg", "PRelu", "Pow", "Relu", "Selu", "Sigmoid", "Softplus",
        "Softsign", "Sqrt", "Sub", "Sum", "Tanh", "ThresholdedRelu",
    ];

    readonly Dictionary<string, Field?> _fields = [];
    readonly Dictionary<string, TensorProto> _constants = [];

    // No sizes: a value of the model's input itself, of any rank.
    sealed record Field(long[] Sizes, long[] Jumps);

    public ReceptiveFields(GraphProto graph)
    {
        foreach (TensorProto constant in graph.Initializer) _constants.TryAdd(constant.Name, constant);
        foreach (ValueInfoProto input in GraphInputs.Required(graph)) _fields[input.Name] = new Field([], []);
    }

    /// <summary>Takes a node into account that is not of this family.</summary>
    public void Pass(NodePlace place)
    {
        NodeProto node = place.Node;
        Field? field = place.Domain != OperatorDomain.Onnx ? null
            : node.OpType == "Conv" ? OfConv(node)
            : s_elementwise.Contains(node.OpType) ? Common(node.Input)
            : null;
        foreach (string output in node.Output) _fields[output] = field;
    }

    /// <summary>Takes a pooling node into account; null where its output's field is not known.</summary>
    public IReadOnlyList<long>? Pool(NodePlace place, IReadOnlyList<PoolAxis>? windows)
    {
        Field? before = place.Node.Input.Count > 0 ? _fields.GetValueOrDefault(place.Node.Input[0]) : null;
        Field? after = windows is null ? null
            : Through(before, [.. windows.Select(a => a.Extent)], [.. windows.Select(a => a.Stride)]);
        foreach (string output in place.Node.Output) _fields[output] = after;
        return after?.Sizes;
    }

    Field? OfConv(NodeProto node)
    {
        if (node.Input.Count == 0) return null;
        long[]? kernel, strides, dilations;
        try
        {
            AttributeReader attributes = NodeAttributes.Reader(node);
            (kernel, strides, dilations) = (attributes.Ints("kernel_shape"), attributes.Ints("strides"), attributes.Ints("dilations"));
        }
        catch (PoolingException)
        {
            return null;
        }
        kernel ??= node.Input.Count > 1 && _constants.TryGetValue(node.Input[1], out TensorProto? w) && w.Dims.Count > 2 ? [.. w.Dims.Skip(2)]
            : null;
        if (kernel is null) return null;
        long[] ones = [.. kernel.Select(_ => 1L)];
        strides ??= ones;
        dilations ??= ones;
        if (strides.Length != kernel.Length || dilations.Length != kernel.Length) return null;
        try
        {
            return Through(_fields.GetValueOrDefault(node.Input[0]), [.. kernel.Zip(dilations, (k, x) => checked(((k - 1) * x) + 1))], strides);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    // Inputs at different steps cannot be told apart by one number for each axis.
    Field? Common(IEnumerable<string> inputs)
    {
        Field? common = null;
        foreach (string name in inputs)
        {
            if (name.Length == 0 || (_constants.ContainsKey(name) && !_fields.ContainsKey(name))) continue;
            if (_fields.GetValueOrDefault(name) is not { } field) return null;
            if (common is null) common = field;
            else if (!common.Jumps.SequenceEqual(field.Jumps)) return null;
            else common = common with { Sizes = [.. common.Sizes.Zip(field.Sizes, Math.Max)] };
        }
        return common;
    }

    static Field? Through(Field? before, long[] extents, long[] strides)
    {
        if (before is null) return null;
        if (before.Sizes.Length == 0) before = new Field([.. extents.Select(_ => 1L)], [.. extents.Select(_ => 1L)]);
        if (before.Sizes.Length != extents.Length) return null;
        try
        {
            return new Field(
                [.. extents.Select((e, i) => checked(before.Sizes[i] + ((e - 1) * before.Jumps[i])))],
                [.. strides.Select((s, i) => checked(s * before.Jumps[i]))]);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
