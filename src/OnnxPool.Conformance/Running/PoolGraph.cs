using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// A model run node by node: the pooling nodes of its main graph by whoever is asked, the others in ONNX Runtime, each with the graphs inside it.
/// </summary>
public sealed class PoolGraph
{
    readonly string _path;
    readonly ModelProto _model;
    readonly IReadOnlyList<(NodePlace Place, PlacedNode? Pooling)> _nodes;

    PoolGraph(string path, ModelProto model, IReadOnlyList<(NodePlace, PlacedNode?)> nodes)
    {
        _path = path;
        _model = model;
        _nodes = nodes;
    }

    /// <summary>Checks the nodes of a model.</summary>
    /// <param name="path">Its file, for messages and external data.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidModelException">A pooling node breaks a rule of its own, or one of this project's own domain is inside another node.</exception>
    public static PoolGraph Of(string path, ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        new ExternalData(path).Check(model);
        NodePlace[] places = [.. GraphNodes.Of(model)];
        if (places.FirstOrDefault(p => p.Domain == OperatorTable.OwnDomain && p.Kind is PlaceKind.Subgraph or PlaceKind.Function) is { } inner)
        {
            throw InvalidModelException.In(path, inner, new UnsupportedPoolingException(
                "place", inner.Kind == PlaceKind.Function ? "a function" : "a control-flow subgraph",
                $"the main graph: ONNX Runtime runs what is inside other nodes, and does not know the domain {OperatorTable.OwnDomain}"));
        }
        return new PoolGraph(path, model, [.. places.Where(p => p.Kind == PlaceKind.Main)
            .Select(p => (p, ModelVerifier.IsPooling(p) ? PlacedNode.Read(path, p) : null))]);
    }

    /// <summary>Computes the graph's outputs, in its order.</summary>
    /// <param name="feeds">The inputs by name.</param>
    /// <param name="compute">Gives the outputs of a pooling node from its inputs.</param>
    /// <exception cref="InvalidModelException">A value is missing, or a node does not take its inputs.</exception>
    public IReadOnlyList<(string Name, Tensor Value)> Run(
        IReadOnlyDictionary<string, Tensor> feeds, Func<Problem, IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        Dictionary<string, Tensor> values = Walk(feeds, (node, inputs) => compute(node.On(inputs!), inputs!));
        try
        {
            return [.. _model.Graph.Output.Select(o => (o.Name, Find(values, "graph output", o.Name, "it")))];
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(_path, e);
        }
    }

    /// <summary>Computes every value of the graph.</summary>
    /// <param name="feeds">The inputs by name.</param>
    /// <param name="visit">
    /// Gives the outputs of a pooling node from its inputs, or null where it cannot; the inputs are null where they come from a node that could not.
    /// </param>
    /// <exception cref="InvalidModelException">A value is missing, or a node does not take its inputs.</exception>
    internal Dictionary<string, Tensor> Walk(
        IReadOnlyDictionary<string, Tensor> feeds, Func<PlacedNode, IReadOnlyList<Tensor>?, IReadOnlyList<Tensor>?> visit)
    {
        Dictionary<string, Tensor> values = new(feeds);
        HashSet<string> pooled = [.. _nodes.SelectMany(n => n.Pooling?.Inputs ?? []), .. _model.Graph.Output.Select(o => o.Name)];
        var external = new ExternalData(_path);
        foreach (TensorProto constant in _model.Graph.Initializer)
            if (pooled.Contains(constant.Name) && !values.ContainsKey(constant.Name)) values[constant.Name] = external.Read(constant);
        var runtime = new RuntimeNode(_path, _model);
        HashSet<string> missing = [];
        foreach ((NodePlace place, PlacedNode? pooling) in _nodes)
        {
            bool complete = !missing.Overlaps(RuntimeNode.Uses(place.Node));
            try
            {
                IEnumerable<(string, Tensor)>? outputs =
                    pooling is null ? (complete ? runtime.Run(place, values, feeds) : null)
                    : visit(pooling, complete ? [.. pooling.Inputs.Select(name => Find(values, "input", name, "the node"))] : null) is { } computed ? pooling.Outputs.Zip(computed)
                    : null;
                foreach ((string name, Tensor value) in outputs ?? [])
                    if (!values.TryAdd(name, value)) throw new InvalidPoolingException("output", $"'{name}' a second time", "a name that no other value has");
                if (outputs is null) missing.UnionWith(place.Node.Output.Where(n => n.Length > 0));
            }
            catch (PoolingException e)
            {
                throw InvalidModelException.In(_path, place, e);
            }
            catch (Exception e) when (e is ArgumentException or OverflowException)
            {
                // The oracle has an exception of its own kind; it refuses what the operators refuse, and no more.
                throw new InvalidModelException(_path, place.Label, e.Message, e);
            }
        }
        return values;
    }

    static Tensor Find(Dictionary<string, Tensor> values, string subject, string name, string what) => values.TryGetValue(name, out Tensor? value)
        ? value : throw new InvalidPoolingException(subject, $"'{name}', which nothing before {what} computes", "an input, a dense initializer, or an output of an earlier node");
}
