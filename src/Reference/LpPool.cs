namespace OnnxPool.Reference;

/// <summary>ONNX LpPool, versions 1 to 22; before version 18 there is neither ceil_mode nor dilations.</summary>
/// <remarks>
/// Y[n, c, o] is (Σ|x|^p)^(1/p) over the real taps x of window o. Padding adds nothing, and nothing is divided by the number of taps.
/// The norm is exact and rounded once, also where |x|^p is past the range of double. Any NaN gives NaN; without one any infinity gives
/// positive infinity. A window with no real element gives 0, and no zero is negative.
/// </remarks>
public static class LpPool
{
    /// <summary>The shape of Y.</summary>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="ArgumentException">As <see cref="WindowGrid.Resolve"/>; a storage_order; count_include_pad.</exception>
    public static long[] OutputShape(long[] shape, WindowAttributes attributes) => [.. Resolve(shape, attributes).OutputShape];

    /// <summary>Pools X.</summary>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes, but for p.</param>
    /// <param name="p">The attribute p: a float in version 1, an integer since version 2, and 2 if it is absent.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="OutputShape"/>; an X that is not as long as its shape says; a p that is not positive and finite.
    /// </exception>
    public static LpResult Forward(double[] x, long[] shape, WindowAttributes attributes, double p)
    {
        ArgumentNullException.ThrowIfNull(x);
        WindowGrid grid = Resolve(shape, attributes);
        Shapes.RequireData(x, shape);
        var norm = new LpNorm(p);

        LpNorm.Term[] terms = [.. x.Select(norm.Raise)];
        var result = new LpResult([.. grid.OutputShape]);
        for (long o = 0; o < grid.Outputs; o++)
        {
            long[] taps = grid.RealTaps(o);
            result.Set(o, norm.Of(taps.Select(tap => terms[tap])), taps.LongLength);
        }

        return result;
    }

    /// <summary>The gradient with respect to X: each real tap x of window o receives G[o] · sign(x) · (|x| / Y[o])^(p − 1).</summary>
    /// <remarks>
    /// An x of 0 receives nothing, whatever the p. Otherwise Y is exact, and where it or G is not finite the rules of IEEE 754 hold: anything to the power of 0 is 1,
    /// so that p = 1 gives G · sign(x) throughout; ∞/∞ is NaN; a finite x beside an infinite one has the factor 0^(p−1), which is infinite for p below 1.
    /// </remarks>
    /// <param name="dY">G = dL/dY, row-major.</param>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes, but for p.</param>
    /// <param name="p">The attribute p: a float in version 1, an integer since version 2, and 2 if it is absent.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="OutputShape"/>; an X or a dY that is not as long as its shape says; a p that is not positive and finite.
    /// </exception>
    public static GradientResult Backward(double[] dY, double[] x, long[] shape, WindowAttributes attributes, double p)
    {
        ArgumentNullException.ThrowIfNull(dY);
        ArgumentNullException.ThrowIfNull(x);
        WindowGrid grid = Resolve(shape, attributes);
        Shapes.RequireData(dY, grid.OutputShape, "dY");
        Shapes.RequireData(x, shape);
        var gradient = new LpGradient(x, p);

        var dX = new GradientSum(shape);
        for (long o = 0; o < grid.Outputs; o++)
            gradient.Spread(dX, dY[o], grid.RealTaps(o));
        return dX.Round();
    }

    static WindowGrid Resolve(long[] shape, WindowAttributes attributes)
    {
        var grid = WindowGrid.Resolve(shape, attributes);
        if (attributes.StorageOrder != 0)
            throw new ArgumentException($"storage_order is {attributes.StorageOrder}; LpPool has no such attribute, so only 0 is allowed.");
        if (attributes.CountIncludePad)
            throw new ArgumentException("count_include_pad is 1; LpPool has no such attribute, so only 0 is allowed.");
        return grid;
    }
}
