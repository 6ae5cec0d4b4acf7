namespace OnnxPool.Tests.Kernels;

/// <summary>Windows that are built of blocks, along either axis or both, and planes of several tiles.</summary>
static class LongWindows
{
    static readonly int[] s_lengths = [8, 9, 11, 15, 16, 17, 20, 31, 33, 63, 64, 65];

    public static IEnumerable<(long[] Shape, Reference.WindowAttributes Attributes)> All
    {
        get
        {
            foreach (int k in s_lengths)
            {
                yield return ([1, 2, k + 9], new() { KernelShape = [k] });
                yield return ([1, 2, k + 5, 7], new() { KernelShape = [k, 2], Pads = [k - 1, 1, 2, 0] });
                yield return ([1, 2, 5, k + 4], new() { KernelShape = [2, k], Pads = [0, 3, 1, k / 2], Strides = [2, 1] });
                yield return ([1, 1, k + 11, k + 3], new() { KernelShape = [k, k], Pads = [k / 2, k / 2, k / 2, k / 2], Strides = [3, 2] });
                yield return ([1, 1, (2 * k) + 3, (2 * k) + 4], new() { KernelShape = [k, k], Dilations = [2, 2], Pads = [1, 2, 3, 1], Strides = [1, 3], CeilMode = true });
                yield return ([1, 1, k, k], new() { KernelShape = [k, k] });
                yield return ([1, 1, 3, k, 4], new() { KernelShape = [2, k, 2], Pads = [0, 3, 0, 0, 4, 1] });
            }
            // Tiles above each other and beside each other, of which the last ones are smaller.
            yield return ([1, 1, 150, 70], new() { KernelShape = [3, 3], Pads = [1, 1, 1, 1] });
            yield return ([1, 1, 301, 40], new() { KernelShape = [9, 3], Strides = [2, 2], Pads = [4, 1, 4, 1] });
            yield return ([1, 2, 9001], new() { KernelShape = [3], Strides = [2], Pads = [1, 1] });
            yield return ([1, 1, 2, 4500], new() { KernelShape = [2, 5], Pads = [1, 2, 0, 2] });
            yield return ([1, 1, 2, 9003], new() { KernelShape = [2, 2], Strides = [2, 2] });
            yield return ([1, 1, 3, 5000], new() { KernelShape = [2, 11], Strides = [1, 4], Pads = [0, 5, 0, 5] });
        }
    }
}
