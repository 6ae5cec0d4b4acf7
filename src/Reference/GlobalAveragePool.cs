namespace OnnxPool.Reference;

/// <summary>ONNX GlobalAveragePool, versions 1 and 22.</summary>
/// <remarks>
/// Y[n, c] is the mean over D1 … Dn, exact and rounded once, with the rules of <see cref="AveragePool"/> for NaN, infinities and zeros;
/// a plane without elements gives 0. A plane of no axis, at rank 2, holds one element.
/// </remarks>
public static class GlobalAveragePool
{
    /// <summary>The shape of Y: (N, C, 1 … 1), of the rank of X.</summary>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 0.</param>
    /// <exception cref="ArgumentException">A rank below 2, or a negative length.</exception>
    public static long[] OutputShape(long[] shape) => Shapes.OfGlobalPool(shape);

    /// <summary>Pools X.</summary>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 0.</param>
    /// <exception cref="ArgumentException">As <see cref="OutputShape"/>; an X that is not as long as its shape says.</exception>
    public static AverageResult Forward(double[] x, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = AverageResult.OfShape(OutputShape(shape));
        Shapes.RequireData(x, shape);

        long plane = Shapes.Count(shape.Skip(2));
        var accumulator = new Mean.Accumulator();
        for (long o = 0; o < result.Y.LongLength; o++)
        {
            for (long i = 0; i < plane; i++)
                accumulator.Add(x[(o * plane) + i]);
            result.Set(o, accumulator, divisor: plane);
        }

        return result;
    }

    /// <summary>The gradient with respect to X: each element of plane (n, c) receives G[n, c] / (D1 · … · Dn).</summary>
    /// <param name="dY">G = dL/dY, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 0.</param>
    /// <exception cref="ArgumentException">As <see cref="OutputShape"/>; a dY that is not as long as the shape of Y says.</exception>
    public static GradientResult Backward(double[] dY, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(dY);
        Shapes.RequireData(dY, OutputShape(shape), "dY");

        var dX = new GradientSum(shape);
        for (long o = 0; o < dY.LongLength; o++)
        {
            long[] plane = Shapes.Plane(shape, o);
            foreach (long element in plane)
                dX.Add(element, dY[o], plane.LongLength);
        }

        return dX.Round();
    }
}
