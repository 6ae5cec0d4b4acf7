using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>A pooling node of a model, its attributes read and checked as far as the model's declarations go.</summary>
sealed class PlacedNode
{
    const string ShapeInput = "X_shape";

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

    /// <summary>Names of the values that are the inputs, without omitted ones.</summary>
    public IEnumerable<string> Inputs => Place.Node.Input.Where(n => n.Length > 0);

    /// <summary>For each of <see cref="Inputs"/> the operator's name for it.</summary>
    public IReadOnlyList<string> Roles => [.. _operator.VersionAt(_opset).Inputs.Zip(Place.Node.Input).Where(p => p.Second.Length > 0).Select(p => p.First)];

    /// <summary>The value that is the input which the operator calls <paramref name="role"/>, or null if it is omitted.</summary>
    public string? Find(string role) => Inputs.Zip(Roles).FirstOrDefault(p => p.Second == role).First;

    /// <summary>X itself, or for MaxUnpoolGrad what has its shape; null where the node is only told that shape.</summary>
    public string? ShapedAsX => Find("X") ?? Find(ProblemInputs.FlattenData) ?? Find("I");

    /// <summary>Names of the outputs, without omitted ones at the end.</summary>
    public IEnumerable<string> Outputs => Present(Place.Node.Output);

    /// <exception cref="InvalidModelException">The node breaks a rule of its operator version.</exception>
    public static PlacedNode Read(string path, NodePlace place)
    {
        try
        {
            PoolOperator op = OperatorTable.Find(place.Domain, place.Node.OpType)
                ?? throw new InvalidPoolingException("operator", place.Node.OpType, string.Join(", ", OperatorTable.Own.Select(o => o.Name)));
            if (place.Opset is not { } opset)
            {
                throw op.Domain == OperatorTable.StandardDomain
                    ? new InvalidPoolingException("opset_import", "no version of ONNX's own operators", $"1 to {OperatorTable.LatestOpset}")
                    : new InvalidPoolingException("opset_import", $"no version of {op.Domain}", $"{op.LatestOpset}");
            }
            OperatorVersion version = op.VersionAt(opset);
            IReadOnlyDictionary<string, AttributeValue> attributes = NodeAttributes.Values(place.Node);
            PoolNode bound = op.Bind(opset, new AttributeReader(attributes));
            Require("inputs", place.Node.Input, version.Inputs, version.RequiredInputs);
            Require("outputs", place.Node.Output, version.Outputs, 1);
            var node = new PlacedNode(place, op, opset, attributes);
            node.RequireDeclared(bound);
            return node;
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, place, e);
        }
    }

    void RequireDeclared(PoolNode bound)
    {
        if (Place.Values.Find(Place.Node.Input[0]) is { } first && ElementTypes.IsDefined(first.Type)) bound.Version.Require(first.Type);
        DeclaredType? declared = ShapedAsX is { } data ? Place.Values.Find(data) : null;
        // With output_shape the output is not the inferred one.
        if (declared is { IsStatic: true } && !Roles.Contains(Problem.OutputShapeInput)) _ = bound.OutputShape([.. declared.Shape!]);
        else bound.Check(declared?.Shape?.Count);
    }

    /// <summary>The node on its inputs: a problem.</summary>
    /// <param name="inputs">A tensor for each of <see cref="Inputs"/>.</param>
    /// <exception cref="InvalidPoolingException">A shape that comes as a tensor is none.</exception>
    public Problem On(IReadOnlyList<Tensor> inputs)
    {
        var byRole = Roles.Zip(inputs).ToDictionary(p => p.First, p => p.Second);
        if (_operator is not GradientOperator)
            return On(inputs[0].Type, inputs[0].Shape, byRole.TryGetValue(Problem.OutputShapeInput, out Tensor? given) && given.Type == ElementType.Int64 ? [.. given.Values<long>()] : null);
        ReadOnlySpan<long> shape = byRole.TryGetValue(ShapeInput, out Tensor? told) ? ShapeOf(told) : byRole[_operator is MaxUnpoolGrad ? "I" : "X"].Shape;
        return On(inputs[0].Type, shape, _operator is MaxUnpoolGrad ? [.. inputs[0].Shape] : null);
    }

    /// <summary>The node on data of a type and shape, and for MaxUnpool with the value of output_shape.</summary>
    public Problem On(ElementType type, ReadOnlySpan<long> shape, long[]? unpoolShape) =>
        new(_operator, _opset, type, shape)
        {
            Attributes = _attributes,
            Inputs = Roles,
            Outputs = [.. _operator.VersionAt(_opset).Outputs.Take(Outputs.Count())],
            UnpoolShape = unpoolShape,
        };

    static long[] ShapeOf(Tensor tensor)
    {
        if (tensor.Type != ElementType.Int64 || tensor.Shape.Length != 1)
            throw new InvalidPoolingException(ShapeInput, $"{tensor.Type.Name()} of shape {Shapes.Format(tensor.Shape)}", "int64 of one dimension");
        return [.. tensor.Values<long>()];
    }

    static string[] Present(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all[..(Array.FindLastIndex(all, n => n.Length > 0) + 1)];
    }

    static void Require(string subject, IEnumerable<string> found, IReadOnlyList<string> names, int required)
    {
        string[] present = Present(found);
        // An optional input may be left out before another; outputs are computed up to the last.
        int complete = subject == "inputs" ? required : present.Length;
        if (present.Length < required || present.Length > names.Count || present.Take(complete).Contains(""))
        {
            throw new InvalidPoolingException(
                subject, present.Length == 0 ? "none" : string.Join(',', present),
                names.Count == required ? $"{required} ({string.Join(',', names)})" : $"the first {required} to {names.Count} of {string.Join(',', names)}");
        }
    }
}
