namespace OnnxPool.Onnx;

/// <summary>All nodes of a model, wherever they are.</summary>
public static class GraphNodes
{
    /// <summary>
    /// The nodes of the main graph, of the functions and of the training graphs, each followed by the nodes of the graphs
    /// inside it.
    /// </summary>
    public static IEnumerable<NodePlace> Of(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return GraphBody.Roots(model).SelectMany(Walk);
    }

    /// <summary>The nodes of the graphs inside a node, each followed by those inside it; none for most.</summary>
    public static IEnumerable<NodePlace> Inside(NodePlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var imports = new OpsetImports(place.Opset is { } version ? [new OperatorSetIdProto { Domain = place.Domain, Version = version }] : []);
        var body = new GraphBody([place.Node], null, null, place.Kind, place.Path, imports, place.Values);
        return body.Inside(place).SelectMany(Walk);
    }

    static IEnumerable<NodePlace> Walk(GraphBody body)
    {
        foreach (NodePlace place in body.Places())
        {
            yield return place;
            foreach (NodePlace inner in body.Inside(place).SelectMany(Walk)) yield return inner;
        }
    }
}
