namespace OnnxPool.Tests.Kernels;

/// <summary>A few simple windows over rows of one length, so that every tail of a kernel's row loop is met.</summary>
static class RowWindows
{
    public static IEnumerable<(long[] Shape, Reference.WindowAttributes Attributes)> Of(int length)
    {
        yield return ([2, 1, length], new() { KernelShape = [3], Pads = [1, 1] });
        yield return ([1, 1, 4, length], new() { KernelShape = [3, 3], Strides = [2, 2], Pads = [1, 1, 1, 1] });
        yield return ([1, 2, 2, length], new() { KernelShape = [2, 2], Dilations = [1, 3], Pads = [0, 2, 0, 1] });
    }
}
