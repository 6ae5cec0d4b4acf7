using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Runs single nodes of a model's main graph in ONNX Runtime, each as a model of its own.</summary>
/// <param name="path">The model's file, for messages and external data.</param>
/// <param name="model">The model.</param>
sealed class RuntimeNode(string path, ModelProto model)
{
    readonly Dictionary<string, TensorProto> _constants = model.Graph.Initializer.DistinctBy(i => i.Name).ToDictionary(i => i.Name);

    /// <summary>The values that a node takes, with those that the graphs inside it take from around it.</summary>
    public static IEnumerable<string> Uses(NodeProto node) =>
        node.Input.Concat(node.Attribute.SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Append(a.G)).SelectMany(Uses)).Where(n => n.Length > 0).Distinct();

    /// <summary>The outputs of a node by their names.</summary>
    /// <param name="place">A node of the main graph.</param>
    /// <param name="values">What is known so far.</param>
    /// <param name="fed">The inputs of the model: of those, an initializer is only the default.</param>
    /// <exception cref="InvalidModelException">ONNX Runtime refuses the node, or a value is missing.</exception>
    public IEnumerable<(string Name, Tensor Value)> Run(NodePlace place, IReadOnlyDictionary<string, Tensor> values, IReadOnlyDictionary<string, Tensor> fed)
    {
        var single = new ModelProto { IrVersion = model.IrVersion, Graph = new GraphProto { Name = "node", Node = { place.Node } } };
        // ONNX Runtime may refuse a domain that it does not know, also where no node is of it.
        single.OpsetImport.AddRange(model.OpsetImport.Where(i => i.Domain != OperatorTable.OwnDomain));
        single.Functions.AddRange(model.Functions);
        var feeds = new Dictionary<string, Tensor>();
        foreach (string name in Uses(place.Node))
        {
            if (_constants.TryGetValue(name, out TensorProto? constant) && !fed.ContainsKey(name))
            {
                single.Graph.Initializer.Add(constant);
                if (model.IrVersion < IrVersions.FreeInitializers)
                    single.Graph.Input.Add(ValueTypes.Named(name, ValueTypes.Tensor((ElementType)constant.DataType, [.. constant.Dims])));
            }
            else if (values.TryGetValue(name, out Tensor? value))
            {
                feeds[name] = value;
                single.Graph.Input.Add(ValueTypes.Named(name, ValueTypes.Tensor(value.Type, value.Shape)));
            }
            else if (model.Graph.SparseInitializer.FirstOrDefault(s => s.Values?.Name == name) is { } sparse)
            {
                single.Graph.SparseInitializer.Add(sparse);
            }
            else if (place.Node.Input.Contains(name))
            {
                throw InvalidModelException.In(path, place, new InvalidPoolingException(
                    "input", $"'{Printable.Of(name)}', which nothing before the node computes", "an input, an initializer, or an output of an earlier node"));
            }
        }
        string[] outputs = [.. place.Node.Output.Where(n => n.Length > 0)];
        single.Graph.Output.AddRange(outputs.Select(n => ValueTypes.Named(n, place.Values.FindType(n))));
        try
        {
            using var session = new OrtSession(ModelFile.ToBytes(single), Path.GetDirectoryName(Path.GetFullPath(path)));
            return outputs.Zip(session.Run(feeds, outputs));
        }
        catch (OrtRefusedException e)
        {
            throw new InvalidModelException(path, place.Label, $"ONNX Runtime, which runs the nodes other than pooling one by one, refuses: {e.Message}", e);
        }
    }

    static IEnumerable<string> Uses(GraphProto graph) => graph.Node.SelectMany(Uses).Concat(graph.Output.Select(o => o.Name));
}
