namespace OnnxPool.Reference;

/// <summary>ONNX AveragePool, versions 1 to 22; version 1 always has count_include_pad=0.</summary>
/// <remarks>
/// Y[n, c, o] is the sum of the real taps of window o divided by the number of its real taps, or with count_include_pad=1 by the number of
/// its real and explicitly padded taps, the padding that auto_pad works out included; taps beyond the padding are never counted.
/// The quotient is exact and rounded once. NaN and infinities go through as in IEEE addition. A window with no real element gives 0.
/// A sum of exactly zero gives +0, except −0 where every real tap is −0.
/// </remarks>
public static class AveragePool
{
    /// <summary>The shape of Y.</summary>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="ArgumentException">As <see cref="WindowGrid.Resolve"/>; a storage_order.</exception>
    public static long[] OutputShape(long[] shape, WindowAttributes attributes) => [.. Resolve(shape, attributes).OutputShape];

    /// <summary>Pools X.</summary>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="ArgumentException">As <see cref="OutputShape"/>; an X that is not as long as its shape says.</exception>
    public static AverageResult Forward(double[] x, long[] shape, WindowAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(x);
        WindowGrid grid = Resolve(shape, attributes);
        Shapes.RequireData(x, shape);

        var result = AverageResult.OfShape([.. grid.OutputShape]);
        var accumulator = new Mean.Accumulator();
        for (long o = 0; o < grid.Outputs; o++)
        {
            long[] taps = grid.RealTaps(o);
            foreach (long tap in taps)
                accumulator.Add(x[tap]);
            result.Set(o, accumulator, Divisor(grid, attributes, o, taps));
        }

        return result;
    }

    /// <summary>The gradient with respect to X: each real tap of window o receives G[o] / D, D being the divisor of the window.</summary>
    /// <param name="dY">G = dL/dY, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="ArgumentException">As <see cref="OutputShape"/>; a dY that is not as long as the shape of Y says.</exception>
    public static GradientResult Backward(double[] dY, long[] shape, WindowAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(dY);
        WindowGrid grid = Resolve(shape, attributes);
        Shapes.RequireData(dY, grid.OutputShape, "dY");

        var dX = new GradientSum(shape);
        for (long o = 0; o < grid.Outputs; o++)
        {
            long[] taps = grid.RealTaps(o);
            long divisor = Divisor(grid, attributes, o, taps);
            foreach (long tap in taps)
                dX.Add(tap, dY[o], divisor);
        }

        return dX.Round();
    }

    static long Divisor(WindowGrid grid, WindowAttributes attributes, long output, long[] taps) =>
        attributes.CountIncludePad ? grid.CountWithPadding(output) : taps.LongLength;

    static WindowGrid Resolve(long[] shape, WindowAttributes attributes)
    {
        var grid = WindowGrid.Resolve(shape, attributes);
        if (attributes.StorageOrder != 0)
            throw new ArgumentException($"storage_order is {attributes.StorageOrder}; AveragePool has no such attribute, so only 0 is allowed.");
        return grid;
    }
}
