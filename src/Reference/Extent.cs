namespace OnnxPool.Reference;

/// <summary>One spatial axis with auto_pad and ceil_mode settled: how many windows there are and which positions each one taps.</summary>
/// <param name="Input">Length of the axis in X.</param>
/// <param name="Kernel">Taps per window.</param>
/// <param name="Stride">Distance between the starts of neighbouring windows.</param>
/// <param name="Dilation">Distance between neighbouring taps.</param>
/// <param name="PadBegin">Explicit padding before the first element.</param>
/// <param name="PadEnd">Explicit padding after the last element.</param>
/// <param name="Output">Number of windows.</param>
/// <remarks>
/// Window o taps the positions o·stride − pad_begin + j·dilation for j = 0 … kernel − 1. A tap is real inside [0, input),
/// padding inside [−pad_begin, 0) and [input, input + pad_end), and phantom from input + pad_end on; only ceil_mode makes phantom taps.
/// </remarks>
public readonly record struct Extent(long Input, long Kernel, long Stride, long Dilation, long PadBegin, long PadEnd, long Output)
{
    /// <summary>The positions of X under one window, in rising order; none if it covers padding only.</summary>
    /// <param name="window">Which window, from 0 to <see cref="Output"/> − 1.</param>
    public long[] RealTaps(long window)
    {
        var taps = new List<long>();
        for (long j = 0; j < Kernel; j++)
        {
            long position = Position(window, j);
            if (position >= 0 && position < Input)
                taps.Add(position);
        }

        return [.. taps];
    }

    /// <summary>The taps of one window that are real or explicit padding: what count_include_pad=1 counts along this axis.</summary>
    /// <param name="window">Which window, from 0 to <see cref="Output"/> − 1.</param>
    public long CountWithPadding(long window)
    {
        long count = 0;
        for (long j = 0; j < Kernel; j++)
        {
            if (Position(window, j) < Input + PadEnd)
                count++;
        }

        return count;
    }

    /// <summary>Settles one axis by the rule of its auto_pad.</summary>
    /// <exception cref="ArgumentException">The output size is negative.</exception>
    internal static Extent Resolve(long input, long kernel, long stride, long dilation, long padBegin, long padEnd, string autoPad, bool ceilMode) =>
        autoPad switch
        {
            "SAME_UPPER" => Same(input, kernel, stride, dilation, oddPadAtEnd: true),
            "SAME_LOWER" => Same(input, kernel, stride, dilation, oddPadAtEnd: false),
            "VALID" => Explicit(input, kernel, stride, dilation, 0, 0, ceilMode),
            _ => Explicit(input, kernel, stride, dilation, padBegin, padEnd, ceilMode),
        };

    /// <summary>The size formula of MaxPool-22 for explicit padding; VALID is that formula with no padding.</summary>
    /// <remarks>
    /// "Sliding windows that would start in the right padded region are ignored" (MaxPool-22, AveragePool-22): under ceil_mode
    /// one window is taken off if the last one starts there. One is enough while pad_end is less than the effective kernel;
    /// with more padding, earlier windows that start in it stay, as all windows do without ceil_mode.
    /// </remarks>
    static Extent Explicit(long input, long kernel, long stride, long dilation, long padBegin, long padEnd, bool ceilMode)
    {
        long span = input + padBegin + padEnd - EffectiveKernel(kernel, dilation);
        long output = (ceilMode ? CeilingDivide(span, stride) : FloorDivide(span, stride)) + 1;
        if (ceilMode && (output - 1) * stride >= input + padBegin)
            output--;
        if (output < 0)
        {
            throw new ArgumentException(
                $"The output size is {output} for input {input}, kernel {kernel}, stride {stride}, dilation {dilation}, pads {padBegin} and {padEnd}; at least 0 is allowed.");
        }

        return new Extent(input, kernel, stride, dilation, padBegin, padEnd, output);
    }

    /// <summary>The SAME_UPPER and SAME_LOWER formulas of MaxPool-22 and of ONNX shape inference.</summary>
    /// <remarks>
    /// output = ⌈input / stride⌉ and the padding is what that many windows need beyond the input, never less than 0.
    /// ceil_mode has no say. An odd unit of padding goes to the end for SAME_UPPER and to the beginning for SAME_LOWER.
    /// </remarks>
    static Extent Same(long input, long kernel, long stride, long dilation, bool oddPadAtEnd)
    {
        long output = CeilingDivide(input, stride);
        long total = Math.Max(0, ((output - 1) * stride) + EffectiveKernel(kernel, dilation) - input);
        long half = total / 2;
        return oddPadAtEnd
            ? new Extent(input, kernel, stride, dilation, half, total - half, output)
            : new Extent(input, kernel, stride, dilation, total - half, half, output);
    }

    static long EffectiveKernel(long kernel, long dilation) => ((kernel - 1) * dilation) + 1;

    // C# division truncates towards 0; a kernel larger than the padded input makes the dividend negative.
    static long FloorDivide(long dividend, long divisor) => (dividend / divisor) - (dividend % divisor < 0 ? 1 : 0);

    static long CeilingDivide(long dividend, long divisor) => (dividend / divisor) + (dividend % divisor > 0 ? 1 : 0);

    long Position(long window, long tap) => (window * Stride) - PadBegin + (tap * Dilation);
}
