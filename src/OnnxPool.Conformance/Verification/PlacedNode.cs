using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>A pooling node of a model, its attributes read and checked as far as the model's declarations go.</summary>
sealed class PlacedNode
{
    readonly PoolOperator _operator;
    readonly long _opset;
    readonly IReadOnlyList<KeyValuePair<string, AttributeValue>> _attributes;
    readonly int _outputs;

    PlacedNode(NodePlace place, PoolOperator @operator, long opset, IReadOnlyDictionary<string, AttributeValue> attributes, int outputs)
    {
        Place = place;
        _operator = @operator;
        _opset = opset;
        _attributes = [.. attributes];
        _outputs = outputs;
    }

    public NodePlace Place { get; }

    /// <summary>Name of the value that is pooled.</summary>
    public string Input => Place.Node.Input[0];

    /// <summary>Names of the outputs, without omitted ones at the end.</summary>
    public IEnumerable<string> Outputs => Place.Node.Output.Take(_outputs);

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
            if (place.Node.Input.Count != 1 || place.Node.Input[0].Length == 0)
                throw new InvalidPoolingException("inputs", $"{place.Node.Input.Count(i => i.Length > 0)}", "1");
            int outputs = Enumerable.Range(0, place.Node.Output.Count).LastOrDefault(i => place.Node.Output[i].Length > 0, -1) + 1;
            if (outputs < 1 || outputs > version.Outputs.Count || place.Node.Output.Take(outputs).Any(o => o.Length == 0))
                throw new InvalidPoolingException("outputs", string.Join(',', place.Node.Output), $"{string.Join(',', version.Outputs)}, of which only the first must be there");
            DeclaredType? declared = place.Values.Find(place.Node.Input[0]);
            if (declared is not null && ElementTypes.IsDefined(declared.Type)) version.Require(declared.Type);
            if (declared is { IsStatic: true }) _ = bound.OutputShape([.. declared.Shape!]);
            else bound.Check(declared?.Shape?.Count);
            return new PlacedNode(place, op, opset, attributes, outputs);
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, place, e);
        }
    }

    /// <summary>The node on an input: a problem.</summary>
    public Problem On(Tensor x) => new(_operator, _opset, x.Type, x.Shape)
    {
        Attributes = _attributes,
        Outputs = [.. _operator.VersionAt(_opset).Outputs.Take(_outputs)],
    };
}
