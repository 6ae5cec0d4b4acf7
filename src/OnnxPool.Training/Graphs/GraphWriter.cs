using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Adds nodes to a graph, in the form that the model's operator set has for them; each method gives the name of what it computes.</summary>
/// <param name="graph">The graph.</param>
/// <param name="opset">The version of ONNX's operators, from <see cref="FirstOpset"/>.</param>
/// <param name="taken">Names that new values must not have.</param>
sealed class GraphWriter(GraphProto graph, long opset, IEnumerable<string> taken)
{
    /// <summary>
    /// The first version in which everything is as the rules write it: axes and sizes as inputs and Softmax along one axis (13), Reshape to axes of size 0 (14), and
    /// ScatterElements that adds (16).
    /// </summary>
    public const long FirstOpset = 16;

    // From here on the other reductions take axes as an input, too.
    const long AllAxesAsInputs = 18;

    readonly HashSet<string> _names = [.. taken];
    readonly HashSet<string> _new = [];
    readonly Dictionary<string, string> _constants = [];
    readonly Dictionary<string, string> _shapes = [];

    /// <summary>The version of ONNX's operators.</summary>
    public long Opset => opset;

    /// <summary>What the names of new nodes begin with.</summary>
    public string Scope { get; set; } = "";

    /// <summary>A name that nothing in the graph has.</summary>
    public string Unique(string wish)
    {
        string name = wish;
        for (int i = 2; !_names.Add(name); i++) name = $"{wish}_{i}";
        return name;
    }

    /// <summary>Whether a value is computed by a node that was added here.</summary>
    public bool IsNew(string value) => _new.Contains(value);

    /// <summary>A node with one output.</summary>
    public string Node(string op, IEnumerable<string> inputs, params (string Name, AttributeValue Value)[] attributes) =>
        Nodes(op, inputs, 1, OperatorDomain.Onnx, attributes)[0];

    /// <summary>A node of this project's own domain with one output.</summary>
    public string OwnNode(string op, IEnumerable<string> inputs, IEnumerable<AttributeProto> attributes)
    {
        NodeProto node = Add(op, inputs, 1, OperatorTable.OwnDomain);
        node.Attribute.AddRange(attributes.Select(a => a.Clone()));
        return node.Output[0];
    }

    /// <summary>A node with several outputs.</summary>
    public string[] Nodes(string op, IEnumerable<string> inputs, int outputs, string domain, params (string Name, AttributeValue Value)[] attributes)
    {
        NodeProto node = Add(op, inputs, outputs, domain);
        node.Attribute.AddRange(attributes.Select(a => NodeAttributes.ToProto(a.Name, a.Value)));
        return [.. node.Output];
    }

