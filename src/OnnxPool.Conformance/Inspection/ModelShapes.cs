using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// Type and shape of what pooling nodes take: from the declarations of the model, from pooling nodes before them, and where both are silent
/// from a run of the model in ONNX Runtime on made-up inputs.
/// </summary>
sealed class ModelShapes
{
    readonly string _path;
    readonly ModelProto _model;
    readonly VerifyOptions _options;
    readonly Dictionary<string, (ElementType Type, long[] Shape, string Source)> _known = [];
    Dictionary<string, Tensor>? _measured;
    string _whyNotMeasured = "";

    public ModelShapes(string path, ModelProto model, VerifyOptions options)
    {
        _path = path;
        _model = model;
        _options = options;
        foreach (ValueInfoProto input in GraphInputs.Required(model.Graph))
        {
            if (input.Type?.TensorType is not { Shape: { } declared } tensor) continue;
            long[] shape = ModelInputs.Settle(input.Name, declared, options);
            string[] open = [.. declared.Dim.Where(d => SizeOf(d) is null).Select(d => d.DimParam.Length > 0 ? d.DimParam : "?")];
            _known[input.Name] = ((ElementType)tensor.ElemType, shape, open.Length == 0 ? "declared"
                : $"declared, but for {string.Join(", ", open.Distinct())}, which --dim did not give");
        }
    }

    /// <summary>What is known of a value; null with the reason if nothing is.</summary>
    public (ElementType Type, long[] Shape, string Source)? Find(string name, GraphValues values, out string why)
    {
        why = "";
        if (_known.TryGetValue(name, out (ElementType, long[], string) known)) return known;
        if (values.FindType(name)?.TensorType is { Shape: { } declared } tensor
            && declared.Dim.Select(SizeOf).ToArray() is var sizes && sizes.All(s => s is not null))
            return ((ElementType)tensor.ElemType, [.. sizes.Select(s => s!.Value)], "declared");
        if (Measure().TryGetValue(name, out Tensor? value))
            return (value.Type, value.Shape.ToArray(), "measured in a run on made-up inputs");
        why = _whyNotMeasured;
        return null;
    }

    /// <summary>Keeps what a pooling node gives.</summary>
    public void Add(string name, ElementType type, long[] shape) => _known.TryAdd(name, (type, shape, "computed"));

    /// <summary>The value of a list of integers, a constant or what a run computed; null with the reason if it is not known.</summary>
    public long[]? Integers(string name, out string why)
    {
        why = "";
        TensorProto? constant = _model.Graph.Initializer.FirstOrDefault(i => i.Name == name);
        Tensor? value = constant is not null ? new ExternalData(_path).Read(constant) : Measure().GetValueOrDefault(name);
        if (value is { Type: ElementType.Int64 }) return [.. value.Values<long>()];
        why = value is null ? _whyNotMeasured : $"it is {value.Type.Name()}, not int64";
        return null;
    }

    long? SizeOf(TensorShapeProto.Types.Dimension dim) =>
        dim.HasDimValue && dim.DimValue >= 0 ? dim.DimValue
        : dim.DimParam.Length > 0 && _options.Dimensions.TryGetValue(dim.DimParam, out long size) ? size
        : null;

    Dictionary<string, Tensor> Measure()
    {
        if (_measured is not null) return _measured;
        _measured = [];
        try
        {
            new ExternalData(_path).Check(_model);
            Dictionary<string, Tensor> feeds = ModelInputs.Create(_path, _model, _options);
            _whyNotMeasured = "nothing in the model gives it";
            if (ModelVerifier.NeedsOwn(_model))
            {
                var own = new OnnxPoolRunner();
                return _measured = PoolGraph.Of(_path, _model).Walk(feeds, (node, inputs) => inputs is null ? null : own.Run(node.On(inputs), inputs));
            }
            IEnumerable<string> pooled = GraphNodes.Of(_model).Where(p => p.Kind == PlaceKind.Main && ModelVerifier.IsPooling(p)).Select(p => p.Node.Input[0]);
            ExposedModel exposed = GraphOutputs.Expose(_model, pooled);
            string[] wanted = [.. exposed.Added, .. exposed.AlreadyOutputs];
            using var session = new OrtSession(ModelFile.ToBytes(exposed.Model), Path.GetDirectoryName(Path.GetFullPath(_path)));
            foreach ((string name, Tensor value) in wanted.Zip(session.Run(feeds, wanted))) _measured[name] = value;
        }
        catch (OrtRefusedException e)
        {
            _whyNotMeasured = $"ONNX Runtime does not run the model (--dim NAME=N sets an open dimension): {e.Message}";
        }
        catch (Exception e) when (e is PoolingException or InvalidModelException)
        {
            _whyNotMeasured = e.Message;
        }
        return _measured;
    }
}
