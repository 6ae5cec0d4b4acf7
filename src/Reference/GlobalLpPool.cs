namespace OnnxPool.Reference;

/// <summary>ONNX GlobalLpPool, versions 1 to 22.</summary>
/// <remarks>
/// Y[n, c] is (Σ|x|^p)^(1/p) over D1 … Dn, with the rules of <see cref="LpPool"/>; a plane without elements gives 0.
/// A plane of no axis, at rank 2, holds one element.
/// </remarks>
public static class GlobalLpPool
{
    /// <summary>The shape of Y: (N, C, 1 … 1), of the rank of X.</summary>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 0.</param>
    /// <exception cref="ArgumentException">A rank below 2, or a negative length.</exception>
    public static long[] OutputShape(long[] shape) => Shapes.OfGlobalPool(shape);

    /// <summary>Pools X.</summary>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 0.</param>
    /// <param name="p">The attribute p: a float in version 1, an integer since version 2, and 2 if it is absent.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="OutputShape"/>; an X that is not as long as its shape says; a p that is not positive and finite.
    /// </exception>
    public static LpResult Forward(double[] x, long[] shape, double p)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = new LpResult(OutputShape(shape));
        Shapes.RequireData(x, shape);
        var norm = new LpNorm(p);

        int plane = x.Length == 0 ? 0 : (int)Shapes.Count(shape.Skip(2));
        for (int o = 0; o < result.Y.Length; o++)
            result.Set(o, norm.Of(x.Skip(o * plane).Take(plane).Select(norm.Raise)), plane);
        return result;
    }

    /// <summary>The gradient with respect to X: each element x of plane (n, c) receives G[n, c] · sign(x) · (|x| / Y[n, c])^(p − 1).</summary>
    /// <remarks>The rules for zeros, NaN and infinities are those of <see cref="LpPool.Backward"/>.</remarks>
    /// <param name="dY">G = dL/dY, row-major.</param>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 0.</param>
    /// <param name="p">The attribute p: a float in version 1, an integer since version 2, and 2 if it is absent.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="OutputShape"/>; an X or a dY that is not as long as its shape says; a p that is not positive and finite.
    /// </exception>
    public static GradientResult Backward(double[] dY, double[] x, long[] shape, double p)
    {
        ArgumentNullException.ThrowIfNull(dY);
        ArgumentNullException.ThrowIfNull(x);
        Shapes.RequireData(dY, OutputShape(shape), "dY");
        Shapes.RequireData(x, shape);
        var gradient = new LpGradient(x, p);

        var dX = new GradientSum(shape);
        for (long o = 0; o < dY.LongLength; o++)
            gradient.Spread(dX, dY[o], Shapes.Plane(shape, o));
        return dX.Round();
    }
}
