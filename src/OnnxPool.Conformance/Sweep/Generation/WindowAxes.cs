namespace OnnxPool.Conformance;

/// <summary>The spatial axes of a problem with windows, from its text.</summary>
static class WindowAxes
{
    /// <summary>The facts about each spatial axis; none for an operator without windows.</summary>
    /// <exception cref="InvalidPoolingException">The attributes do not fit the shape.</exception>
    public static IReadOnlyList<AxisFacts> Facts(Problem problem)
    {
        if (!problem.Version.Has("kernel_shape")) return [];
        if (problem.Operator is MaxUnpool) return UnpoolFacts(problem);
        bool same = IsSame(problem);
        bool ceil = problem.Find("ceil_mode")?.Int == 1;
        return [.. problem.Bind().Geometry(problem.Shape)!.Axes.ToArray().Select(a => Facts(a, same, ceil))];
    }

    /// <summary>Whether auto_pad is SAME_UPPER or SAME_LOWER.</summary>
    public static bool IsSame(Problem problem) => problem.Find("auto_pad")?.String is "SAME_UPPER" or "SAME_LOWER";

    /// <summary>The facts about an axis that is pooled.</summary>
    /// <param name="axis">The axis, its padding settled.</param>
    /// <param name="same">Whether the padding is that of SAME_*.</param>
    /// <param name="ceil">Whether ceil_mode is 1.</param>
    public static AxisFacts Facts(PoolAxis axis, bool same, bool ceil)
    {
        AxisFacts facts = Always(axis, same ? 0 : axis.PadBegin, same ? 0 : axis.PadEnd)
            | If(ceil, AxisFacts.Ceil)
            | If(axis.Dilation > 1, AxisFacts.Dilated)
            | If(axis.Kernel == axis.Input, AxisFacts.KernelIsInput)
            | If(axis.Kernel > axis.Input, AxisFacts.KernelAboveInput)
            | If(axis.Extent == axis.Input, AxisFacts.ExtentIsInput);
        long end = ((axis.Output - 1) * axis.Stride) + axis.Extent;
        if (same)
        {
            long total = end - axis.Input;
            return facts | AxisFacts.Same
                | If(total > 0, AxisFacts.TotalPositive)
                | If(total < 0, AxisFacts.TotalNegative)
                | If(total % 2 != 0, AxisFacts.TotalOdd);
        }
        long padded = axis.Input + axis.PadBegin + axis.PadEnd;
        long rest = (((padded - axis.Extent) % axis.Stride) + axis.Stride) % axis.Stride;
        return facts
            | If(axis.Output == 0, AxisFacts.NoWindow)
            | If(ceil && axis.Output > 0 && end < padded, AxisFacts.LastWindowDropped)
            | If(rest == 0, AxisFacts.OnTheEdge)
            | If(rest == 1, AxisFacts.OneOver)
            | If(rest == axis.Stride - 1 && axis.Stride > 1, AxisFacts.OneShort);
    }

    /// <summary>The facts about an axis of MaxUnpool, which has strides, kernel and padding, but no window on its input.</summary>
    public static AxisFacts UnpoolFacts(PoolAxis axis) => Always(axis, axis.PadBegin, axis.PadEnd);

    static AxisFacts[] UnpoolFacts(Problem problem)
    {
        long[] kernel = problem.Find("kernel_shape")!.Ints;
        int rank = kernel.Length;
        long[]? strides = problem.Find("strides")?.Ints;
        long[]? pads = problem.Find("pads")?.Ints;
        return [.. Enumerable.Range(0, rank).Select(i => UnpoolFacts(
            new PoolAxis(problem.Shape[i + 2], 0, kernel[i], strides?[i] ?? 1, 1, pads?[i] ?? 0, pads?[i + rank] ?? 0)))];
    }

    static AxisFacts Always(PoolAxis axis, long padBegin, long padEnd) =>
        If(padBegin == padEnd, AxisFacts.PadsEqual)
        | If(padBegin > 0, AxisFacts.PadAtBegin)
        | If(padEnd > 0, AxisFacts.PadAtEnd)
        | If(Math.Max(padBegin, padEnd) >= axis.Kernel, AxisFacts.PadReachesKernel)
        | If(axis.Stride > 1, AxisFacts.Strided)
        | If(axis.Stride < axis.Kernel, AxisFacts.StrideBelowKernel)
        | If(axis.Stride > axis.Kernel, AxisFacts.StrideAboveKernel)
        | If(axis.Kernel >= 2, AxisFacts.KernelFrom2)
        | If(axis.Kernel >= 3, AxisFacts.KernelFrom3)
        | If(axis.Kernel >= 4, AxisFacts.KernelFrom4);

    static AxisFacts If(bool condition, AxisFacts fact) => condition ? fact : AxisFacts.None;
}
