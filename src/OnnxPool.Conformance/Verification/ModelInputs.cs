using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Makes up data for the inputs of a model.</summary>
static class ModelInputs
{
    /// <summary>A tensor for every input that has no initializer.</summary>
    /// <param name="path">The model's file, for messages.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">Seed, and sizes for open dimensions.</param>
    /// <exception cref="InvalidPoolingException">An input that is no tensor, or of unknown type.</exception>
    /// <exception cref="InvalidModelException">A gradient node breaks a rule of its own.</exception>
    public static Dictionary<string, Tensor> Create(string path, ModelProto model, VerifyOptions options)
    {
        Dictionary<string, Tensor> feeds = Create(model.Graph, options);
        foreach (NodePlace place in GraphNodes.Of(model))
        {
            if (place.Kind == PlaceKind.Main && OperatorTable.Find(place.Domain, place.Node.OpType) is GradientOperator)
                Match(PlacedNode.Read(path, place), feeds, options.Seed);
        }
        return feeds;
    }

    /// <summary>Inputs of a gradient node that must fit its X, Indices and X_shape, take the place of what fits nothing.</summary>
    static void Match(PlacedNode node, Dictionary<string, Tensor> feeds, long seed)
    {
        // X_shape has no shape to go by but that of what the node gives.
        string told = node.ShapedAsX ?? node.Outputs.First();
        long[]? shape = feeds.TryGetValue(told, out Tensor? x) ? [.. x.Shape]
            : node.Place.Values.Find(told) is { IsStatic: true } declared ? [.. declared.Shape!] : null;
        if (shape is null || !feeds.TryGetValue(node.Inputs.First(), out Tensor? dy)) return;
        // Places of MaxUnpool fit any dY.
        if (!node.Roles.Any(role => role is "Indices" or "X_shape")) return;
        Problem problem = node.On(dy.Type, shape, null);
        foreach ((string name, Tensor fitting) in node.Inputs.Zip(ProblemData.Inputs(problem, seed)).Skip(1))
        {
            if (feeds.TryGetValue(name, out Tensor? made) && made.Type == fitting.Type && made.Shape.SequenceEqual(fitting.Shape))
                feeds[name] = fitting;
        }
    }

    static Dictionary<string, Tensor> Create(GraphProto graph, VerifyOptions options)
    {
        HashSet<string> initialized = [.. graph.Initializer.Select(i => i.Name), .. graph.SparseInitializer.Select(i => i.Values?.Name ?? "")];
        var feeds = new Dictionary<string, Tensor>();
        foreach (ValueInfoProto input in graph.Input)
        {
            if (initialized.Contains(input.Name)) continue;
            TypeProto.Types.Tensor type = input.Type?.TensorType
                ?? throw new UnsupportedPoolingException($"input '{input.Name}'", "a value that is no tensor", "tensors: only these can be made up");
            var elementType = (ElementType)type.ElemType;
            if (!ElementTypes.IsDefined(elementType))
                throw new InvalidPoolingException($"element type of input '{input.Name}'", elementType.Name(), "a type that ONNX defines");
            long[] shape = Settle(input.Name, type.Shape, options);
            MemoryNeed.Require(elementType, shape, []);
            feeds[input.Name] = IsIndexLike(elementType)
                ? new Tensor(elementType, shape)
                : ProblemData.Create(elementType, shape, DataKind.Uniform, $"{input.Name} {elementType.Name()} {Shapes.Format(shape)}", options.Seed);
        }
        return feeds;
    }

    /// <summary>The names of the open dimensions of all inputs.</summary>
    public static IEnumerable<string> Symbols(GraphProto graph) =>
        graph.Input.SelectMany(i => i.Type?.TensorType?.Shape?.Dim ?? []).Select(d => d.DimParam).Where(n => n.Length > 0);

    /// <summary>The declared shape with a size for every open dimension.</summary>
    /// <exception cref="UnsupportedPoolingException">Not even a rank is declared.</exception>
    public static long[] Settle(string input, TensorShapeProto? declared, VerifyOptions options)
    {
        if (declared is null)
            throw new UnsupportedPoolingException($"shape of input '{input}'", "not even a rank", "a model that declares the rank of its inputs");
        var shape = new long[declared.Dim.Count];
        for (int i = 0; i < shape.Length; i++)
        {
            TensorShapeProto.Types.Dimension dim = declared.Dim[i];
            shape[i] = dim.HasDimValue && dim.DimValue >= 0 ? dim.DimValue
                : options.Dimensions.TryGetValue(dim.DimParam, out long size) ? size
                : Default(i, shape.Length);
        }
        return shape;
    }

    /// <summary>
    /// A batch of one; where the input looks like an image (N, C, H, W), three channels and 224 by 224 pixels, which most networks
    /// take, fully convolutional ones that halve their input up to five times among them.
    /// </summary>
    static long Default(int axis, int rank) => axis == 0 ? 1 : rank == 4 ? (axis == 1 ? 3 : 224) : 32;

    // Integers often index into something (a vocabulary, an axis): 0 is the one value that is right nearly everywhere.
    static bool IsIndexLike(ElementType type) => type is ElementType.Int32 or ElementType.Int64;
}
