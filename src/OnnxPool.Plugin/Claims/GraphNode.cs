namespace OnnxPool.Plugin;

/// <summary>A pooling node of a model that is being loaded, as far as it is declared.</summary>
/// <param name="Node">Operator, version and attributes.</param>
/// <param name="Type">The element type of the data.</param>
/// <param name="Shape">The shape of the data; dimensions that are not known are negative; null where even the rank is not known.</param>
/// <param name="HasIndices">Whether it has the output Indices.</param>
/// <param name="Graph">What else is in its graph.</param>
sealed record GraphNode(PoolNode Node, ElementType Type, long[]? Shape, bool HasIndices, Surroundings Graph)
{
    /// <summary>Reads a node of a graph.</summary>
    /// <param name="api">The host's interface.</param>
    /// <param name="node">The node.</param>
    /// <param name="graph">What else is in the graph.</param>
    /// <returns>Null for one that is not of ONNX's pooling family, or that this project does not take.</returns>
    public static GraphNode? Find(OrtApi api, nint node, Surroundings graph)
    {
        if (api.GetDomain(node) != OperatorTable.StandardDomain || OperatorTable.Find(api.GetOperator(node)) is not { } operation) return null;
        nint[] inputs = api.GetInputs(node), outputs = api.GetOutputs(node);
        if (api.GetValueType(inputs[0]) is not { } data) return null;
        try
        {
            PoolNode bound = operation.Bind(api.GetNodeSinceVersion(node), new AttributeReader(api.GetAttributes(node)));
            bound.Version.Require(data.Type);
            if (data.Shape is { } shape) RequireFit(bound, data.Type, shape);
            return new GraphNode(bound, data.Type, data.Shape, outputs.Length > 1 && outputs[1] != 0, graph);
        }
        catch (PoolingException)
        {
            // ONNX Runtime may take it, or has its own words for what is wrong.
            return null;
        }
    }

    /// <exception cref="InvalidPoolingException">Rank or sizes do not fit the attributes, or a buffer would be longer than an array can be.</exception>
    static void RequireFit(PoolNode node, ElementType type, long[] shape)
    {
        node.Check(shape.Length);
        if (shape.AsSpan().ContainsAnyInRange(long.MinValue, -1)) return;
        _ = type.ByteCount(Shapes.ElementCount(shape));
        _ = type.ByteCount(Shapes.ElementCount(node.OutputShape(shape)));
    }
}
