using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>A model that has pooling nodes only, run node by node by whoever is asked.</summary>
public sealed class PoolGraph
{
    readonly string _path;
    readonly ModelProto _model;
    readonly PlacedNode[] _nodes;

    PoolGraph(string path, ModelProto model, PlacedNode[] nodes)
    {
        _path = path;
        _model = model;
        _nodes = nodes;
    }

    /// <summary>Checks the nodes of a model.</summary>
    /// <param name="path">Its file, for messages and external data.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidModelException">A node is of another operator, or breaks a rule of its own.</exception>
    public static PoolGraph Of(string path, ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        NodePlace[] places = [.. GraphNodes.Of(model)];
        if (places.FirstOrDefault(p => p.Kind != PlaceKind.Main || !ModelVerifier.IsPooling(p)) is { } other)
        {
            throw InvalidModelException.In(path, other, new UnsupportedPoolingException(
                "operator", other.Operator, $"{string.Join(", ", OperatorTable.All)} in the main graph (ONNX Runtime runs any model)"));
        }
        new ExternalData(path).Check(model);
        return new PoolGraph(path, model, [.. places.Select(p => PlacedNode.Read(path, p))]);
    }

    /// <summary>Computes the graph's outputs, in its order.</summary>
    /// <param name="feeds">The inputs by name.</param>
    /// <param name="compute">Gives the outputs of a node from its inputs.</param>
    /// <exception cref="InvalidModelException">A value is missing, or a node does not take its inputs.</exception>
    public IReadOnlyList<(string Name, Tensor Value)> Run(
        IReadOnlyDictionary<string, Tensor> feeds, Func<Problem, IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        Dictionary<string, Tensor> values = new(feeds);
        foreach (TensorProto constant in _model.Graph.Initializer)
            if (!values.ContainsKey(constant.Name)) values[constant.Name] = new ExternalData(_path).Read(constant);
        foreach (PlacedNode node in _nodes)
        {
            try
            {
                Tensor[] inputs = [.. node.Inputs.Select(name => Find(values, "input", name))];
                foreach ((string name, Tensor value) in node.Outputs.Zip(compute(node.On(inputs), inputs)))
                    if (!values.TryAdd(name, value)) throw new InvalidPoolingException("output", $"'{name}' a second time", "a name that no other value has");
            }
            catch (PoolingException e)
            {
                throw InvalidModelException.In(_path, node.Place, e);
            }
            catch (Exception e) when (e is ArgumentException or OverflowException)
            {
                // The oracle has an exception of its own kind; it refuses what the operators refuse, and no more.
                throw new InvalidModelException(_path, node.Place.Label, e.Message, e);
            }
        }
        try
        {
            return [.. _model.Graph.Output.Select(o => (o.Name, Find(values, "graph output", o.Name)))];
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(_path, e);
        }
    }

    static Tensor Find(Dictionary<string, Tensor> values, string subject, string name) => values.TryGetValue(name, out Tensor? value)
        ? value : throw new InvalidPoolingException(subject, $"'{name}', which nothing before it computes", "an input, a dense initializer, or an output of an earlier node");
}