    /// <summary>A node that computes <paramref name="output"/> under that name.</summary>
    public void Named(string output, string op, IEnumerable<string> inputs, params (string Name, AttributeValue Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = Unique($"{Scope}/{op}") };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes.Select(a => NodeAttributes.ToProto(a.Name, a.Value)));
        graph.Node.Add(node);
    }

    /// <summary>A copy of a node of the model.</summary>
    public void Copy(NodeProto node) => graph.Node.Add(node.Clone());

    /// <summary>A constant.</summary>
    /// <param name="value">Its value; equal constants are one.</param>
    public string Constant(Tensor value)
    {
        string key = $"{value.Type} {Shapes.Format(value.Shape)} {Convert.ToHexString(value.Bytes)}";
        if (_constants.TryGetValue(key, out string? known)) return known;
        string name = Unique("onnxpool/constant");
        graph.Initializer.Add(TensorConversion.ToProto(name, value));
        return _constants[key] = name;
    }

    /// <summary>A list of integers as a constant of rank 1.</summary>
    public string Ints(params long[] values) => Constant(Tensor.Of(ElementType.Int64, [values.Length], (ReadOnlySpan<long>)values));

    /// <summary>An integer as a constant of rank 0.</summary>
    public string Int(long value) => Constant(Tensor.Of(ElementType.Int64, [], (ReadOnlySpan<long>)[value]));

    /// <summary>A number as a constant of rank 0.</summary>
    public string Scalar(ElementType type, double value) => Constant(type switch
    {
        ElementType.Double => Tensor.Of([], (ReadOnlySpan<double>)[value]),
        ElementType.Float16 => Tensor.Of([], (ReadOnlySpan<Half>)[(Half)value]),
        ElementType.BFloat16 => Tensor.Of([], (ReadOnlySpan<BFloat16>)[(BFloat16)(float)value]),
        _ => Tensor.Of([], (ReadOnlySpan<float>)[(float)value]),
    });

    public string Add(string a, string b) => Node("Add", [a, b]);

    public string Sub(string a, string b) => Node("Sub", [a, b]);

    public string Mul(string a, string b) => Node("Mul", [a, b]);

    public string Div(string a, string b) => Node("Div", [a, b]);

    public string Neg(string x) => Node("Neg", [x]);

    public string Sqrt(string x) => Node("Sqrt", [x]);

    public string Where(string condition, string a, string b) => Node("Where", [condition, a, b]);

    public string MatMul(string a, string b) => Node("MatMul", [a, b]);

    // Otherwise a dimension of 0 would stand for what x has there.
    public string Reshape(string x, string shape) => Node("Reshape", [x, shape], ("allowzero", AttributeValue.Of(1)));

    public string Expand(string x, string shape) => Node("Expand", [x, shape]);

    public string Concat(long axis, params string[] parts) => parts is [string only] ? only : Node("Concat", parts, ("axis", AttributeValue.Of(axis)));

    public string Cast(string x, ElementType type) => Node("Cast", [x], ("to", AttributeValue.Of((long)type)));

    public string Transpose(string x, params long[] permutation) =>
        permutation.Select((axis, i) => axis == i).All(same => same) ? x : Node("Transpose", [x], ("perm", AttributeValue.Of(permutation)));

    /// <summary>The shape of a value, computed once.</summary>
    public string Shape(string x) => _shapes.TryGetValue(x, out string? known) ? known : _shapes[x] = Node("Shape", [x]);

    /// <summary>One dimension, or some, of a value, as a list.</summary>
    public string Shape(string x, long start, long end) => Slice(Shape(x), Ints(start), Ints(end), Ints(0));

    /// <summary>The number of elements, in another type.</summary>
    public string Count(string x, ElementType type) => Cast(Node("Size", [x]), type);

    public string Slice(string x, string starts, string ends, string axes, string? steps = null) =>
        Node("Slice", steps is null ? [x, starts, ends, axes] : [x, starts, ends, axes, steps]);

    /// <summary>Zeros under the shape in <paramref name="shape"/>.</summary>
    public string Zeros(string shape, ElementType type)
    {
        string zeros = Node("ConstantOfShape", [shape]);
        return type == ElementType.Float ? zeros : Cast(zeros, type);
    }

    public string ReduceSum(string x, IReadOnlyList<long> axes, bool keep) => ReduceSum(x, Ints([.. axes]), keep);

    /// <summary>A sum over axes that are computed, none of them for an empty list.</summary>
    public string ReduceSum(string x, string axes, bool keep) =>
        Node("ReduceSum", [x, axes], Keep(keep), ("noop_with_empty_axes", AttributeValue.Of(1)));

    public string ReduceMean(string x, IReadOnlyList<long> axes, bool keep) => opset >= AllAxesAsInputs
        ? Node("ReduceMean", [x, Ints([.. axes])], Keep(keep))
        : Node("ReduceMean", [x], ("axes", AttributeValue.Of([.. axes])), Keep(keep));

    /// <summary>The sum, or the mean, of all elements, as a scalar.</summary>
    public string ReduceAll(string op, string x) => Node(op, [x], Keep(false));

    public string Squeeze(string x, params long[] axes) => WithAxes("Squeeze", x, axes);

    public string Unsqueeze(string x, params long[] axes) => WithAxes("Unsqueeze", x, axes);

    string WithAxes(string op, string x, long[] axes) => axes.Length == 0 ? x : Node(op, [x, Ints(axes)]);

    NodeProto Add(string op, IEnumerable<string> inputs, int outputs, string domain)
    {
        string name = Unique($"{Scope}/{op}");
        var node = new NodeProto { OpType = op, Name = name };
        if (domain.Length > 0) node.Domain = domain;
        node.Input.AddRange(inputs);
        node.Output.Add(name);
        for (int i = 1; i < outputs; i++) node.Output.Add(Unique($"{name}:{i}"));
        _new.UnionWith(node.Output);
        graph.Node.Add(node);
        return node;
    }

    static (string, AttributeValue) Keep(bool keep) => ("keepdims", AttributeValue.Of(keep ? 1 : 0));
}
