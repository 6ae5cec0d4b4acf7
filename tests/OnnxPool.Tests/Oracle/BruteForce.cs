namespace OnnxPool.Tests.Oracle;

/// <summary>Windows found the other way round: not "which cells does this window tap" but "which windows start" and "does this window tap this cell".</summary>
sealed class BruteForce
{
    readonly Axis[] _axes;

    public BruteForce(long[] shape, Reference.WindowAttributes attributes)
    {
        Shape = shape;
        int n = shape.Length - 2;
        _axes = [.. Enumerable.Range(0, n).Select(i => new Axis(
            shape[2 + i], attributes.KernelShape[i], attributes.Strides?[i] ?? 1, attributes.Dilations?[i] ?? 1,
            attributes.Pads?[i] ?? 0, attributes.Pads?[n + i] ?? 0, attributes.AutoPad, attributes.CeilMode))];
    }

    public long[] Shape { get; }

    public long[] OutputShape => [Shape[0], Shape[1], .. _axes.Select(axis => (long)axis.Starts.Count)];

    /// <summary>Positions in X of the real taps of every window, both in row-major order.</summary>
    public IEnumerable<long[]> RealTaps()
    {
        long plane = Cells(_axes.Select(axis => (0L, axis.Input))).LongCount();
        for (long p = 0; p < Shape[0] * Shape[1]; p++)
        {
            foreach (long[] window in Windows())
            {
                yield return [.. Cells(_axes.Select(axis => (0L, axis.Input)))
                    .Select((cell, position) => (cell, position: (p * plane) + position))
                    .Where(item => Covers(window, item.cell))
                    .Select(item => item.position)];
            }
        }
    }

    /// <summary>For every window the number of cells it taps in the input and its explicit padding.</summary>
    public IEnumerable<long> PaddedCounts()
    {
        for (long p = 0; p < Shape[0] * Shape[1]; p++)
        {
            foreach (long[] window in Windows())
                yield return Cells(_axes.Select(axis => (-axis.PadBegin, axis.Input + axis.PadEnd))).LongCount(cell => Covers(window, cell));
        }
    }

    IEnumerable<long[]> Windows() => Cells(_axes.Select(axis => (0L, (long)axis.Starts.Count)));

    bool Covers(long[] window, long[] cell) =>
        _axes.Select((axis, i) => axis.Covers((int)window[i], cell[i])).All(covered => covered);

    static IEnumerable<long[]> Cells(IEnumerable<(long From, long To)> ranges)
    {
        IEnumerable<long[]> cells = [[]];
        foreach ((long from, long to) in ranges)
        {
            cells = cells.SelectMany(
                _ => Enumerable.Range(0, (int)(to - from)),
                (cell, step) => (long[])[.. cell, from + step]);
        }

        return cells;
    }

    sealed class Axis
    {
        readonly long _kernel;
        readonly long _dilation;

        public Axis(long input, long kernel, long stride, long dilation, long padBegin, long padEnd, string autoPad, bool ceilMode)
        {
            (Input, _kernel, _dilation, PadBegin, PadEnd) = (input, kernel, dilation, padBegin, padEnd);
            long reach = 1 + ((kernel - 1) * dilation);
            if (autoPad.StartsWith("SAME", StringComparison.Ordinal))
            {
                var first = new List<long>();
                for (long start = 0; start < input; start += stride)
                    first.Add(start);
                // Cells are added one by one, to the favoured side first, until the last window fits.
                bool end = autoPad == "SAME_UPPER";
                (PadBegin, PadEnd) = (0, 0);
                while (first.Count > 0 && first[^1] + reach > input + PadBegin + PadEnd)
                {
                    (PadBegin, PadEnd) = end ? (PadBegin, PadEnd + 1) : (PadBegin + 1, PadEnd);
                    end = !end;
                }

                Starts = [.. first.Select(start => start - PadBegin)];
                return;
            }

            long length = input + PadBegin + PadEnd;
            for (long start = 0; ceilMode ? start - stride + reach < length : start + reach <= length; start += stride)
                Starts.Add(start - PadBegin);
            if (ceilMode && Starts.Count > 0 && Starts[^1] >= input)
                Starts.RemoveAt(Starts.Count - 1);
        }

        public long Input { get; }

        public long PadBegin { get; }

        public long PadEnd { get; }

        public List<long> Starts { get; } = [];

        public bool Covers(int window, long cell)
        {
            long distance = cell - Starts[window];
            return distance >= 0 && distance % _dilation == 0 && distance / _dilation < _kernel;
        }
    }
}
