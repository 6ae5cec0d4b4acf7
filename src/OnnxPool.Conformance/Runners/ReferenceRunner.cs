using OnnxPool.Reference;

namespace OnnxPool.Conformance;

/// <summary>
/// The oracle for any problem. Attributes go to it as the problem has them: nothing that the operators under test derive takes part.
/// </summary>
public static class ReferenceRunner
{
    /// <summary>What the outputs of <paramref name="problem"/> must be for <paramref name="inputs"/>, one for each of <see cref="Problem.Outputs"/>.</summary>
    /// <param name="problem">A problem of NCHW data: the oracle knows no other.</param>
    /// <param name="inputs">A tensor for each of <see cref="Problem.Inputs"/>.</param>
    /// <exception cref="ArgumentException">The oracle finds the problem invalid.</exception>
    public static Expectation[] Run(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        if (problem.Operator is GradientOperator)
            return [ReferenceGradients.Run(problem, problem.Inputs.Zip(inputs).ToDictionary(p => p.First, p => p.Second))];
        Tensor x = inputs[0];
        long[] shape = problem.Shape.ToArray();
        return problem.Operator.Name switch
        {
            "MaxPool" => Max(problem, x, Reference.MaxPool.Forward(x.ToDoubles(), shape, Windows(problem))),
            "AveragePool" => [Expectation.Average(x.Type, Reference.AveragePool.Forward(x.ToDoubles(), shape, Windows(problem)))],
            "GlobalAveragePool" => [Expectation.Average(x.Type, Reference.GlobalAveragePool.Forward(x.ToDoubles(), shape))],
            "GlobalMaxPool" => Max(problem, x, Reference.GlobalMaxPool.Forward(x.ToDoubles(), shape)),
            "LpPool" => [Expectation.Lp(x.Type, Reference.LpPool.Forward(x.ToDoubles(), shape, Windows(problem), P(problem)), P(problem))],
            "GlobalLpPool" => [Expectation.Lp(x.Type, Reference.GlobalLpPool.Forward(x.ToDoubles(), shape, P(problem)), P(problem))],
            "MaxUnpool" => [Unpool(problem, inputs)],
            "Flatten" => [Expectation.Exact(x.Reshape(
                Reference.Flatten.OutputShape(shape, problem.Find("axis")?.Int ?? 1, RulesOf(problem))))],
            _ => throw new ArgumentException($"{problem.Operator.Name}: the oracle has no such operator"),
        };
    }

    // Our own domain has the operators by their newest rules.
    static long RulesOf(Problem problem) => problem.Operator.Domain == OperatorTable.StandardDomain ? problem.Version.Since : OperatorTable.LatestOpset;

    static Expectation[] Max(Problem problem, Tensor x, MaxPoolResult result)
    {
        // The winner's own bits, so that a NaN keeps its payload; an empty window keeps the least value of the type.
        Tensor y = Empty(x.Type, result.Shape);
        Gather(x, result.Winners, y);
        if (problem.Outputs.Count == 1) return [Expectation.Exact(y)];
        return [Expectation.Exact(y), Expectation.Exact(Tensor.Of<long>(ElementType.Int64, result.Shape, result.Indices))];
    }

    /// <summary>Y where no element won: the least value of the type. All else is overwritten with the winner's bits.</summary>
    static Tensor Empty(ElementType type, long[] shape)
    {
        var y = new Tensor(type, shape);
        ReadOnlySpan<byte> least = type switch
        {
            ElementType.Float16 => [0x00, 0xFC],
            ElementType.BFloat16 => [0x80, 0xFF],
            ElementType.Float => [0x00, 0x00, 0x80, 0xFF],
            ElementType.Double => [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xF0, 0xFF],
            ElementType.Int8 => [0x80],
            _ => [0x00],
        };
        for (int i = 0; i < y.Bytes.Length; i++) y.Bytes[i] = least[i % least.Length];
        return y;
    }

    static Expectation Unpool(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        Tensor x = inputs[0];
        MaxUnpoolResult result = Reference.MaxUnpool.Forward(
            x.ToDoubles(), x.Shape.ToArray(), inputs[1].Values<long>().ToArray(), inputs[1].Shape.ToArray(),
            Unpooling(problem),
            problem.UnpoolShape?.ToArray());
        var y = new Tensor(x.Type, result.Shape);
        Gather(x, result.Sources, y);
        return Expectation.Exact(y);
    }

    /// <summary>Copies the bits of the elements of X that an output takes; −1 takes none.</summary>
    internal static void Gather(Tensor x, long[] sources, Tensor y)
    {
        int width = x.Type.BitsPerElement() / 8;
        for (int i = 0; i < sources.Length; i++)
        {
            if (sources[i] >= 0) x.Bytes.Slice((int)sources[i] * width, width).CopyTo(y.Bytes[(i * width)..]);
        }
    }

    internal static UnpoolAttributes Unpooling(Problem problem) => new()
    {
        KernelShape = problem.Find("kernel_shape")?.Ints ?? throw new ArgumentException("kernel_shape is missing"),
        Strides = problem.Find("strides")?.Ints,
        Pads = problem.Find("pads")?.Ints,
    };

    // FLOAT in version 1, INT later.
    internal static double P(Problem problem) => problem.Find("p") switch
    {
        null => 2,
        { Kind: AttributeKind.Float } p => p.Float,
        { } p => p.Int,
    };

    internal static WindowAttributes Windows(Problem problem) => new()
    {
        AutoPad = problem.Find("auto_pad")?.String ?? "NOTSET",
        KernelShape = problem.Find("kernel_shape")?.Ints ?? throw new ArgumentException("kernel_shape is missing"),
        Strides = problem.Find("strides")?.Ints,
        Dilations = problem.Find("dilations")?.Ints,
        Pads = problem.Find("pads")?.Ints,
        CeilMode = problem.Find("ceil_mode")?.Int == 1,
        CountIncludePad = problem.Find("count_include_pad")?.Int == 1,
        StorageOrder = problem.Find("storage_order")?.Int ?? 0,
    };
}
