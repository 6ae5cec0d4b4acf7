using OnnxPool.Reference;

namespace OnnxPool.Conformance;

/// <summary>
/// The oracle for any problem. Attributes go to it as the problem has them: nothing that the operators under test derive takes part.
/// </summary>
public static class ReferenceRunner
{
    /// <summary>What the outputs of <paramref name="problem"/> must be for <paramref name="inputs"/>, one for each of <see cref="Problem.Outputs"/>.</summary>
    /// <exception cref="ArgumentException">The oracle finds the problem invalid.</exception>
    public static Expectation[] Run(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        Tensor x = inputs[0];
        long[] shape = problem.Shape.ToArray();
        return problem.Operator.Name switch
        {
            "MaxPool" => Max(problem, x, Reference.MaxPool.Forward(x.ToDoubles(), shape, Windows(problem))),
            "AveragePool" => [Expectation.Average(x.Type, Reference.AveragePool.Forward(x.ToDoubles(), shape, Windows(problem)))],
            "GlobalAveragePool" => [Expectation.Average(x.Type, Reference.GlobalAveragePool.Forward(x.ToDoubles(), shape))],
            "Flatten" => [Expectation.Exact(x.Reshape(
                Reference.Flatten.OutputShape(shape, problem.Find("axis")?.Int ?? 1, problem.Version.Since)))],
            _ => throw new ArgumentException($"{problem.Operator.Name}: the oracle has no such operator"),
        };
    }

    static Expectation[] Max(Problem problem, Tensor x, MaxPoolResult result)
    {
        // The winner's own bits, so that a NaN keeps its payload; an empty window keeps the least value of the type.
        int width = x.Type.BitsPerElement() / 8;
        Tensor y = Empty(x.Type, result.Shape);
        for (int i = 0; i < result.Winners.Length; i++)
        {
            int from = (int)result.Winners[i] * width;
            if (from >= 0) x.Bytes.Slice(from, width).CopyTo(y.Bytes[(i * width)..]);
        }
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

    static WindowAttributes Windows(Problem problem) => new()
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
