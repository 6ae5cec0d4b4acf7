using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <content>From the input to the output at once with NHWC, where what is not exact is not added in the order of the taps.</content>
ref partial struct TileWalk<T, L, TV, TJob>
{
    // Registers side by side, which need not wait for each other.
    const int Abreast = 4;

    /// <summary>Windows over several axes, column by column of taps that are not added in blocks.</summary>
    /// <param name="x">The input from the tile's first column on.</param>
    /// <param name="taps">Where the rows of channels begin, in row-major order.</param>
    /// <param name="width">Taps side by side.</param>
    /// <param name="first">Column of the first output.</param>
    /// <param name="columns">Columns of the tile.</param>
    /// <param name="last">Where the last register may begin.</param>
    /// <param name="target">The first output.</param>
    /// <param name="isSpoilt">Whether something was seen that makes results useless.</param>
    /// <returns>Where the next register would begin.</returns>
    readonly int DirectColumns(
        ref readonly T x, ReadOnlySpan<int> taps, int width, int first, int columns, int last, ref T target, out bool isSpoilt)
    {
        TV seen = default;
        int column = 0;
        Prefetch.Lines(in Unsafe.Add(ref Unsafe.AsRef(in x), taps[0]), _rowBytes);
        for (; column <= last - ((Abreast - 1) * TV.Count); column += Abreast * TV.Count)
        {
            TV sumA = default, sumB = default, sumC = default, sumD = default;
            for (int j = 0; j < width; j++)
            {
                ref T at = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[j] + column);
                TV a = At(in at, 0), b = At(in at, TV.Count), c = At(in at, 2 * TV.Count), d = At(in at, 3 * TV.Count);
                seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, a), b), c), d);
                for (int t = j + width; t < taps.Length; t += width)
                {
                    at = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[t] + column);
                    TV nextA = At(in at, 0), nextB = At(in at, TV.Count), nextC = At(in at, 2 * TV.Count), nextD = At(in at, 3 * TV.Count);
                    seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, nextA), nextB), nextC), nextD);
                    a = TJob.Combine(a, nextA);
                    b = TJob.Combine(b, nextB);
                    c = TJob.Combine(c, nextC);
                    d = TJob.Combine(d, nextD);
                }
                if (j > 0)
                {
                    a = TJob.Combine(sumA, a);
                    b = TJob.Combine(sumB, b);
                    c = TJob.Combine(sumC, c);
                    d = TJob.Combine(sumD, d);
                }
                sumA = a;
                sumB = b;
                sumC = c;
                sumD = d;
            }
            ref T to = ref Unsafe.Add(ref target, column);
            seen = _job.Write(seen, sumA, first + column, ref to);
            seen = _job.Write(seen, sumB, first + column + TV.Count, ref Unsafe.Add(ref to, TV.Count));
            seen = _job.Write(seen, sumC, first + column + (2 * TV.Count), ref Unsafe.Add(ref to, 2 * TV.Count));
            seen = _job.Write(seen, sumD, first + column + (3 * TV.Count), ref Unsafe.Add(ref to, 3 * TV.Count));
        }
        while (column < columns)
        {
            // The last register overlaps backwards, if it may not hang over.
            if (column > last && (column == 0 || columns - TV.Count > last)) break;
            if (column > last) column = columns - TV.Count;
            TV sum = default;
            for (int j = 0; j < width; j++)
            {
                TV value = At(in x, taps[j] + column);
                seen = TJob.See(seen, value);
                for (int t = j + width; t < taps.Length; t += width)
                {
                    TV next = At(in x, taps[t] + column);
                    seen = TJob.See(seen, next);
                    value = TJob.Combine(value, next);
                }
                sum = j == 0 ? value : TJob.Combine(sum, value);
            }
            seen = _job.Write(seen, sum, first + column, ref Unsafe.Add(ref target, column));
            column += TV.Count;
        }
        isSpoilt = TJob.IsSpoilt(seen);
        return column;
    }

    /// <summary>Windows over several axes, run by run of taps in blocks.</summary>
    /// <returns>Where the next register would begin.</returns>
    readonly int DirectRuns(
        ref readonly T x, ReadOnlySpan<int> taps, ReadOnlySpan<TapRun> runs, int first, int columns, int last, ref T target, out bool isSpoilt)
    {
        TV seen = default;
        int column = 0;
        ref L sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        Prefetch.Lines(in Unsafe.Add(ref Unsafe.AsRef(in x), taps[0]), _rowBytes);
        for (; column <= last - ((Abreast - 1) * TV.Count); column += Abreast * TV.Count)
        {
            TV a = default, b = default, c = default, d = default;
            ulong begun = 0;
            foreach (TapRun run in runs)
            {
                int tap = run.Start;
                ref T at = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[tap] + column);
                a = At(in at, 0);
                b = At(in at, TV.Count);
                c = At(in at, 2 * TV.Count);
                d = At(in at, 3 * TV.Count);
                seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, a), b), c), d);
                for (int n = run.Count - 1; n > 0; n--)
                {
                    tap += run.Step;
                    at = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[tap] + column);
                    TV nextA = At(in at, 0), nextB = At(in at, TV.Count), nextC = At(in at, 2 * TV.Count), nextD = At(in at, 3 * TV.Count);
                    seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, nextA), nextB), nextC), nextD);
                    a = TJob.Combine(a, nextA);
                    b = TJob.Combine(b, nextB);
                    c = TJob.Combine(c, nextC);
                    d = TJob.Combine(d, nextD);
                }
                for (ulong open = begun & ((1ul << run.Closes) - 1); open != 0; open &= open - 1)
                {
                    ref L sum = ref Unsafe.Add(ref sums, BitOperations.TrailingZeroCount(open) * Abreast * TV.Count);
                    a = TJob.Combine(At(in sum, 0), a);
                    b = TJob.Combine(At(in sum, TV.Count), b);
                    c = TJob.Combine(At(in sum, 2 * TV.Count), c);
                    d = TJob.Combine(At(in sum, 3 * TV.Count), d);
                }
                ref L kept = ref Unsafe.Add(ref sums, (run.Closes - 1) * Abreast * TV.Count);
                TV.Store(a, ref kept);
                TV.Store(b, ref Unsafe.Add(ref kept, TV.Count));
                TV.Store(c, ref Unsafe.Add(ref kept, 2 * TV.Count));
                TV.Store(d, ref Unsafe.Add(ref kept, 3 * TV.Count));
                begun = Closed(begun, run.Closes);
            }
            ref T to = ref Unsafe.Add(ref target, column);
            seen = _job.Write(seen, a, first + column, ref to);
            seen = _job.Write(seen, b, first + column + TV.Count, ref Unsafe.Add(ref to, TV.Count));
            seen = _job.Write(seen, c, first + column + (2 * TV.Count), ref Unsafe.Add(ref to, 2 * TV.Count));
            seen = _job.Write(seen, d, first + column + (3 * TV.Count), ref Unsafe.Add(ref to, 3 * TV.Count));
        }
        while (column < columns)
        {
            // The last register overlaps backwards, if it may not hang over.
            if (column > last && (column == 0 || columns - TV.Count > last)) break;
            if (column > last) column = columns - TV.Count;
            TV value = Down(in x, taps, runs, column, ref sums, ref seen);
            seen = _job.Write(seen, value, first + column, ref Unsafe.Add(ref target, column));
            column += TV.Count;
        }
        isSpoilt = TJob.IsSpoilt(seen);
        return column;
    }

    /// <summary>One register, combined run by run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Down(ref readonly T x, ReadOnlySpan<int> taps, ReadOnlySpan<TapRun> runs, int i, ref L sums, ref TV seen)
    {
        TV value = default;
        ulong begun = 0;
        foreach (TapRun run in runs)
        {
            value = At(in x, taps[run.Start] + i);
            seen = TJob.See(seen, value);
            for (int n = 1; n < run.Count; n++)
            {
                TV next = At(in x, taps[run.Start + (n * run.Step)] + i);
                seen = TJob.See(seen, next);
                value = TJob.Combine(value, next);
            }
            value = Close(value, ref sums, run.Closes, begun);
            begun = Closed(begun, run.Closes);
        }
        return value;
    }

    /// <summary>Makes a sum a term of the next one, and this of the next, as often as sums end; the last is kept, to go on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Close(TV value, ref L sums, int closes, ulong begun)
    {
        for (ulong open = begun & ((1ul << closes) - 1); open != 0; open &= open - 1)
            value = TJob.Combine(At(in sums, BitOperations.TrailingZeroCount(open) * Abreast * TV.Count), value);
        TV.Store(value, ref Unsafe.Add(ref sums, (closes - 1) * Abreast * TV.Count));
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Closed(ulong begun, int closes) => (begun >> closes << closes) | (1ul << (closes - 1));

    /// <summary>The last lanes of windows over several axes, over copies.</summary>
    readonly bool RunsEdge(ReadOnlySpan<T> source, ReadOnlySpan<int> taps, ReadOnlySpan<TapRun> runs, ref L target)
    {
        TV seen = default, value = default;
        ref L sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        ulong begun = 0;
        foreach (TapRun run in runs)
        {
            for (int n = 0; n < run.Count; n++)
            {
                TV next = ReadEdge(source[taps[run.Start + (n * run.Step)]..]);
                seen = TJob.See(seen, next);
                value = n == 0 ? next : TJob.Combine(value, next);
            }
            value = Close(value, ref sums, run.Closes, begun);
            begun = Closed(begun, run.Closes);
        }
        TV.Store(value, ref target);
        return TJob.IsSpoilt(seen);
    }
}
