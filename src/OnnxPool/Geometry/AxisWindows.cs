namespace OnnxPool;

/// <summary>
/// One axis from either side: for each window its real taps, or for each element the windows that it is a tap of. Both are steps of one width
/// from a first position, so that a sum over them is the same loop.
/// </summary>
sealed class AxisWindows
{
    readonly int[] _first;
    readonly int[] _count;

    AxisWindows(long positions, long length, long step)
    {
        _first = new int[positions];
        _count = new int[positions];
        Length = (int)length;
        // A step past the axis is never taken.
        Step = (int)Math.Min(step, int.MaxValue);
    }

    /// <summary>Windows, or elements.</summary>
    public int Positions => _first.Length;

    /// <summary>Positions on the other side.</summary>
    public int Length { get; }

    /// <summary>Distance between neighbours on the other side.</summary>
    public int Step { get; }

    /// <summary>The most that belong to one position.</summary>
    public int MaxCount { get; private set; }

    /// <summary>The first that belongs to <paramref name="position"/>, and how many there are.</summary>
    public (int First, int Count) this[int position] => (_first[position], _count[position]);

    /// <summary>For each window of an axis its real taps.</summary>
    public static AxisWindows Taps(PoolAxis axis)
    {
        var windows = new AxisWindows(axis.Output, axis.Input, axis.Dilation);
        for (int o = 0; o < windows.Positions; o++)
        {
            (long first, long count) = axis.Window(o);
            windows.Set(o, first, count);
        }
        return windows;
    }

    /// <summary>For each element of an axis the windows that it is a tap of.</summary>
    /// <remarks>
    /// Element i is a tap of window o if <c>o * stride + j * dilation = i + pad_begin</c> for a tap j. With g = gcd(stride, dilation) that needs
    /// g to divide the right side, and then fixes o modulo dilation / g.
    /// </remarks>
    public static AxisWindows Covers(PoolAxis axis)
    {
        (long gcd, long inverse) = Euclid(axis.Stride, axis.Dilation);
        long step = axis.Dilation / gcd;
        var windows = new AxisWindows(axis.Input, axis.Output, step);
        for (int i = 0; i < windows.Positions; i++)
        {
            long place = i + axis.PadBegin;
            if (place % gcd != 0) continue;
            long beforeLast = place - (axis.Extent - 1);
            long lowest = beforeLast <= 0 ? 0 : ((beforeLast - 1) / axis.Stride) + 1;
            long highest = Math.Min(axis.Output - 1, place / axis.Stride);
            var residue = (long)((Int128)(place / gcd % step) * inverse % step);
            long first = lowest + ((((residue - lowest) % step) + step) % step);
            if (first <= highest) windows.Set(i, first, ((highest - first) / step) + 1);
        }
        return windows;
    }

    void Set(int position, long first, long count)
    {
        _first[position] = (int)first;
        _count[position] = (int)count;
        MaxCount = Math.Max(MaxCount, (int)count);
    }

    /// <summary>gcd(a, m), and the inverse of a / gcd modulo m / gcd.</summary>
    static (long Gcd, long Inverse) Euclid(long a, long m)
    {
        (long r, long next) = (a, m);
        (long x, long nextX) = (1, 0);
        while (next != 0)
        {
            long quotient = r / next;
            (r, next) = (next, r - (quotient * next));
            (x, nextX) = (nextX, x - (quotient * nextX));
        }
        long modulus = m / r;
        return (r, ((x % modulus) + modulus) % modulus);
    }
}
