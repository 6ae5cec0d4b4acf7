namespace OnnxPool.Tests.Kernels;

/// <summary>Windows over rows of one length: apart, side by side and overlapping, so that each way along a row and each tail is met.</summary>
static class GradientWindows
{
    public static IEnumerable<(long[] Shape, Reference.WindowAttributes Attributes)> Of(int length)
    {
        // Side by side, with and without padding that cuts a window, and rows that no window reaches.
        yield return ([2, 1, 5, length], new() { KernelShape = [2, 2], Strides = [2, 2] });
        yield return ([1, 2, 4, length], new() { KernelShape = [2, 2], Strides = [2, 2], Pads = [1, 1, 1, 1], CeilMode = true });
        yield return ([1, 2, 2, 3, length], new() { KernelShape = [2, 3, 2], Strides = [2, 3, 2], Pads = [0, 0, 0, 0, 0, 1] });
        yield return ([1, 1, 7, length], new() { KernelShape = [2, 2], Strides = [3, 2], Pads = [1, 3, 0, 2] });
        yield return ([2, 1, length], new() { KernelShape = [2], Strides = [2], Pads = [1, 0] });
        // Apart.
        yield return ([1, 2, 5, length], new() { KernelShape = [1, 1], Strides = [2, 2] });
        yield return ([1, 1, 6, length], new() { KernelShape = [2, 1], Strides = [4, 2], Dilations = [3, 1], Pads = [1, 1, 1, 0] });
        yield return ([2, 1, 4, length], new() { KernelShape = [3, 1], Strides = [4, 1] });
        yield return ([1, 2, 3, length], new() { KernelShape = [3, 1], Strides = [3, 1], Pads = [1, 2, 1, 1] });
        yield return ([1, 1, 4, length], new() { KernelShape = [2, 2], Strides = [2, 5], Dilations = [1, 3], CeilMode = true });
        // One window along the row.
        yield return ([1, 2, 3, length], new() { KernelShape = [2, length], Strides = [2, 1] });
        // Overlapping, with stride 1, 2 and 3.
        yield return ([2, 1, 5, length], new() { KernelShape = [3, 3], Pads = [1, 1, 1, 1] });
        yield return ([1, 1, 4, length], new() { KernelShape = [2, 5], Pads = [0, 4, 1, 2] });
        yield return ([1, 1, 3, length], new() { KernelShape = [2, 3], Dilations = [2, 2], Pads = [1, 3, 0, 3] });
        yield return ([1, 2, 5, length], new() { KernelShape = [3, 3], Strides = [2, 2], Pads = [1, 1, 1, 1] });
        yield return ([1, 1, 4, length], new() { KernelShape = [2, 4], Strides = [1, 2], Pads = [0, 2, 0, 3], CeilMode = true });
        yield return ([2, 1, length], new() { KernelShape = [5], Strides = [2], Pads = [3, 4] });
        yield return ([1, 1, 3, length], new() { KernelShape = [3, 3], Strides = [2, 2], Dilations = [1, 2], Pads = [1, 2, 1, 2] });
        yield return ([1, 1, 4, length], new() { KernelShape = [3, 5], Strides = [2, 3], Pads = [1, 2, 1, 2], AutoPad = "NOTSET" });
        yield return ([1, 2, 4, length], new() { KernelShape = [3, 4], Strides = [1, 1], AutoPad = "SAME_UPPER" });
    }

    /// <summary>Windows over more planes than a register has lanes, not all of them in whole registers.</summary>
    public static IEnumerable<(long[] Shape, Reference.WindowAttributes Attributes)> OfManyPlanes(int planes)
    {
        yield return ([1, planes, 5, 7], new() { KernelShape = [3, 3], Pads = [1, 1, 1, 1] });
        yield return ([1, planes, 33, 9], new() { KernelShape = [3, 2], Strides = [2, 1], Pads = [1, 0, 0, 1], CeilMode = true });
        yield return ([planes, 1, 20, 20], new() { KernelShape = [5, 13], Pads = [2, 6, 2, 6] });
        yield return ([1, planes, 11, 70], new() { KernelShape = [2, 4], Strides = [3, 2], Pads = [1, 3, 1, 0] });
        yield return ([1, planes, 9, 16], new() { KernelShape = [3, 3], Dilations = [2, 3], Pads = [1, 4, 3, 2] });
        yield return ([1, planes, 40, 3], new() { KernelShape = [9, 1], Dilations = [3, 1], Pads = [3, 4, 24, 3] });
        yield return ([1, planes, 4, 5, 6], new() { KernelShape = [2, 3, 2], Pads = [1, 1, 0, 0, 1, 1], Strides = [1, 2, 1] });
        yield return ([1, planes, 37], new() { KernelShape = [4], Strides = [2], Pads = [1, 2] });
    }

    /// <summary>Whether the windows fit: some are longer than the padded row.</summary>
    public static bool Fit(long[] shape, Reference.WindowAttributes a)
    {
        if (a.AutoPad != "NOTSET") return true;
        int n = shape.Length - 2;
        for (int i = 0; i < n; i++)
            if (((a.KernelShape[i] - 1) * (a.Dilations?[i] ?? 1)) + 1 > shape[2 + i] + (a.Pads?[i] ?? 0) + (a.Pads?[n + i] ?? 0)) return false;
        return true;
    }
}
