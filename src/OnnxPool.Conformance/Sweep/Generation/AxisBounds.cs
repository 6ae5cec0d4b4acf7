namespace OnnxPool.Conformance;

/// <summary>The largest of each number of an axis in a catalog; all start at 1, pads at 0.</summary>
/// <param name="Input">Elements.</param>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">Distance of windows.</param>
/// <param name="Dilation">Distance of taps.</param>
/// <param name="PastKernel">How many more than the kernel pads may be on each side.</param>
readonly record struct AxisBounds(int Input, int Kernel, int Stride, int Dilation, int PastKernel)
{
    /// <summary>What the sweep draws from.</summary>
    public static AxisBounds Sweep { get; } = new(16, 5, 8, 3, 1);

    public IEnumerable<(long Kernel, long Stride)> Windows()
    {
        for (long kernel = 1; kernel <= Kernel; kernel++)
            for (long stride = 1; stride <= Stride; stride++) yield return (kernel, stride);
    }

    public IEnumerable<(long Begin, long End)> Pads(long kernel)
    {
        for (long begin = 0; begin <= kernel + PastKernel; begin++)
            for (long end = 0; end <= kernel + PastKernel; end++) yield return (begin, end);
    }
}
