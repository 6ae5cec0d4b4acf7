namespace OnnxPool.Onnx;

/// <summary>Builds a model from its parts, in the order in which they are given; equal calls give equal bytes.</summary>
public sealed class ModelBuilder
{
    readonly ModelProto _model;

    /// <summary>Begins a model of ONNX's operators of version <paramref name="opset"/>.</summary>
    /// <exception cref="InvalidPoolingException">An operator set below 1.</exception>
    public ModelBuilder(long opset, string graphName = "graph")
    {
        _model = new ModelProto
        {
            IrVersion = IrVersions.For(opset),
            ProducerName = "onnxpool",
            Graph = new GraphProto { Name = graphName },
        };
        Import(OperatorDomain.Onnx, opset);
    }

    /// <summary>Adds operators of another domain.</summary>
    /// <exception cref="InvalidPoolingException">A domain that is imported already, or a version below 1.</exception>
    public ModelBuilder Import(string domain, long version)
    {
        domain = OperatorDomain.Normalize(domain);
        if (version < 1) throw new InvalidPoolingException("opset_import", $"version {version} of '{domain}'", "1 or more");
        if (Imports(domain)) throw new InvalidPoolingException("opset_import", $"'{domain}' twice", "each domain once");
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        return this;
    }

    /// <summary>Adds a graph input; <see cref="ValueTypes.UnknownDimension"/> stands for a dimension that varies.</summary>
    public ModelBuilder Input(string name, ElementType type, params ReadOnlySpan<long> shape) =>
        Input(ValueTypes.Named(name, ValueTypes.Tensor(type, shape)));

    /// <summary>Adds a graph input of any type.</summary>
    public ModelBuilder Input(ValueInfoProto value)
    {
        _model.Graph.Input.Add(value);
        return this;
    }

    /// <summary>Adds a graph output of a shape that is not said.</summary>
    public ModelBuilder Output(string name, ElementType type) => Output(ValueTypes.Named(name, ValueTypes.Tensor(type)));

    /// <summary>Adds a graph output; <see cref="ValueTypes.UnknownDimension"/> stands for a dimension that is not said.</summary>
    public ModelBuilder Output(string name, ElementType type, ReadOnlySpan<long> shape) =>
        Output(ValueTypes.Named(name, ValueTypes.Tensor(type, shape)));

    /// <summary>Adds a graph output of any type, or of none.</summary>
    public ModelBuilder Output(ValueInfoProto value)
    {
        _model.Graph.Output.Add(value);
        return this;
    }

    /// <summary>Adds a constant. Where the file format wants it (opset 8 and below), it becomes a graph input as well.</summary>
    public ModelBuilder Initializer(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_model.IrVersion < IrVersions.FreeInitializers && !_model.Graph.Input.Any(i => i.Name == name))
            Input(name, value.Type, value.Shape);
        _model.Graph.Initializer.Add(TensorConversion.ToProto(name, value));
        return this;
    }

    /// <summary>Adds a node. An empty name among inputs or outputs leaves out an optional one.</summary>
    /// <exception cref="InvalidPoolingException">An attribute of a kind that is only known by name.</exception>
    public ModelBuilder Node(
        string opType,
        IEnumerable<string> inputs,
        IEnumerable<string> outputs,
        IEnumerable<KeyValuePair<string, AttributeValue>>? attributes = null,
        string name = "",
        string domain = OperatorDomain.Onnx)
    {
        var node = new NodeProto { OpType = opType };
        // ONNX itself leaves out a name or a domain that is empty.
        if (name.Length > 0) node.Name = name;
        if (OperatorDomain.Normalize(domain).Length > 0) node.Domain = domain;
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        if (attributes is not null) node.Attribute.AddRange(attributes.Select(a => NodeAttributes.ToProto(a.Key, a.Value)));
        return Node(node);
    }

    /// <summary>Adds a node as it is.</summary>
    public ModelBuilder Node(NodeProto node)
    {
        _model.Graph.Node.Add(node);
        return this;
    }

    /// <summary>The model so far; later calls do not change it.</summary>
    /// <exception cref="InvalidPoolingException">A node of a domain that is not imported.</exception>
    public ModelProto Build()
    {
        foreach (NodePlace place in GraphNodes.Of(_model))
            if (place.Opset is null) throw new InvalidPoolingException("domain", $"'{place.Domain}' in node {place.Label}", "a domain that the model imports");
        return _model.Clone();
    }

    bool Imports(string domain) => _model.OpsetImport.Any(i => i.Domain == domain);
}
