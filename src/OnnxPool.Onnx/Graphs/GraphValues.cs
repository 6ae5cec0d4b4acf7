namespace OnnxPool.Onnx;

/// <summary>The declared types of the values that a node of a graph can see.</summary>
public sealed class GraphValues
{
    readonly GraphValues? _outer;
    readonly Lazy<Dictionary<string, TypeProto>> _types;

    /// <summary>The values of <paramref name="graph"/>.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outer">The values of the graph around it, which its nodes see as well.</param>
    public GraphValues(GraphProto graph, GraphValues? outer = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        _outer = outer;
        _types = new(() => Collect([.. graph.Input, .. graph.Output, .. graph.ValueInfo], graph));
    }

    /// <summary>The values of a function; its inputs have the types that each call gives them, so most are unknown.</summary>
    public GraphValues(FunctionProto function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _types = new(() => Collect(function.ValueInfo, null));
    }

    /// <summary>The declared type of a value, or null if nothing is declared.</summary>
    public TypeProto? FindType(string name) => _types.Value.GetValueOrDefault(name) ?? _outer?.FindType(name);

    /// <summary>The declared element type and shape of a tensor, or null if nothing is declared or it is no tensor.</summary>
    public DeclaredType? Find(string name) => DeclaredType.Of(FindType(name));

    // Of several declarations of one name the first counts; an initializer comes last, as an input of its name replaces it.
    static Dictionary<string, TypeProto> Collect(IEnumerable<ValueInfoProto> declared, GraphProto? graph)
    {
        var types = new Dictionary<string, TypeProto>();
        foreach (ValueInfoProto value in declared)
            if (value.Type is not null) types.TryAdd(value.Name, value.Type);
        if (graph is null) return types;
        foreach (TensorProto tensor in graph.Initializer)
            types.TryAdd(tensor.Name, ValueTypes.Tensor((ElementType)tensor.DataType, Sizes(tensor.Dims)));
        foreach (SparseTensorProto sparse in graph.SparseInitializer)
            if (sparse.Values is not null)
                types.TryAdd(sparse.Values.Name, ValueTypes.Tensor((ElementType)sparse.Values.DataType, Sizes(sparse.Dims)));
        return types;
    }

    // A negative size is an error when the tensor is read; here it is not known.
    static long[] Sizes(IEnumerable<long> dims) => [.. dims.Select(d => Math.Max(d, ValueTypes.UnknownDimension))];
}
