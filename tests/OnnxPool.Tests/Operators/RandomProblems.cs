using OnnxPool.Conformance;

namespace OnnxPool.Tests.Operators;

/// <summary>Small random problems over everything that a problem line can say. Some have a negative output size and so are invalid.</summary>
sealed class RandomProblems(int seed)
{
    static readonly string[] s_autoPads = ["NOTSET", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"];
    static readonly long[] s_wholePowers = [1, 2, 2, 3, 4, 7, 100, 300];
    static readonly float[] s_powers = [0.5f, 1, 1.5f, 2, 2.5f, 3];

    // By the number of spatial axes, so that all ranks have about as many windows and taps.
    static readonly int[] s_largestInput = [0, 24, 9, 5, 3, 3];
    static readonly int[] s_largestKernel = [0, 8, 4, 3, 2, 2];
    static readonly int[] s_largestPad = [0, 6, 3, 2, 1, 1];

    readonly Random _random = new(seed);

    public IEnumerable<Problem> Take(int count) => Enumerable.Range(0, count).Select(_ => Next());

    /// <summary>Whether the output size is not negative, and MaxUnpool has a place for its elements.</summary>
    public static bool HasSize(Problem problem)
    {
        try
        {
            long[] shape = problem.OutputShape();
            // An element of MaxUnpool needs a place.
            return problem.Operator is not MaxUnpool || Shapes.ElementCount(problem.Shape) == 0 || Shapes.ElementCount(shape) > 0;
        }
        catch (InvalidPoolingException e) when (e.Subject.StartsWith("output size", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>Problems of the gradient operators, with all tie policies, optional inputs and layouts.</summary>
    public IEnumerable<Problem> TakeGradients(int count) => Enumerable.Range(0, count).Select(_ => NextGradient());

    /// <summary>Problems of NHWC data; operators that have no layout are left out.</summary>
    public IEnumerable<Problem> TakeChannelsLast(int count) =>
        Enumerable.Range(0, int.MaxValue).Select(_ => Next()).Where(p => p.Operator is not (Flatten or MaxUnpool)).Select(ChannelsLast).Take(count);

    /// <summary>Problems of the operators that take a whole plane.</summary>
    public IEnumerable<Problem> TakePlanes(int count) => Enumerable.Range(0, count).Select(_ => NextPlane());

    Problem NextPlane()
    {
        PoolOperator op = Any<PoolOperator>([GlobalMaxPool.Operator, GlobalAveragePool.Operator, GlobalLpPool.Operator]);
        return Next(op, _random.Next(op.Versions[0].Since, OperatorTable.LatestOpset + 1));
    }

    Problem NextGradient()
    {
        GradientOperator op = Any(OperatorTable.Gradients);
        OperatorVersion version = op.Versions[^1];
        Problem forward = Next(op.Forward, op.Forward.LatestOpset);
        bool channelsLast = op is not (MaxUnpoolGrad or FlattenGrad) && _random.Next(3) == 0;
        if (channelsLast) forward = ChannelsLast(forward);
        string[] inputs = [.. version.Inputs.Where((_, i) => i < version.RequiredInputs || _random.Next(3) == 0)];
        bool hasTies = version.Has("ties") && _random.Next(4) != 0;
        // Indices name one winner, so that they go with one policy.
        string ties = inputs.Contains("Indices") ? "first" : Any(TiePolicies.Names);
        return new Problem(op, op.LatestOpset, Any(version.Types), forward.Shape)
        {
            Attributes = [.. forward.Attributes, .. hasTies ? [Attribute("ties", AttributeValue.Of(ties))] : Array.Empty<KeyValuePair<string, AttributeValue>>()],
            UnpoolShape = forward.UnpoolShape,
            Inputs = inputs,
            Layout = forward.Layout,
            Data = forward.Data,
        };
    }

    // Column-major indices are for planes whose elements are neighbours.
    static Problem ChannelsLast(Problem problem) =>
        new(problem.Operator, problem.Opset, problem.Type, [problem.Shape[0], .. problem.Shape[2..], problem.Shape[1]])
        {
            Attributes = [.. problem.Attributes.Where(a => a.Key != "storage_order")],
            Outputs = problem.Outputs,
            Layout = PoolLayout.Nhwc,
            Data = problem.Data,
        };

    Problem Next()
    {
        PoolOperator op = _random.Next(16) switch
        {
            < 4 => MaxPool.Operator,
            < 8 => AveragePool.Operator,
            < 11 => LpPool.Operator,
            11 => GlobalAveragePool.Operator,
            12 => GlobalMaxPool.Operator,
            13 => GlobalLpPool.Operator,
            14 => MaxUnpool.Operator,
            _ => Flatten.Operator,
        };
        return Next(op, _random.Next(op.Versions[0].Since, OperatorTable.LatestOpset + 1));
    }

    Problem Next(PoolOperator op, int opset)
    {
        OperatorVersion version = op.VersionAt(opset);
        if (op is Flatten) return NextFlatten(opset, version);
        ElementType type = Any(version.Types);
        if (op is MaxUnpool) return NextUnpool(opset, type);
        if (op is GlobalAveragePool or GlobalMaxPool or GlobalLpPool)
        {
            return new Problem(op, opset, type, Shape(_random.Next(6)))
            {
                Attributes = [.. Power(version)],
                Data = Any(Enum.GetValues<DataKind>()),
            };
        }

        int n = _random.Next(1, 6);
        return new Problem(op, opset, type, Shape(n))
        {
            Attributes = [.. Windows(version, n), .. Power(version)],
            Outputs = [.. version.Outputs.Take(_random.Next(1, version.Outputs.Count + 1))],
            Data = Any(Enum.GetValues<DataKind>()),
        };
    }

    Problem NextUnpool(int opset, ElementType type)
    {
        int n = _random.Next(1, 5);
        var inferred = new Problem(MaxUnpool.Operator, opset, type, Shape(n))
        {
            Attributes = [.. Windows(MaxUnpool.Operator.VersionAt(opset), n)],
            Data = Any(Enum.GetValues<DataKind>()),
        };
        if (_random.Next(2) == 0) return inferred;
        try
        {
            long[] shape = inferred.OutputShape();
            for (int i = 2; i < shape.Length; i++) shape[i] += _random.Next(3);
            return new Problem(MaxUnpool.Operator, opset, type, inferred.Shape)
            {
                Attributes = inferred.Attributes,
                Data = inferred.Data,
                UnpoolShape = shape,
            };
        }
        catch (InvalidPoolingException)
        {
            return inferred;
        }
    }

    IEnumerable<KeyValuePair<string, AttributeValue>> Power(OperatorVersion version)
    {
        if (version.Find("p") is not { } p || _random.Next(4) == 0) yield break;
        yield return Attribute("p", p.Kind == AttributeKind.Float ? AttributeValue.Of(Any(s_powers)) : AttributeValue.Of(Any(s_wholePowers)));
    }

    Problem NextFlatten(int opset, OperatorVersion version)
    {
        long[] shape = List(_random.Next(5), 0, 5);
        int least = version.Since >= 11 ? -shape.Length : 0;
        long axis = _random.Next(least, shape.Length + 1);
        bool absent = shape.Length > 0 && _random.Next(4) == 0;
        return new Problem(Flatten.Operator, opset, Any(version.Types), shape)
        {
            Attributes = absent ? [] : [Attribute("axis", AttributeValue.Of(axis))],
        };
    }

    IEnumerable<KeyValuePair<string, AttributeValue>> Windows(OperatorVersion version, int n)
    {
        yield return Attribute("kernel_shape", AttributeValue.Of(List(n, 1, s_largestKernel[n])));
        if (_random.Next(4) != 0) yield return Attribute("strides", AttributeValue.Of(List(n, 1, 4)));
        string autoPad = Any(s_autoPads);
        if (autoPad == "NOTSET" && _random.Next(4) != 0) yield return Attribute("pads", AttributeValue.Of(List(2 * n, 0, s_largestPad[n])));
        if (autoPad != "NOTSET" && version.Has("auto_pad")) yield return Attribute("auto_pad", AttributeValue.Of(autoPad));
        if (version.Has("dilations") && _random.Next(2) == 0) yield return Attribute("dilations", AttributeValue.Of(List(n, 1, 3)));
        foreach (string flag in (string[])["ceil_mode", "count_include_pad", "storage_order"])
            if (version.Has(flag) && _random.Next(3) != 0) yield return Attribute(flag, AttributeValue.Of(_random.Next(2)));
    }

    long[] Shape(int n)
    {
        int largest = n == 0 ? 0 : s_largestInput[n];
        long[] shape = [_random.Next(1, 3), _random.Next(1, 4), .. List(n, 1, largest)];
        if (_random.Next(25) == 0) shape[_random.Next(shape.Length)] = 0;
        return shape;
    }

    long[] List(int length, int least, int most) => [.. Enumerable.Range(0, length).Select(_ => (long)_random.Next(least, most + 1))];

    T Any<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    static KeyValuePair<string, AttributeValue> Attribute(string name, AttributeValue value) => KeyValuePair.Create(name, value);
}
