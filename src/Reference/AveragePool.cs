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
            foreach (long tap in grid.RealTaps(o))
                accumulator.Add(x[tap]);

            long divisor = attributes.CountIncludePad ? grid.CountWithPadding(o) : accumulator.Terms;
            result.Set(o, accumulator, divisor);
        }

        return result;
    }

    static WindowGrid Resolve(long[] shape, WindowAttributes attributes)
    {
        var grid = WindowGrid.Resolve(shape, attributes);
        if (attributes.StorageOrder != 0)
            throw new ArgumentException($"storage_order is {attributes.StorageOrder}; AveragePool has no such attribute, so only 0 is allowed.");
        return grid;
    }
}
