namespace OnnxPool;

/// <summary>One spatial axis with opset, auto_pad and ceil_mode settled: all that a kernel sees of it.</summary>
/// <param name="Input">Elements along the axis.</param>
/// <param name="Output">Windows along the axis.</param>
/// <param name="Kernel">Taps of a window.</param>
/// <param name="Stride">Distance between windows.</param>
/// <param name="Dilation">Distance between taps.</param>
/// <param name="PadBegin">Padding before the first element.</param>
/// <param name="PadEnd">Padding after the last element.</param>
/// <remarks>
/// Tap j of window o lies at <c>o * Stride - PadBegin + j * Dilation</c>. It is real inside the input, padding inside PadBegin or PadEnd,
/// and past both ends of the padding it does not count at all (ceil_mode can make a last window reach there).
/// </remarks>
public readonly record struct PoolAxis(
    long Input, long Output, long Kernel, long Stride, long Dilation, long PadBegin, long PadEnd)
{
    /// <summary>Extent of a window from its first to its last tap, both included.</summary>
    public long Extent => ((Kernel - 1) * Dilation) + 1;

    /// <summary>Whether the only window has every element as a tap, and no tap beside.</summary>
    internal bool IsWhole => Output == 1 && PadBegin == 0 && Kernel == Input && (Dilation == 1 || Kernel == 1);

    /// <summary>An axis that is one window.</summary>
    internal static PoolAxis Whole(long elements) => new(elements, 1, elements, 1, 1, 0, 0);

    /// <summary>Input position of tap 0 of window <paramref name="output"/>; negative in the padding.</summary>
    public long Start(long output) => (output * Stride) - PadBegin;

    /// <summary>Position of the first real tap of window <paramref name="output"/>, and how many real taps follow at distance Dilation.</summary>
    public (long First, long Count) Window(long output)
    {
        long start = Start(output);
        long skip = TapsBefore(0, start);
        return (start + (skip * Dilation), TapsBefore(Input, start) - skip);
    }

    /// <summary>How many taps of window <paramref name="output"/> are real or padding: what <c>count_include_pad</c> counts.</summary>
    public long PaddedCount(long output) => TapsBefore(Input + PadEnd, Start(output));

    /// <summary>Taps of a window from <paramref name="start"/> that lie before <paramref name="end"/>.</summary>
    long TapsBefore(long end, long start) => end <= start ? 0 : Math.Min(Kernel, ((end - start - 1) / Dilation) + 1);

    /// <summary>Settles one axis with explicit padding.</summary>
    /// <remarks>
    /// ONNX MaxPool-22: <c>floor or ceil((input + pads - extent) / stride) + 1</c>; with ceil_mode a last window that would start in the end
    /// padding is ignored. The division is a mathematical one, also below zero.
    /// </remarks>
    /// <exception cref="OverflowException">A size past 64 bits.</exception>
    internal static PoolAxis Explicit(
        long input, long kernel, long stride, long dilation, long padBegin, long padEnd, bool ceil)
    {
        checked
        {
            long extent = ((kernel - 1) * dilation) + 1;
            long room = input + padBegin + padEnd - extent;
            long output = (ceil ? CeilDivide(room, stride) : FloorDivide(room, stride)) + 1;
            if (ceil && (output - 1) * stride >= input + padBegin) output--;
            return new PoolAxis(input, output, kernel, stride, dilation, padBegin, padEnd);
        }
    }

    /// <summary>Settles one axis with padding chosen so that <c>output = ceil(input / stride)</c>.</summary>
    /// <remarks>
    /// ONNX auto_pad SAME_UPPER and SAME_LOWER: the total is <c>(output - 1) * stride + extent - input</c>, none if that is negative;
    /// an odd one goes to the end for UPPER and to the begin for LOWER.
    /// </remarks>
    /// <exception cref="OverflowException">A size past 64 bits.</exception>
    internal static PoolAxis Same(long input, long kernel, long stride, long dilation, bool upper)
    {
        checked
        {
            long extent = ((kernel - 1) * dilation) + 1;
            long output = CeilDivide(input, stride);
            long total = Math.Max(0, ((output - 1) * stride) + extent - input);
            long smaller = total / 2;
            return upper
                ? new PoolAxis(input, output, kernel, stride, dilation, smaller, total - smaller)
                : new PoolAxis(input, output, kernel, stride, dilation, total - smaller, smaller);
        }
    }

    static long FloorDivide(long a, long b) => (a / b) - (a % b < 0 ? 1 : 0);

    static long CeilDivide(long a, long b) => (a / b) + (a % b > 0 ? 1 : 0);
}
