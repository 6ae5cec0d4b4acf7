using Microsoft.ML.OnnxRuntime;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;

namespace OnnxPool.Training;

/// <summary>Types and shapes of every value of a model's main graph, and the constants in it.</summary>
sealed class GraphFacts
{
    static readonly HashSet<string> s_reductions = ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceSumSquare", "ReduceL2"];

    static readonly HashSet<string> s_elementwise =
        [
            "Add", "Sub", "Mul", "Div", "Pow", "Sqrt", "Neg", "Exp", "Log", "Abs", "Reciprocal", "Sum", "Mean", "Max", "Min",
            "Relu", "LeakyRelu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Identity", "Cast",
        ];

    static readonly HashSet<string> s_windows = ["MaxPool", "AveragePool", "LpPool", "GlobalMaxPool", "GlobalAveragePool", "GlobalLpPool"];

    readonly Dictionary<string, ValueFacts> _values;
    readonly Dictionary<string, TensorProto> _constants = [];

    GraphFacts(GraphProto graph, Dictionary<string, ValueFacts> values)
    {
        _values = values;
        foreach (TensorProto tensor in graph.Initializer) _constants.TryAdd(tensor.Name, tensor);
        foreach (NodeProto node in graph.Node.Where(n => n.OpType == "Constant" && OperatorDomain.Normalize(n.Domain).Length == 0))
        {
            if (node.Attribute.FirstOrDefault(a => a.Name == "value")?.T is not { } value) continue;
            // A Constant may hold a tensor under another name than its output's, or under none.
            TensorProto named = value.Clone();
            named.Name = node.Output[0];
            _constants.TryAdd(named.Name, named);
        }
    }

    /// <summary>Lets ONNX Runtime infer what the graph does not declare.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidPoolingException">ONNX Runtime refuses the model.</exception>
    public static GraphFacts Infer(ModelProto model)
    {
        var declared = new GraphValues(model.Graph);
        var values = new Dictionary<string, ValueFacts>();
        foreach (string name in model.Graph.Input.Select(i => i.Name).Concat(model.Graph.Initializer.Select(t => t.Name)))
            values[name] = OfDeclared(declared.FindType(name));
        try
        {
            Infer(model, declared, values);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidPoolingException("model", $"one that ONNX Runtime refuses ({OneLine(e.Message)})", "a model that it loads");
        }
        return new GraphFacts(model.Graph, values);
    }

    /// <summary>What is known of a value; nothing for an omitted one.</summary>
    public ValueFacts this[string name] => _values.GetValueOrDefault(name, ValueFacts.Unknown);

    /// <summary>What is known of a value, or where its rank is not, of another of the same shape.</summary>
    public ValueFacts Same(string name, string other) => this[name].Rank is null ? this[name] with { Dimensions = this[other].Dimensions } : this[name];

    /// <summary>The value of an initializer or a Constant, or null for what is computed.</summary>
    /// <exception cref="PoolingException">Its data cannot be read.</exception>
    public Tensor? Constant(string name) => _constants.TryGetValue(name, out TensorProto? tensor) ? TensorConversion.ToTensor(tensor) : null;

    // Each value becomes an output: their types are what a session tells, and that is all of its inference.
    static void Infer(ModelProto model, GraphValues declared, Dictionary<string, ValueFacts> values)
    {
        ExposedModel exposed = GraphOutputs.Expose(model, model.Graph.Node.SelectMany(n => n.Output));
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        using var session = new InferenceSession(ModelFile.ToBytes(exposed.Model), options.UseOnnxPool());
        foreach ((string name, NodeMetadata output) in session.OutputMetadata)
            values[name] = output.IsTensor ? OfOutput(output, declared.Find(name)) : ValueFacts.Unknown;
        // What ONNX Runtime lost behind a shape that is computed, as far as ranks go.
        foreach (NodeProto node in model.Graph.Node.Where(n => n.Output.Count > 0))
        {
            if (values.GetValueOrDefault(node.Output[0]) is { Dimensions: null, IsReal: true } lost)
                values[node.Output[0]] = lost with { Dimensions = Dimensions(node, [.. node.Input.Where(i => i.Length > 0).Select(i => values.GetValueOrDefault(i, ValueFacts.Unknown).Dimensions)]) };
        }
    }

    // Of what works element by element, of windows, and of a reduction that leaves no axis; null for other nodes.
    static IReadOnlyList<Dimension>? Dimensions(NodeProto node, IReadOnlyList<Dimension>?[] inputs)
    {
        if (inputs.Length == 0) return null;
        if (s_elementwise.Contains(node.OpType)) return inputs.Length == 1 || node.OpType == "Clip" ? inputs[0] : inputs.Any(i => i is null) ? null : Sizeless(inputs.Max(i => i!.Count));
        if (node.OpType == "BatchNormalization") return inputs[0];
        if (node.OpType == "Conv") return inputs[1] is { } weights ? Sizeless(weights.Count) : null;
        if (s_windows.Contains(node.OpType)) return inputs[0] is { } windowed ? Sizeless(windowed.Count) : null;
        bool isWhole = node.Attribute.All(a => a.Name != "axes") && node.Attribute.Any(a => a.Name == "keepdims" && a.I == 0);
        return s_reductions.Contains(node.OpType) && isWhole && inputs.Length == 1 ? [] : null;
    }

    static Dimension[] Sizeless(int rank) => [.. Enumerable.Repeat(new Dimension(ValueTypes.UnknownDimension, ""), rank)];

    // ONNX Runtime tells a scalar and an unknown rank alike; only a declaration can say which it is.
    static ValueFacts OfOutput(NodeMetadata output, DeclaredType? declared)
    {
        var type = (ElementType)output.ElementDataType;
        int[] sizes = output.Dimensions;
        if (sizes.Length == 0) return new ValueFacts(type, declared?.Shape?.Count == 0 ? [] : null);
        return new ValueFacts(type, [.. sizes.Select((size, axis) => new Dimension(Math.Max(size, ValueTypes.UnknownDimension), output.SymbolicDimensions[axis]))]);
    }

    static ValueFacts OfDeclared(TypeProto? type) => type?.TensorType is not { } tensor ? ValueFacts.Unknown
        : new ValueFacts((ElementType)tensor.ElemType, tensor.Shape is null ? null
            : [.. tensor.Shape.Dim.Select(d => new Dimension(d.HasDimValue && d.DimValue >= 0 ? d.DimValue : ValueTypes.UnknownDimension, d.DimParam))]);

    internal static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
