namespace OnnxPool.Reference;

/// <summary>ONNX MaxPool, versions 1 to 22.</summary>
/// <remarks>
/// Y[n, c, o] is the maximum of the real taps of window o; padding never takes part. The maximum is that of IEEE 754-2019:
/// any NaN gives NaN, and +0 is greater than −0. Of equal elements the first in row-major window order gives the index,
/// of NaNs too, for either storage_order. A window with no real element gives negative infinity, which stands for
/// the least value of an integer type, and index −1. Every element type that MaxPool allows fits in a double exactly.
/// </remarks>
public static class MaxPool
{
    /// <summary>The shape of Y and of Indices.</summary>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="ArgumentException">As <see cref="WindowGrid.Resolve"/>; a storage_order other than 0 and 1; count_include_pad.</exception>
    public static long[] OutputShape(long[] shape, WindowAttributes attributes) => [.. Resolve(shape, attributes).OutputShape];

    /// <summary>Pools X.</summary>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="ArgumentException">As <see cref="OutputShape"/>; an X that is not as long as its shape says.</exception>
    public static MaxPoolResult Forward(double[] x, long[] shape, WindowAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(x);
        WindowGrid grid = Resolve(shape, attributes);
        Shapes.RequireData(x, shape);

        var y = new double[grid.Outputs];
        var indices = new long[grid.Outputs];
        var winners = new long[grid.Outputs];
        for (long o = 0; o < grid.Outputs; o++)
        {
            long winner = -1;
            foreach (long tap in grid.RealTaps(o))
            {
                if (winner < 0 || Exceeds(x[tap], x[winner]))
                    winner = tap;
            }

            bool empty = winner < 0;
            y[o] = empty ? double.NegativeInfinity : x[winner];
            indices[o] = empty || attributes.StorageOrder == 0 ? winner : ColumnMajor(winner, grid.Axes);
            winners[o] = winner;
        }

        return new MaxPoolResult([.. grid.OutputShape], y, indices, winners);
    }

    static WindowGrid Resolve(long[] shape, WindowAttributes attributes)
    {
        var grid = WindowGrid.Resolve(shape, attributes);
        if (attributes.StorageOrder is not (0 or 1))
            throw new ArgumentException($"storage_order is {attributes.StorageOrder}; 0 and 1 are allowed.");
        if (attributes.CountIncludePad)
            throw new ArgumentException("count_include_pad is 1; MaxPool has no such attribute, so only 0 is allowed.");
        return grid;
    }

    /// <summary>Whether the value takes the place of the maximum so far, in IEEE 754-2019 order with NaN above all.</summary>
    internal static bool Exceeds(double value, double maximum)
    {
        if (double.IsNaN(maximum))
            return false;
        if (double.IsNaN(value) || value > maximum)
            return true;
        return value == 0 && maximum == 0 && double.IsNegative(maximum) && !double.IsNegative(value);
    }

    /// <summary>storage_order 1: column-major inside the plane, d1 + D1·d2 + D1·D2·d3 …, behind the same planes as row-major.</summary>
    static long ColumnMajor(long position, IReadOnlyList<Extent> axes)
    {
        long inPlane = 0;
        long plane = position;
        for (int i = axes.Count - 1; i >= 0; i--)
        {
            (plane, long coordinate) = Math.DivRem(plane, axes[i].Input);
            inPlane += coordinate * Shapes.Count(axes.Take(i).Select(axis => axis.Input));
        }

        return (plane * Shapes.Count(axes.Select(axis => axis.Input))) + inPlane;
    }
}
