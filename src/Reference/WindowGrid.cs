namespace OnnxPool.Reference;

/// <summary>All windows of a pooling operator over an X of shape (N, C, D1 … Dn), for any n from 1.</summary>
/// <remarks>N and C are only carried through: each of the N·C planes is pooled alone, with the same windows.</remarks>
public sealed class WindowGrid
{
    WindowGrid(long[] inputShape, Extent[] axes)
    {
        Axes = axes;
        OutputShape = [inputShape[0], inputShape[1], .. axes.Select(axis => axis.Output)];
        Outputs = Shapes.Count(OutputShape);
    }

    /// <summary>The spatial axes D1 … Dn.</summary>
    public IReadOnlyList<Extent> Axes { get; }

    /// <summary>The shape of Y: (N, C, O1 … On).</summary>
    public IReadOnlyList<long> OutputShape { get; }

    /// <summary>The number of windows over all planes, which is the number of elements of Y.</summary>
    public long Outputs { get; }

    /// <summary>Checks the attributes against the input and settles every axis.</summary>
    /// <param name="inputShape">(N, C, D1 … Dn), n at least 1, no length negative.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="ArgumentException">
    /// A rank below 3, a negative length, an attribute list of the wrong length, a kernel, stride or dilation below 1, a negative pad,
    /// an unknown auto_pad, an auto_pad beside non-zero pads, or a negative output size.
    /// </exception>
    /// <exception cref="OverflowException">A size does not fit in 64 bits.</exception>
    public static WindowGrid Resolve(long[] inputShape, WindowAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(attributes.KernelShape);
        Shapes.RequireLengths(inputShape);
        Shapes.RequireRank(inputShape, 3, "(N, C, D1 … Dn) with n at least 1");
        int n = inputShape.Length - 2;

        long[] kernel = AttributeList.Read("kernel_shape", attributes.KernelShape, n, minimum: 1, absent: 1);
        long[] strides = AttributeList.Read("strides", attributes.Strides, n, minimum: 1, absent: 1);
        long[] dilations = AttributeList.Read("dilations", attributes.Dilations, n, minimum: 1, absent: 1);
        long[] pads = AttributeList.Read("pads", attributes.Pads, 2 * n, minimum: 0, absent: 0);
        AttributeList.RequireAutoPad(attributes.AutoPad, pads);

        var axes = new Extent[n];
        for (int i = 0; i < n; i++)
        {
            axes[i] = Extent.Resolve(
                inputShape[2 + i], kernel[i], strides[i], dilations[i], pads[i], pads[n + i], attributes.AutoPad, attributes.CeilMode);
        }

        return new WindowGrid(inputShape, axes);
    }

    /// <summary>The row-major positions in X of the real taps of one window, in row-major window order; none if it covers padding only.</summary>
    /// <param name="output">The row-major position of the window in Y.</param>
    public long[] RealTaps(long output)
    {
        (long plane, long[] window) = Coordinates(output);
        long[] positions = [plane];
        for (int i = 0; i < window.Length; i++)
            positions = Deepen(positions, Axes[i].Input, Axes[i].RealTaps(window[i]));
        return positions;
    }

    /// <summary>The number of taps of one window that are real or explicit padding; phantom taps are not counted.</summary>
    /// <param name="output">The row-major position of the window in Y.</param>
    public long CountWithPadding(long output)
    {
        (_, long[] window) = Coordinates(output);
        long count = 1;
        for (int i = 0; i < window.Length; i++)
            count *= Axes[i].CountWithPadding(window[i]);
        return count;
    }

    /// <summary>Splits a row-major position in Y into its plane n·C + c and its window along each axis.</summary>
    (long Plane, long[] Window) Coordinates(long output)
    {
        var window = new long[Axes.Count];
        for (int i = Axes.Count - 1; i >= 0; i--)
            (output, window[i]) = Math.DivRem(output, Axes[i].Output);
        return (output, window);
    }

    /// <summary>Adds one axis to row-major positions: every position p becomes p·length + t for every t.</summary>
    static long[] Deepen(long[] positions, long length, long[] taps)
    {
        var deeper = new long[positions.Length * taps.Length];
        int next = 0;
        foreach (long position in positions)
        {
            foreach (long tap in taps)
                deeper[next++] = (position * length) + tap;
        }

        return deeper;
    }
}
