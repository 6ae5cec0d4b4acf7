namespace OnnxPool.Reference;

/// <summary>ONNX GlobalMaxPool, versions 1 and 22.</summary>
/// <remarks>
/// Y[n, c] is the maximum over D1 … Dn, with the rules of <see cref="MaxPool"/> for NaN, zeros and equal elements; a plane without
/// elements gives negative infinity. A plane of no axis, at rank 2, holds one element. The operator has no output Indices;
/// those of the result are its winners.
/// </remarks>
public static class GlobalMaxPool
{
    /// <summary>The shape of Y: (N, C, 1 … 1), of the rank of X.</summary>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 0.</param>
    /// <exception cref="ArgumentException">A rank below 2, or a negative length.</exception>
    public static long[] OutputShape(long[] shape) => Shapes.OfGlobalPool(shape);

    /// <summary>Pools X.</summary>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 0.</param>
    /// <exception cref="ArgumentException">As <see cref="OutputShape"/>; an X that is not as long as its shape says.</exception>
    public static MaxPoolResult Forward(double[] x, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        long[] outputShape = OutputShape(shape);
        Shapes.RequireData(x, shape);

        var winners = new long[Shapes.Count(outputShape)];
        for (long o = 0; o < winners.LongLength; o++)
            winners[o] = MaxPool.Winner(x, Shapes.Plane(shape, o));

        double[] y = [.. winners.Select(winner => winner < 0 ? double.NegativeInfinity : x[winner])];
        return new MaxPoolResult(outputShape, y, [.. winners], winners);
    }

    /// <summary>The gradient with respect to X: the maximum of plane (n, c) receives G[n, c], shared among tied elements as the policy says.</summary>
    /// <param name="dY">G = dL/dY, row-major.</param>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 0.</param>
    /// <param name="ties">Who receives the gradient where elements tie, which is told as in <see cref="MaxPool.Backward"/>.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="OutputShape"/>; an X or a dY that is not as long as its shape says; an unknown policy.
    /// </exception>
    public static GradientResult Backward(double[] dY, double[] x, long[] shape, TiePolicy ties)
    {
        ArgumentNullException.ThrowIfNull(dY);
        ArgumentNullException.ThrowIfNull(x);
        Shapes.RequireData(dY, OutputShape(shape), "dY");
        Shapes.RequireData(x, shape);
        TiedMaximum.RequirePolicy(ties);

        var dX = new GradientSum(shape);
        for (long o = 0; o < dY.LongLength; o++)
            TiedMaximum.Spread(dX, dY[o], x, Shapes.Plane(shape, o), ties);
        return dX.Round();
    }
}
