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
            long winner = Winner(x, grid.RealTaps(o));
            bool empty = winner < 0;
            y[o] = empty ? double.NegativeInfinity : x[winner];
            indices[o] = empty || attributes.StorageOrder == 0 ? winner : ColumnMajor(winner, grid.Axes);
            winners[o] = winner;
        }

        return new MaxPoolResult([.. grid.OutputShape], y, indices, winners);
    }

    /// <summary>The gradient with respect to X: the maximum of window o receives G[o], shared among tied taps as the policy says.</summary>
    /// <remarks>
    /// Elements tie if neither is greater in the order of <see cref="Forward"/>: all NaNs do, +0 and −0 do not.
    /// A window with no real element adds nothing.
    /// </remarks>
    /// <param name="dY">G = dL/dY, row-major.</param>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <param name="ties">Who receives the gradient where taps tie.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="OutputShape"/>; an X or a dY that is not as long as its shape says; an unknown policy.
    /// </exception>
    public static GradientResult Backward(double[] dY, double[] x, long[] shape, WindowAttributes attributes, TiePolicy ties)
    {
        ArgumentNullException.ThrowIfNull(dY);
        ArgumentNullException.ThrowIfNull(x);
        WindowGrid grid = Resolve(shape, attributes);
        Shapes.RequireData(dY, grid.OutputShape, "dY");
        Shapes.RequireData(x, shape);
        TiedMaximum.RequirePolicy(ties);

        var dX = new GradientSum(shape);
        for (long o = 0; o < grid.Outputs; o++)
            TiedMaximum.Spread(dX, dY[o], x, grid.RealTaps(o), ties);
        return dX.Round();
    }

    /// <summary>The gradient with respect to X from the output Indices: the element that Indices[o] names receives G[o].</summary>
    /// <param name="dY">G = dL/dY, row-major.</param>
    /// <param name="indices">The elements of Indices, row-major, as <see cref="Forward"/> gives them for the same storage_order; −1 adds nothing.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="OutputShape"/>; Indices or a dY that are not as long as the shape of Y says; an index outside the plane that its window lies in.
    /// </exception>
    public static GradientResult BackwardFromIndices(double[] dY, long[] indices, long[] shape, WindowAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(dY);
        ArgumentNullException.ThrowIfNull(indices);
        WindowGrid grid = Resolve(shape, attributes);
        Shapes.RequireData(dY, grid.OutputShape, "dY");
        Shapes.RequireData(indices, grid.OutputShape, "Indices");

        var dX = new GradientSum(shape);
        for (long o = 0; o < grid.Outputs; o++)
        {
            RequireIndex(indices[o], o, grid);
            if (indices[o] >= 0)
                dX.Add(attributes.StorageOrder == 0 ? indices[o] : RowMajor(indices[o], grid.Axes), dY[o], 1);
        }

        return dX.Round();
    }

    static void RequireIndex(long index, long output, WindowGrid grid)
    {
        long size = Shapes.Count(grid.Axes.Select(axis => axis.Input));
        long first = output / Shapes.Count(grid.OutputShape.Skip(2)) * size;
        if (index == -1 || (index >= first && index < first + size))
            return;
        string allowed = size == 0 ? "only -1 is" : $"-1 and {first} to {first + size - 1} are";
        throw new ArgumentException($"Indices holds {index} at position {output}; {allowed} allowed there.");
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

    /// <summary>The first of the taps that hold the maximum; −1 if there are none.</summary>
    internal static long Winner(double[] x, IEnumerable<long> taps)
    {
        long winner = -1;
        foreach (long tap in taps)
        {
            if (winner < 0 || Exceeds(x[tap], x[winner]))
                winner = tap;
        }

        return winner;
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

    /// <summary>The row-major position of an element that storage_order 1 calls <paramref name="index"/>.</summary>
    static long RowMajor(long index, IReadOnlyList<Extent> axes)
    {
        (long position, long rest) = Math.DivRem(index, Shapes.Count(axes.Select(axis => axis.Input)));
        foreach (Extent axis in axes)
        {
            (rest, long coordinate) = Math.DivRem(rest, axis.Input);
            position = (position * axis.Input) + coordinate;
        }

        return position;
    }
}
