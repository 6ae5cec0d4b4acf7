using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>A pooling node of a model, its attributes read and checked as far as the model's declarations go.</summary>
sealed class PlacedNode
{
    readonly PoolOperator _operator;
    readonly long _opset;
    readonly IReadOnlyList<KeyValuePair<string, AttributeValue>> _attributes;

    PlacedNode(NodePlace place, PoolOperator @operator, long opset, IReadOnlyDictionary<string, AttributeValue> attributes)
    {
        Place = place;
        _operator = @operator;
        _opset = opset;
        _attributes = [.. attributes];
    }

    public NodePlace Place { get; }

    /// <summary>Names of the inputs, without omitted ones at the end; the first is pooled.</summary>
    public IEnumerable<string> Inputs => Present(Place.Node.Input);

    /// <summary>Names of the outputs, without omitted ones at the end.</summary>
    public IEnumerable<string> Outputs => Present(Place.Node.Output);

    /// <exception cref="InvalidModelException">The node breaks a rule of its operator version.</exception>
    public static PlacedNode Read(string path, NodePlace place)
    {
        try
        {
            PoolOperator op = OperatorTable.Find(place.Node.OpType)!;
            if (place.Opset is not { } opset)
                throw new InvalidPoolingException("opset_import", "no version of ONNX's own operators", $"1 to {OperatorTable.LatestOpset}");
            OperatorVersion version = op.VersionAt(opset);
            IReadOnlyDictionary<string, AttributeValue> attributes = NodeAttributes.Values(place.Node);
            PoolNode bound = op.Bind(opset, new AttributeReader(attributes));
            Require("inputs", place.Node.Input, version.Inputs, version.RequiredInputs);
            Require("outputs", place.Node.Output, version.Outputs, 1);
            DeclaredType? declared = place.Values.Find(place.Node.Input[0]);
            if (declared is not null && ElementTypes.IsDefined(declared.Type)) version.Require(declared.Type);
            // With output_shape the output is not the inferred one.
            if (declared is { IsStatic: true } && Present(place.Node.Input).Length <= version.RequiredInputs) _ = bound.OutputShape([.. declared.Shape!]);
            else bound.Check(declared?.Shape?.Count);
            return new PlacedNode(place, op, opset, attributes);
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, place, e);
        }
    }

    /// <summary>The node on its inputs: a problem.</summary>
    public Problem On(IReadOnlyList<Tensor> inputs) => On(
        inputs[0].Type, inputs[0].Shape,
        inputs.Count > 2 && inputs[2].Type == ElementType.Int64 ? inputs[2].Values<long>().ToArray() : null);

    /// <summary>The node on data of a type and shape, and for MaxUnpool with the value of output_shape.</summary>
    public Problem On(ElementType type, ReadOnlySpan<long> shape, long[]? unpoolShape) => new(_operator, _opset, type, shape)
    {
        Attributes = _attributes,
        Outputs = [.. _operator.VersionAt(_opset).Outputs.Take(Outputs.Count())],
        UnpoolShape = unpoolShape,
    };

    static string[] Present(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all[..(Array.FindLastIndex(all, n => n.Length > 0) + 1)];
    }

    static void Require(string subject, IEnumerable<string> found, IReadOnlyList<string> names, int required)
    {
        string[] present = Present(found);
        if (present.Length < required || present.Length > names.Count || present.Contains(""))
        {
            throw new InvalidPoolingException(
                subject, present.Length == 0 ? "none" : string.Join(',', present),
                names.Count == required ? $"{required} ({string.Join(',', names)})" : $"the first {required} to {names.Count} of {string.Join(',', names)}");
        }
    }
}
