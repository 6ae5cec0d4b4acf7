using OnnxPool.Reference;

namespace OnnxPool.Conformance;

/// <summary>
/// The oracle for any problem. Attributes go to it as the problem has them: nothing that the operators under test derive takes part.
/// </summary>
public static class ReferenceRunner
{
    /// <summary>What the outputs of <paramref name="problem"/> must be for <paramref name="x"/>, one for each of <see cref="Problem.Outputs"/>.</summary>
    /// <exception cref="ArgumentException">The oracle finds the problem invalid.</exception>
    public static Expectation[] Run(Problem problem, Tensor x)
    {
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
        // The winner's own bits, so that a NaN keeps its payload; an empty window keeps what -infinity becomes in the type.
        int width = x.Type.BitsPerElement() / 8;
        var y = Narrow(x.Type, result);
        for (int i = 0; i < result.Winners.Length; i++)
        {
            int from = (int)result.Winners[i] * width;
            if (from >= 0) x.Bytes.Slice(from, width).CopyTo(y.Bytes[(i * width)..]);
        }
        if (problem.Outputs.Count == 1) return [Expectation.Exact(y)];
        return [Expectation.Exact(y), Expectation.Exact(Tensor.Of<long>(ElementType.Int64, result.Shape, result.Indices))];
    }

    static Tensor Narrow(ElementType type, MaxPoolResult result) => type == ElementType.Float
        ? Tensor.Of<float>(type, result.Shape, [.. result.Y.Select(v => (float)v)])
        : Tensor.Of<double>(type, result.Shape, result.Y);

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
