namespace OnnxPool.Conformance;

/// <summary>Windows of one axis, by their numbers from <paramref name="First"/> to <paramref name="Last"/>.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last, at least the first.</param>
public readonly record struct WindowRange(long First, long Last)
{
    /// <summary>As reports write it.</summary>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}

/// <summary>Which windows of an axis do not lie on elements alone.</summary>
/// <param name="Partial">Windows with at least one element and at least one tap beside the input.</param>
/// <param name="Empty">Windows without any element.</param>
public sealed record WindowCensus(IReadOnlyList<WindowRange> Partial, IReadOnlyList<WindowRange> Empty)
{
    // Positions are for people: more windows than this over padding are an oddity that need not be listed in full.
    const long MaxScanned = 1_000_000;

    /// <summary>Number of partial windows.</summary>
    public long PartialCount => Partial.Sum(r => r.Last - r.First + 1);

    /// <summary>Number of empty windows.</summary>
    public long EmptyCount => Empty.Sum(r => r.Last - r.First + 1);

    /// <summary>Counts the windows of an axis.</summary>
    /// <exception cref="UnsupportedPoolingException">More than a million windows reach into the padding.</exception>
    public static WindowCensus Of(PoolAxis axis)
    {
        // Windows start later and later: only some at the begin and some at the end can reach past the input.
        long begin = FirstWindow(axis.Output, o => axis.Start(o) >= 0);
        long end = Math.Max(begin, FirstWindow(axis.Output, o => axis.Start(o) + axis.Extent > axis.Input));
        if (begin + (axis.Output - end) > MaxScanned)
            throw new UnsupportedPoolingException("windows over padding", $"{begin + (axis.Output - end)}", $"at most {MaxScanned} along an axis");
        var partial = new List<WindowRange>();
        var empty = new List<WindowRange>();
        Scan(0, begin);
        Scan(end, axis.Output);
        return new WindowCensus(partial, empty);

        void Scan(long from, long to)
        {
            for (long o = from; o < to; o++)
            {
                long count = axis.Window(o).Count;
                if (count < axis.Kernel) Append(count == 0 ? empty : partial, o);
            }
        }
    }

    /// <summary>The first window for which a condition holds that holds for all later ones too; the number of windows if none.</summary>
    static long FirstWindow(long windows, Func<long, bool> holds)
    {
        (long low, long high) = (0, windows);
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (holds(middle)) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    static void Append(List<WindowRange> ranges, long window)
    {
        if (ranges.Count > 0 && ranges[^1].Last + 1 == window) ranges[^1] = ranges[^1] with { Last = window };
        else ranges.Add(new WindowRange(window, window));
    }
}
