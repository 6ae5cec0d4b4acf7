using OnnxPool.Reference;

namespace OnnxPool.Conformance;

/// <summary>The oracle for gradients.</summary>
static class ReferenceGradients
{
    /// <summary>What dX must be.</summary>
    /// <param name="problem">A problem of a gradient operator, of NCHW data.</param>
    /// <param name="inputs">Its inputs by name.</param>
    /// <exception cref="ArgumentException">The oracle finds the problem invalid.</exception>
    public static Expectation Run(Problem problem, IReadOnlyDictionary<string, Tensor> inputs)
    {
        Tensor dy = inputs["dY"];
        long[] shape = [.. problem.Shape];
        // The oracle knows lengths only: one output shape may be as long as another.
        if (problem.Operator is not (MaxUnpoolGrad or FlattenGrad)) RequireShape(dy, problem);
        return problem.Operator switch
        {
            MaxPoolGrad when inputs.TryGetValue("Indices", out Tensor? indices) => Sum(
                Reference.MaxPool.BackwardFromIndices(dy.ToDoubles(), [.. indices.Values<long>()], shape, ReferenceRunner.Windows(problem))),
            MaxPoolGrad => Sum(Reference.MaxPool.Backward(dy.ToDoubles(), X(), shape, ReferenceRunner.Windows(problem), Ties(problem))),
            GlobalMaxPoolGrad when inputs.TryGetValue("Indices", out Tensor? indices) => Sum(OfPlanes(dy, indices, shape)),
            GlobalMaxPoolGrad => Sum(Reference.GlobalMaxPool.Backward(dy.ToDoubles(), X(), shape, Ties(problem))),
            AveragePoolGrad => Sum(Reference.AveragePool.Backward(dy.ToDoubles(), shape, ReferenceRunner.Windows(problem))),
            GlobalAveragePoolGrad => Sum(Reference.GlobalAveragePool.Backward(dy.ToDoubles(), shape)),
            LpPoolGrad => Norm(Reference.LpPool.Backward(dy.ToDoubles(), X(), shape, ReferenceRunner.Windows(problem), ReferenceRunner.P(problem))),
            GlobalLpPoolGrad => Norm(Reference.GlobalLpPool.Backward(dy.ToDoubles(), X(), shape, ReferenceRunner.P(problem))),
            MaxUnpoolGrad => Expectation.Exact(Gathered(problem, dy, inputs["I"])),
            FlattenGrad => Expectation.Exact(dy.Reshape(
                Reference.Flatten.BackwardShape([.. dy.Shape], shape, problem.Find("axis")?.Int ?? 1, OperatorTable.LatestOpset))),
            _ => throw new ArgumentException($"{problem.Operator}: the oracle has no such gradient"),
        };

        double[] X() => inputs["X"].ToDoubles();

        Expectation Sum(GradientResult exact) => Expectation.Gradient(dy.Type, exact, ulpsOfDouble: 2);

        Expectation Norm(GradientResult exact) => Expectation.Gradient(dy.Type, exact, LpUlps(ReferenceRunner.P(problem)));
    }

    // A quotient raised to p - 1: only the powers 0 and 1 add no rounding of their own, and a large one makes that of the quotient larger.
    static double LpUlps(double p) => p is 1 or 2 ? 2 : p <= 256 ? 8 : 8 + p;

    static void RequireShape(Tensor dy, Problem problem)
    {
        long[] shape = [.. problem.Shape];
        long[] output = problem.Operator switch
        {
            MaxPoolGrad => Reference.MaxPool.OutputShape(shape, ReferenceRunner.Windows(problem)),
            AveragePoolGrad => Reference.AveragePool.OutputShape(shape, ReferenceRunner.Windows(problem)),
            LpPoolGrad => Reference.LpPool.OutputShape(shape, ReferenceRunner.Windows(problem)),
            _ => Reference.GlobalMaxPool.OutputShape(shape),
        };
        if (!dy.Shape.SequenceEqual(output))
            throw new ArgumentException($"dY has shape {Shapes.Format(dy.Shape)}; only that of Y is allowed: {Shapes.Format(output)}");
    }

    static Reference.TiePolicy Ties(Problem problem) => problem.Find("ties")?.String switch
    {
        null or "first" => Reference.TiePolicy.First,
        "equal" => Reference.TiePolicy.Equal,
        "all" => Reference.TiePolicy.All,
        string other => throw new ArgumentException($"ties is '{other}'"),
    };

    /// <summary>GlobalMaxPool as MaxPool over planes of one axis, each with one window; over a plane without elements it is all padding.</summary>
    static GradientResult OfPlanes(Tensor dy, Tensor indices, long[] shape)
    {
        long plane = Shapes.ElementCount(shape.AsSpan(2));
        var window = new WindowAttributes { KernelShape = [Math.Max(1, plane)], Pads = [0, plane == 0 ? 1 : 0] };
        return Reference.MaxPool.BackwardFromIndices(dy.ToDoubles(), [.. indices.Values<long>()], [shape[0], shape[1], plane], window) with { Shape = shape };
    }

    // By the positions that the oracle took, so that a NaN keeps its payload.
    static Tensor Gathered(Problem problem, Tensor dy, Tensor positions)
    {
        MaxUnpoolGradientResult result = Reference.MaxUnpool.Backward(
            dy.ToDoubles(), [.. dy.Shape], [.. positions.Values<long>()], [.. positions.Shape], ReferenceRunner.Unpooling(problem));
        var dx = new Tensor(dy.Type, result.Shape);
        ReferenceRunner.Gather(dy, result.Sources, dx);
        return dx;
    }
}
