namespace OnnxPool.Tests.Geometry;

/// <summary>One axis by enumeration of positions: no division anywhere, so that no formula is shared with what it checks.</summary>
sealed record AxisEnumeration(long Input, long Kernel, long Stride, long Dilation, long PadBegin, long PadEnd, long Output)
{
    /// <summary>Explicit padding. The size may be negative: then no window is there, and some strides are missing before one would be.</summary>
    public static AxisEnumeration Explicit(long input, long kernel, long stride, long dilation, long padBegin, long padEnd, bool ceil)
    {
        long length = input + padBegin + padEnd;
        long reach = Reach(kernel, dilation);
        // Window o covers o * stride up to that plus reach; far enough back every window fits, far enough ahead none does.
        long last = -reach - stride;
        if (ceil)
        {
            while ((last * stride) + reach < length) last++;
            if (last * stride >= input + padBegin) last--;
        }
        else
        {
            while (((last + 1) * stride) + reach <= length) last++;
        }
        return new AxisEnumeration(input, kernel, stride, dilation, padBegin, padEnd, last + 1);
    }

    /// <summary>SAME_*: a window at every stride inside the input; padding is added one by one, to the favoured side first.</summary>
    public static AxisEnumeration Same(long input, long kernel, long stride, long dilation, bool upper)
    {
        long windows = 0, last = 0;
        for (long start = 0; start < input; start += stride) (windows, last) = (windows + 1, start);
        (long begin, long end) = (0, 0);
        bool atEnd = upper;
        while (windows > 0 && last + Reach(kernel, dilation) > input + begin + end)
        {
            (begin, end) = atEnd ? (begin, end + 1) : (begin + 1, end);
            atEnd = !atEnd;
        }
        return new AxisEnumeration(input, kernel, stride, dilation, begin, end, windows);
    }

    /// <summary>Positions of all taps of a window, in the input's coordinates.</summary>
    public IEnumerable<long> Taps(long window)
    {
        long position = -PadBegin;
        for (long o = 0; o < window; o++) position += Stride;
        for (long j = 0; j < Kernel; j++, position += Dilation) yield return position;
    }

    public long[] RealTaps(long window) => [.. Taps(window).Where(t => t >= 0 && t < Input)];

    public long PaddedCount(long window) => Taps(window).LongCount(t => t < Input + PadEnd);

    static long Reach(long kernel, long dilation)
    {
        long last = 0;
        for (long j = 1; j < kernel; j++) last += dilation;
        return last + 1;
    }
}
