namespace OnnxPool.Onnx;

/// <summary>A list of nodes with what they need to be understood: of a graph, or of a function, which is no graph in ONNX.</summary>
/// <param name="Nodes">The nodes.</param>
/// <param name="Graph">The graph, or null for a function.</param>
/// <param name="Function">The function, or null for a graph.</param>
/// <param name="Kind">The part of the model.</param>
/// <param name="Path">The start of the paths of its nodes.</param>
/// <param name="Imports">What the nodes' domains mean.</param>
/// <param name="Values">Types of the values.</param>
sealed record GraphBody(
    IReadOnlyList<NodeProto> Nodes, GraphProto? Graph, FunctionProto? Function, PlaceKind Kind, string Path, OpsetImports Imports, GraphValues Values)
{
    /// <summary>The bodies of a model that are inside no other: main graph, functions, training graphs.</summary>
    public static IEnumerable<GraphBody> Roots(ModelProto model)
    {
        var imports = new OpsetImports(model);
        if (model.Graph is not null) yield return OfGraph(model.Graph, PlaceKind.Main, "", imports, null);
        foreach (FunctionProto function in model.Functions)
        {
            string domain = OperatorDomain.Normalize(function.Domain);
            string path = $"function {(domain.Length == 0 ? "" : domain + ".")}{function.Name}/";
            yield return new GraphBody(
                function.Node, null, function, PlaceKind.Function, path, new OpsetImports(function.OpsetImport), new GraphValues(function));
        }
        for (int i = 0; i < model.TrainingInfo.Count; i++)
        {
            TrainingInfoProto training = model.TrainingInfo[i];
            if (training.Initialization is not null)
                yield return OfGraph(training.Initialization, PlaceKind.Training, $"training_info[{i}]/initialization/", imports, null);
            if (training.Algorithm is not null)
                yield return OfGraph(training.Algorithm, PlaceKind.Training, $"training_info[{i}]/algorithm/", imports, null);
        }
    }

    /// <summary>The nodes with their places.</summary>
    public IEnumerable<NodePlace> Places()
    {
        for (int i = 0; i < Nodes.Count; i++)
        {
            string domain = OperatorDomain.Normalize(Nodes[i].Domain);
            yield return new NodePlace(Nodes[i], i, Kind, Path, domain, Imports.Version(domain), Values);
        }
    }

    /// <summary>The graphs in the attributes of a node of this body.</summary>
    public IEnumerable<GraphBody> Inside(NodePlace place)
    {
        PlaceKind kind = Kind == PlaceKind.Main ? PlaceKind.Subgraph : Kind;
        foreach (AttributeProto attribute in place.Node.Attribute)
        {
            string path = $"{Path}{place.Step}/{attribute.Name}";
            if (attribute.G is not null) yield return OfGraph(attribute.G, kind, path + "/", Imports, Values);
            for (int i = 0; i < attribute.Graphs.Count; i++)
                yield return OfGraph(attribute.Graphs[i], kind, $"{path}[{i}]/", Imports, Values);
        }
    }

    static GraphBody OfGraph(GraphProto graph, PlaceKind kind, string path, OpsetImports imports, GraphValues? outer) =>
        new(graph.Node, graph, null, kind, path, imports, new GraphValues(graph, outer));
}
