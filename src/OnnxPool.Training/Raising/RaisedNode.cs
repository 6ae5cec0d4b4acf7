using OnnxPool.Onnx;
using static OnnxPool.Onnx.AttributeProto.Types;

namespace OnnxPool.Training;

/// <summary>A node that is being rewritten, and the nodes that come to stand around it.</summary>
/// <param name="place">The node as it was.</param>
/// <param name="facts">What ONNX Runtime knows of the model as it was.</param>
/// <param name="names">What gives new names.</param>
/// <param name="read">Every value that something reads.</param>
sealed class RaisedNode(NodePlace place, Lazy<GraphFacts> facts, GraphWriter names, HashSet<string> read)
{
    readonly List<NodeProto> _before = [];
    readonly List<NodeProto> _after = [];

    /// <summary>The node.</summary>
    public NodeProto Node => place.Node;

    /// <summary>The version of its opset, before.</summary>
    public long Opset => place.Opset!.Value;

    /// <summary>Constants that it reads, and what has to come before it.</summary>
    public IReadOnlyList<NodeProto> Before => _before;

    /// <summary>What has to come after it.</summary>
    public IReadOnlyList<NodeProto> After => _after;

    /// <summary>The number of dimensions of input 0, which for the operators that ask is that of output 0, or null.</summary>
    public int? Rank => place.Kind == PlaceKind.Main ? facts.Value.Same(Node.Input[0], Node.Output[0]).Rank : place.Values.Find(Node.Input[0])?.Shape?.Count;

    /// <summary>The element type of input 0.</summary>
    /// <exception cref="UnsupportedPoolingException">It is not known.</exception>
    public ElementType Type
    {
        get
        {
            ElementType type = place.Kind == PlaceKind.Main ? facts.Value[Node.Input[0]].Type : place.Values.Find(Node.Input[0])?.Type ?? ElementType.Undefined;
            return type != ElementType.Undefined ? type : throw Unsupported($"type of '{Node.Input[0]}'", "not known before the model runs", "a declared one");
        }
    }

    /// <summary>The numbers of input <paramref name="i"/> if it is a constant of the main graph, or null.</summary>
    public Tensor? Constant(int i) => place.Kind == PlaceKind.Main && i < Node.Input.Count ? facts.Value.Constant(Node.Input[i]) : null;

    /// <summary>Takes an attribute away from the node.</summary>
    /// <returns>The attribute, or null.</returns>
    public AttributeProto? Take(string name)
    {
        AttributeProto? found = Node.Attribute.FirstOrDefault(a => a.Name == name);
        if (found is null) return null;
        if (found.RefAttrName.Length > 0) throw Unsupported(name, $"a reference to the function's attribute '{found.RefAttrName}'", "a value in the node itself");
        Node.Attribute.Remove(found);
        return found;
    }

    /// <summary>A text attribute, or null.</summary>
    public string? Text(string name) => Node.Attribute.FirstOrDefault(a => a.Name == name)?.S.ToStringUtf8();

    /// <summary>Gives the node an attribute.</summary>
    public void Set(string name, AttributeValue value)
    {
        _ = Take(name);
        Node.Attribute.Add(NodeAttributes.ToProto(name, value));
    }

    /// <summary>Makes a list of integers an input instead of an attribute; nothing, if the node does not have it.</summary>
    public void MoveIntegers(string attribute, int input)
    {
        if (Take(attribute) is { } found) Put(input, attribute, Tensor.Of(ElementType.Int64, [found.Ints.Count], (ReadOnlySpan<long>)[.. found.Ints]));
    }

    /// <summary>Makes a number an input of the type of input 0 instead of an attribute; nothing, if the node does not have it.</summary>
    public void MoveNumber(string attribute, int input)
    {
        if (Take(attribute) is { } found) Put(input, attribute, Scalar(Type, found.F));
    }

    /// <summary>Makes a constant an input.</summary>
    /// <param name="input">Which; inputs before it that the node does not have are left out.</param>
    /// <param name="what">What it is, for its name.</param>
    /// <param name="value">The constant.</param>
    public void Put(int input, string what, Tensor value)
    {
        string name = Constant(what, value);
        while (Node.Input.Count <= input) Node.Input.Add("");
        Node.Input[input] = name;
    }

    /// <summary>Adds a constant before the node.</summary>
    /// <param name="what">What it is, for its name.</param>
    /// <param name="value">The constant.</param>
    /// <returns>The name.</returns>
    public string Constant(string what, Tensor value)
    {
        string name = Named(what);
        _before.Add(new NodeProto
        {
            OpType = "Constant",
            Output = { name },
            Attribute = { new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = TensorConversion.ToProto(name, value) } },
        });
        return name;
    }

    /// <summary>Puts a node between input 0 and the node.</summary>
    public void Precede(string op, params (string Name, AttributeValue Value)[] attributes) => Node.Input[0] = Beside(op, attributes);

    /// <summary>Adds a node before this one that takes input 0, too.</summary>
    /// <returns>What it computes.</returns>
    public string Beside(string op, params (string Name, AttributeValue Value)[] attributes)
    {
        string name = Named(op);
        _before.Add(New(name, op, [Node.Input[0]], name, attributes));
        return name;
    }

    /// <summary>Puts a node behind output 0, which takes over the name of the output.</summary>
    public void Follow(string op, string[] moreInputs, params (string Name, AttributeValue Value)[] attributes)
    {
        string name = Named(Node.OpType);
        _after.Add(New(Named(op), op, [name, .. moreInputs], Node.Output[0], attributes));
        Node.Output[0] = name;
    }

    /// <summary>Takes away all outputs from <paramref name="first"/> on.</summary>
    /// <exception cref="UnsupportedPoolingException">Something reads one of them.</exception>
    public void DropOutputs(int first, string allowed)
    {
        if (Node.Output.Skip(first).FirstOrDefault(o => o.Length > 0 && read.Contains(o)) is { } wanted) throw Unsupported("outputs", $"'{wanted}', which is read", allowed);
        while (Node.Output.Count > first) Node.Output.RemoveAt(first);
    }

    /// <summary>Says why the node cannot be rewritten.</summary>
    public UnsupportedPoolingException Unsupported(string subject, string found, string allowed) => new(Printable.Of($"node {place.Label}: {subject}"), Printable.Of(found), Printable.Of(allowed));

    string Named(string what) => names.Unique($"{Node.Output.First(o => o.Length > 0)}/{what}");

    static NodeProto New(string name, string op, string[] inputs, string output, (string Name, AttributeValue Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = name, Input = { inputs }, Output = { output } };
        node.Attribute.AddRange(attributes.Select(a => NodeAttributes.ToProto(a.Name, a.Value)));
        return node;
    }

    // Of the types that Clip and Pad had while their numbers were attributes.
    static Tensor Scalar(ElementType type, float value) => type switch
    {
        ElementType.Double => Tensor.Of([], (ReadOnlySpan<double>)[value]),
        ElementType.Float16 => Tensor.Of([], (ReadOnlySpan<Half>)[(Half)value]),
        _ => Tensor.Of([], (ReadOnlySpan<float>)[value]),
    };
}
