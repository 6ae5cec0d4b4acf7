using System.Diagnostics;

namespace OnnxPool.Conformance;

/// <summary>This project's operator on the buffers of a problem, through its call on spans.</summary>
sealed class OwnSide : TimedSide
{
    const string Indices = "Indices";

    readonly Dictionary<string, NativeBuffer> _buffers = [];

    /// <param name="problem">A problem that <see cref="Require"/> takes.</param>
    /// <param name="inputs">A tensor for each of its inputs.</param>
    public OwnSide(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        IEnumerable<string> read = Read(problem);
        foreach ((string name, Tensor tensor) in problem.Inputs.Zip(inputs))
            if (read.Contains(name)) _buffers.Add(name, new NativeBuffer(tensor));
        long outputs = Shapes.ElementCount(problem.OutputShape());
        foreach (string name in problem.Outputs)
            _buffers.Add(name, new NativeBuffer((name == Indices ? ElementType.Int64 : problem.Type).ByteCount(outputs)));
        Call = problem.Type switch
        {
            ElementType.Float => Bind<float>(problem),
            ElementType.Double => Bind<double>(problem),
            ElementType.Float16 => Bind<Half>(problem),
            ElementType.BFloat16 => Bind<BFloat16>(problem),
            ElementType.Int8 => Bind<sbyte>(problem),
            _ => Bind<byte>(problem),
        };
    }

    /// <summary>The operator, once.</summary>
    internal Action Call { get; }

    /// <summary>Bytes of the inputs that the call reads and of the outputs.</summary>
    public long Bytes => _buffers.Values.Sum(b => (long)b.Length);

    /// <summary>Checks that there is a call on spans for a problem, and something to do.</summary>
    /// <exception cref="PoolingException">There is not, or the problem is invalid.</exception>
    public static void Require(Problem problem)
    {
        problem.Version.Require(problem.Type);
        if (!ElementTypes.HasArithmetic(problem.Type))
            throw new UnsupportedPoolingException("element type", problem.Type.Name(), string.Join(", ", ElementTypes.All.Where(ElementTypes.HasArithmetic).Select(t => t.Name())));
        if (problem.Operator is GlobalMaxPoolGrad && problem.Inputs.Contains(Indices))
            throw new UnsupportedPoolingException("inputs", $"{Indices} of {problem.Operator}", "dY,X");
        if (problem.Find("ties")?.String is { } ties && TiePolicies.Parse(ties) != TiePolicy.First && problem.Inputs.Contains(Indices))
            throw new InvalidPoolingException("ties", $"{ties} beside {Indices}", TiePolicy.First.Name());
        if (problem.Shape.Contains(0) || problem.Forward.OutputShape().Contains(0))
            throw new InvalidPoolingException("shape", $"{Shapes.Format(problem.Shape)} to {Shapes.Format(problem.OutputShape())}", "an element at least on both sides");
    }

    private protected override double Time(int calls)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) Call();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public override void Dispose()
    {
        foreach (NativeBuffer buffer in _buffers.Values) buffer.Dispose();
    }

    // Shapes are no data, Y tells a gradient nothing that X does not, and Indices say what X would be searched for.
    static IEnumerable<string> Read(Problem problem) => problem.Inputs.Where(name =>
        name is not ("X_shape" or Problem.OutputShapeInput or "Y") && !(name == "X" && problem.Inputs.Contains(Indices)));

    // What can be settled before the first call is: a call then allocates nothing.
    Action Bind<T>(Problem problem) where T : unmanaged
    {
        long[] shape = [.. problem.Shape];
        PoolGeometry windows = problem.Bind().Geometry(shape)!;
        UnpoolGeometry unpooling = problem.Forward.Operator is MaxUnpool ? Unpooling(problem, shape) : null!;
        TiePolicy ties = problem.Find("ties") is { } policy ? TiePolicies.Parse(policy.String) : TiePolicy.First;
        double p = ReferenceRunner.P(problem);
        long axis = problem.Find("axis")?.Int ?? 1;
        NativeBuffer? x = Find("X") ?? Find(ProblemInputs.FlattenData), dY = Find("dY"), places = Find("I") ?? Find(Indices);
        NativeBuffer result = _buffers[problem.Outputs[0]];
        return problem.Operator.Name switch
        {
            "MaxPool" => places is null
                ? () => MaxPool.Forward<T>(x!.Span<T>(), windows, result.Span<T>())
                : () => MaxPool.Forward<T>(x!.Span<T>(), windows, result.Span<T>(), places.Span<long>()),
            "AveragePool" => () => AveragePool.Forward<T>(x!.Span<T>(), windows, result.Span<T>()),
            "LpPool" => () => LpPool.Forward<T>(x!.Span<T>(), windows, p, result.Span<T>()),
            "MaxUnpool" => () => MaxUnpool.Forward<T>(x!.Span<T>(), places!.Span<long>(), unpooling, result.Span<T>()),
            "GlobalMaxPool" => () => GlobalMaxPool.Forward<T>(x!.Span<T>(), windows, result.Span<T>()),
            "GlobalAveragePool" => () => GlobalAveragePool.Forward<T>(x!.Span<T>(), windows, result.Span<T>()),
            "GlobalLpPool" => () => GlobalLpPool.Forward<T>(x!.Span<T>(), windows, p, result.Span<T>()),
            "Flatten" => () => Flatten.Forward<T>(x!.Span<T>(), shape, axis, result.Span<T>()),
            "MaxPoolGrad" => places is null
                ? () => MaxPool.Backward<T>(dY!.Span<T>(), x!.Span<T>(), windows, result.Span<T>(), ties)
                : () => MaxPool.Backward<T>(dY!.Span<T>(), places.Span<long>(), windows, result.Span<T>()),
            "AveragePoolGrad" => () => AveragePool.Backward<T>(dY!.Span<T>(), windows, result.Span<T>()),
            "LpPoolGrad" => () => LpPool.Backward<T>(dY!.Span<T>(), x!.Span<T>(), windows, p, result.Span<T>()),
            "MaxUnpoolGrad" => () => MaxUnpool.Backward<T>(dY!.Span<T>(), places!.Span<long>(), unpooling, result.Span<T>()),
            "GlobalMaxPoolGrad" => () => GlobalMaxPool.Backward<T>(dY!.Span<T>(), x!.Span<T>(), windows, result.Span<T>(), ties),
            "GlobalAveragePoolGrad" => () => GlobalAveragePool.Backward<T>(dY!.Span<T>(), windows, result.Span<T>()),
            "GlobalLpPoolGrad" => () => GlobalLpPool.Backward<T>(dY!.Span<T>(), x!.Span<T>(), windows, p, result.Span<T>()),
            "FlattenGrad" => () => Flatten.Backward<T>(dY!.Span<T>(), shape, axis, result.Span<T>()),
            _ => throw new UnsupportedPoolingException("operator", problem.Operator.ToString(), "the operators of the family"),
        };
    }

    static UnpoolGeometry Unpooling(Problem problem, long[] shape)
    {
        var attributes = new AttributeReader(new Dictionary<string, AttributeValue>(problem.Attributes));
        return UnpoolGeometry.Resolve(shape, PoolAttributes.Read(attributes, problem.Version, problem.Layout), [.. problem.UnpoolShape ?? []]);
    }

    /// <summary>An input that the call reads, or an output; null for others.</summary>
    internal NativeBuffer? Find(string name) => _buffers.GetValueOrDefault(name);
}
