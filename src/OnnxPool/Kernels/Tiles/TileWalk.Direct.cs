using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <content>From the input to the output at once: windows of one column, or of two with a stride of 2.</content>
ref partial struct TileWalk<T, L, TV, TJob>
{
    bool Direct(in Part part)
    {
        bool isSpoilt = false;
        ReadOnlySpan<T> source = part.X[part.Under.First..];
        int whole = WholePairs(part, source.Length);
        if (whole > 0)
        {
            ReadOnlySpan<int> first = _taps.Of(part.Row, _offsets);
            _job.BeginRow(part.Row, first.Length);
            int stride = (int)(_geometry.KernelAxes[0].Stride * _geometry.RowAxis.Input);
            isSpoilt = WholePairs(in source[first[0]], first[1] - first[0], stride, whole, _plan.Columns, ref MemoryMarshal.GetReference(part.Y));
        }
        for (int row = whole; row < part.Rows; row++)
        {
            ReadOnlySpan<int> taps = _taps.Of(part.Row + row, _offsets);
            ReadOnlySpan<TapRun> runs = _inRuns && !taps.IsEmpty ? _runs.Of(part.Row + row, taps.Length) : [];
            _job.BeginRow(part.Row + row, taps.Length);
            Span<T> target = part.Y[(row * _plan.Columns)..];
            // Over the end of a row only where the next row of this tile is written afterwards.
            int room = part.Columns == _plan.Columns ? target.Length : part.Columns;
            int column = 0;
            if (!taps.IsEmpty)
            {
                ref readonly T x = ref MemoryMarshal.GetReference(source);
                int inside = (source.Length - taps[^1]) / _kernel;
                int last = Math.Min(part.Columns - 1, Math.Min(room, inside) - TV.Count);
                column = _isPlane ? DirectPlane(in x, taps, part.Column, part.Columns, ref target[0], out bool spoilt)
                    : runs.Length > 1 && !_runs.HasBlocks ? DirectColumns(in x, taps, runs.Length, part.Column, part.Columns, last, ref target[0], out spoilt)
                    : runs.Length > 1 ? DirectRuns(in x, taps, runs, part.Column, part.Columns, last, ref target[0], out spoilt)
                    : _kernel == 1 ? Direct1(in x, taps, part.Column, part.Columns, last, ref target[0], out spoilt)
                    : taps.Length == 2 ? Direct2(in x, taps, part.Column, last, ref target[0], out spoilt)
                    : DirectPairs(in x, taps, part.Column, last, ref target[0], out spoilt);
                isSpoilt |= spoilt;
            }
            if (column < part.Columns) isSpoilt |= DirectEdge(part, source, taps, runs, column, target);
        }
        return isSpoilt;
    }

    /// <summary>Output rows of a tile, from its first on, that are pairs of real rows, and of which no register reads past the input or writes past the tile.</summary>
    readonly int WholePairs(in Part part, int input)
    {
        if (_kernel != 2 || part.Columns != _plan.Columns || _geometry.KernelAxes is not [{ Kernel: 2 } down, _]) return 0;
        long start = down.Start(part.Row);
        int rounded = Rounded(part.Columns);
        long inside = Math.Min(down.Input - 1, (input - (2 * rounded)) / _geometry.RowAxis.Input);
        if (start < 0 || part.Y.Length < rounded || input < 2 * rounded || start + down.Dilation > inside) return 0;
        return (int)Math.Min(((inside - start - down.Dilation) / down.Stride) + 1, Math.Min(part.Rows, ((part.Y.Length - rounded) / _plan.Columns) + 1));
    }

    readonly bool WholePairs(ref readonly T x, int step, int stride, int rows, int columns, ref T target)
    {
        TV seen = default;
        for (nint row = 0; row < rows; row++)
        {
            ref T a = ref Unsafe.Add(ref Unsafe.AsRef(in x), row * stride);
            ref T b = ref Unsafe.Add(ref a, step);
            ref T to = ref Unsafe.Add(ref target, row * columns);
            Prefetch.Lines(in a, _rowBytes);
            for (int column = 0; column < columns; column += TV.Count)
            {
                TV lowA = At(in a, 2 * column), lowB = At(in b, 2 * column);
                TV highA = At(in a, (2 * column) + TV.Count), highB = At(in b, (2 * column) + TV.Count);
                seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, lowA), lowB), highA), highB);
                seen = _job.Write(seen, Pairs(TJob.Combine(lowA, lowB), TJob.Combine(highA, highB)), column, ref Unsafe.Add(ref to, column));
            }
        }
        return TJob.IsSpoilt(seen);
    }

    readonly int Direct1(ref readonly T x, ReadOnlySpan<int> taps, int first, int columns, int last, ref T target, out bool isSpoilt)
    {
        TV seen = default;
        int column = 0;
        Prefetch.Lines(in Unsafe.Add(ref Unsafe.AsRef(in x), taps[0]), _rowBytes);
        for (; column <= last - (3 * TV.Count); column += 4 * TV.Count)
        {
            // Several side by side, which need not wait for each other: there may be as many taps as a plane has elements.
            ref T at = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[0] + column);
            TV a = At(in at, 0), b = At(in at, TV.Count), c = At(in at, 2 * TV.Count), d = At(in at, 3 * TV.Count);
            seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, a), b), c), d);
            for (int t = 1; t < taps.Length; t++)
            {
                at = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[t] + column);
                Prefetch.Line(in at);
                Prefetch.Line(in Unsafe.Add(ref at, 2 * TV.Count));
                TV nextA = At(in at, 0), nextB = At(in at, TV.Count), nextC = At(in at, 2 * TV.Count), nextD = At(in at, 3 * TV.Count);
                seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, nextA), nextB), nextC), nextD);
                a = TJob.Combine(a, nextA);
                b = TJob.Combine(b, nextB);
                c = TJob.Combine(c, nextC);
                d = TJob.Combine(d, nextD);
            }
            ref T to = ref Unsafe.Add(ref target, column);
            seen = _job.Write(seen, a, first + column, ref to);
            seen = _job.Write(seen, b, first + column + TV.Count, ref Unsafe.Add(ref to, TV.Count));
            seen = _job.Write(seen, c, first + column + (2 * TV.Count), ref Unsafe.Add(ref to, 2 * TV.Count));
            seen = _job.Write(seen, d, first + column + (3 * TV.Count), ref Unsafe.Add(ref to, 3 * TV.Count));
        }
        for (; column <= last; column += TV.Count)
        {
            TV value = Down(in x, taps, column, ref seen);
            seen = _job.Write(seen, value, first + column, ref Unsafe.Add(ref target, column));
        }
        // The last register overlaps backwards, if it may not hang over.
        if (column > 0 && column < columns && columns - TV.Count <= last)
        {
            column = columns - TV.Count;
            TV value = Down(in x, taps, column, ref seen);
            seen = _job.Write(seen, value, first + column, ref Unsafe.Add(ref target, column));
            column = columns;
        }
        isSpoilt = TJob.IsSpoilt(seen);
        return column;
    }

    readonly int Direct2(ref readonly T x, ReadOnlySpan<int> taps, int first, int last, ref T target, out bool isSpoilt)
    {
        TV seen = default;
        int column = 0;
        ref T a = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[0]);
        ref T b = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[1]);
        Prefetch.Lines(in a, _rowBytes);
        for (; column <= last; column += TV.Count)
        {
            TV lowA = At(in a, 2 * column), lowB = At(in b, 2 * column);
            TV highA = At(in a, (2 * column) + TV.Count), highB = At(in b, (2 * column) + TV.Count);
            seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, lowA), lowB), highA), highB);
            TV value = Pairs(TJob.Combine(lowA, lowB), TJob.Combine(highA, highB));
            seen = _job.Write(seen, value, first + column, ref Unsafe.Add(ref target, column));
        }
        isSpoilt = TJob.IsSpoilt(seen);
        return column;
    }

    readonly int DirectPairs(ref readonly T x, ReadOnlySpan<int> taps, int first, int last, ref T target, out bool isSpoilt)
    {
        TV seen = default;
        int column = 0;
        Prefetch.Lines(in Unsafe.Add(ref Unsafe.AsRef(in x), taps[0]), _rowBytes);
        for (; column <= last; column += TV.Count)
        {
            TV value = Pairs(Down(in x, taps, 2 * column, ref seen), Down(in x, taps, (2 * column) + TV.Count, ref seen));
            seen = _job.Write(seen, value, first + column, ref Unsafe.Add(ref target, column));
        }
        isSpoilt = TJob.IsSpoilt(seen);
        return column;
    }

    /// <summary>The last outputs of a row where a register would read past the input or write past the tile; all of a row of empty windows.</summary>
    readonly bool DirectEdge(in Part part, ReadOnlySpan<T> source, ReadOnlySpan<int> taps, ReadOnlySpan<TapRun> runs, int column, Span<T> target)
    {
        bool isSpoilt = false;
        TV seen = default;
        Span<L> lanes = stackalloc L[3 * TV.Count];
        ref L first = ref MemoryMarshal.GetReference(lanes);
        for (; column < part.Columns; column += TV.Count)
        {
            int count = Math.Min(TV.Count, part.Columns - column);
            lanes.Fill(TJob.Empty);
            ReadOnlySpan<T> rest = source[(column * _kernel)..];
            if (!taps.IsEmpty)
            {
                isSpoilt |= _isPlane ? PlaneEdge(rest, taps, ref first)
                    : runs.Length > 1 ? RunsEdge(rest, taps, runs, ref first)
                    : AcrossEdge(rest, taps, ref first, count * _kernel);
            }
            TV value = At(in first, 0);
            if (_kernel == 2) value = Pairs(value, At(in first, TV.Count));
            seen = WriteEdge(seen, value, part.Column + column, target.Slice(column, count));
        }
        return isSpoilt | TJob.IsSpoilt(seen);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Pairs(TV low, TV high) => TJob.Combine(TV.Even(low, high), TV.Odd(low, high));
}
