using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Best keys and where they stand, in registers of one width, at one lane for what is left over.</summary>
/// <remarks>Padding has the least key and position −1. Of equal keys the first in row-major order is the best: that of the smaller position.</remarks>
static class PositionLanes<T, TKey, TV>
    where T : unmanaged, INumber<T>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    where TV : struct, ISimd<TV, TKey>
{
    /// <summary>Makes columns padding, in whole registers until <paramref name="to"/> is reached.</summary>
    public static void Pad(ref TKey keys, ref TKey positions, int from, int to)
    {
        for (int i = from; i < to; i += TV.Count)
        {
            TV.Store(TV.Create(OrderKey<T, TKey, TV>.Padding), ref Unsafe.Add(ref keys, i));
            TV.Store(TV.Create(-TKey.One), ref Unsafe.Add(ref positions, i));
        }
    }

    /// <summary>The best of each column of several rows, in whole registers that may pass <paramref name="to"/>, but not the end of X.</summary>
    /// <param name="x">All of X.</param>
    /// <param name="start">Where column 0 of the plane's first row is in it.</param>
    /// <param name="rows">Where the rows begin in the plane, rising.</param>
    /// <param name="from">The first column.</param>
    /// <param name="to">Where the columns end.</param>
    /// <param name="keys">Receives the best keys, from column 0 on.</param>
    /// <param name="positions">Receives their positions in X.</param>
    /// <returns>The first column that was not done.</returns>
    public static int Down(ReadOnlySpan<T> x, int start, ReadOnlySpan<int> rows, int from, int to, ref TKey keys, ref TKey positions)
    {
        int last = Math.Min(to - 1, x.Length - start - rows[^1] - TV.Count);
        if (from > last) return from;
        var order = new OrderKey<T, TKey, TV>();
        ref T top = ref Unsafe.AsRef(in x[start + from]);
        TV place = TV.Ascending + Create(start + from), step = Create(TV.Count);
        int i = from;
        for (; i <= last; i += TV.Count)
        {
            TV best = order.Read(in Unsafe.Add(ref top, rows[0]));
            TV row = Create(rows[0]);
            for (int r = 1; r < rows.Length; r++)
            {
                ref T source = ref Unsafe.Add(ref top, rows[r]);
                Prefetch.Line(in source);
                Challenge(ref best, ref row, order.Read(in source), Create(rows[r]));
            }
            Prefetch.Line(in Unsafe.Add(ref top, rows[0]));
            TV.Store(best, ref Unsafe.Add(ref keys, i));
            TV.Store(row + place, ref Unsafe.Add(ref positions, i));
            place += step;
            top = ref Unsafe.Add(ref top, TV.Count);
        }
        return i;
    }

    /// <summary>
    /// Outputs whose windows are single columns, or pairs of neighbours at stride 2, without padding: in whole registers that may pass
    /// <paramref name="to"/>, but not the end of X nor of Y.
    /// </summary>
    /// <param name="x">All of X.</param>
    /// <param name="start">Where output 0 has its first column in the plane's first row.</param>
    /// <param name="rows">Where the rows begin in the plane, rising.</param>
    /// <param name="pairs">Whether there are two columns for each output.</param>
    /// <param name="y">Receives the maxima.</param>
    /// <param name="winners">Receives their positions; as long as <paramref name="y"/>.</param>
    /// <param name="to">Where the outputs end.</param>
    /// <returns>The first output that was not done.</returns>
    public static int Fused(ReadOnlySpan<T> x, int start, ReadOnlySpan<int> rows, bool pairs, Span<T> y, Span<long> winners, int to)
    {
        int columns = pairs ? 2 : 1;
        int last = Math.Min(Math.Min(to - 1, y.Length - TV.Count), (x.Length - start - rows[^1] - (columns * TV.Count)) / columns);
        if (last < 0) return 0;
        var order = new OrderKey<T, TKey, TV>();
        ref T top = ref Unsafe.AsRef(in x[start]);
        ref T target = ref MemoryMarshal.GetReference(y);
        ref long places = ref MemoryMarshal.GetReference(winners);
        TV place = Create(start) + TV.Ascending + (pairs ? TV.Ascending : default), step = Create(columns * TV.Count);
        TV greatest = TV.Create(OrderKey<T, TKey, TV>.Padding);
        int o = 0;
        for (; o <= last; o += TV.Count)
        {
            TV best = TV.Create(OrderKey<T, TKey, TV>.Padding), winner = default;
            foreach (int row in rows)
            {
                ref T source = ref Unsafe.Add(ref top, row);
                Prefetch.Line(in source);
                TV key = order.Read(in source);
                if (!pairs)
                {
                    Challenge(ref best, ref winner, key, Create(row));
                    continue;
                }
                TV next = order.Read(in Unsafe.Add(ref source, TV.Count));
                Prefetch.Line(in Unsafe.Add(ref source, TV.Count));
                Challenge(ref best, ref winner, TV.Even(key, next), Create(row));
                Challenge(ref best, ref winner, TV.Odd(key, next), Create(row + 1));
            }
            order.Write(best, ref Unsafe.Add(ref target, o));
            TV.Write(winner + place, ref Unsafe.Add(ref places, o));
            greatest = TV.Max(greatest, best);
            place += step;
            top = ref Unsafe.Add(ref top, columns * TV.Count);
        }
        // A key does not say which NaN it was.
        if (order.AnyNaN(greatest)) CopyWinners(x, y, winners, 0, Math.Min(to, o));
        return o;
    }

    /// <summary>Makes each column the better of itself and the one at a distance, for 0 ≤ i &lt; <paramref name="count"/>.</summary>
    /// <remarks>Columns are read before they are overwritten, because i rises.</remarks>
    public static void Double(ref TKey keys, ref TKey positions, int distance, int count)
    {
        for (int i = 0; i < count; i += TV.Count)
        {
            TV key = At(ref keys, i), position = At(ref positions, i);
            Merge(ref key, ref position, At(ref keys, i + distance), At(ref positions, i + distance));
            TV.Store(key, ref Unsafe.Add(ref keys, i));
            TV.Store(position, ref Unsafe.Add(ref positions, i));
        }
    }

    /// <summary>The best of several columns for each output, in whole registers that may pass <paramref name="to"/>, but not the end of Y.</summary>
    /// <param name="keys">Best keys of the columns; those of output o begin at o * stride.</param>
    /// <param name="positions">Their positions in X.</param>
    /// <param name="taps">Columns to merge for each output.</param>
    /// <param name="distance">Distance between them.</param>
    /// <param name="stride">Distance between outputs, 1 or 2.</param>
    /// <param name="x">All of X.</param>
    /// <param name="y">Receives the maxima.</param>
    /// <param name="winners">Receives their positions; as long as <paramref name="y"/>.</param>
    /// <param name="from">The first output.</param>
    /// <param name="to">Where the outputs end.</param>
    /// <returns>The first output that was not done.</returns>
    public static int Along(
        ref TKey keys, ref TKey positions, int taps, int distance, int stride, ReadOnlySpan<T> x, Span<T> y, Span<long> winners, int from, int to)
    {
        int last = Math.Min(to - 1, y.Length - TV.Count);
        if (from > last) return from;
        var order = new OrderKey<T, TKey, TV>();
        ref T target = ref MemoryMarshal.GetReference(y);
        ref long places = ref MemoryMarshal.GetReference(winners);
        TV greatest = TV.Create(OrderKey<T, TKey, TV>.Padding);
        int o = from;
        for (; o <= last; o += TV.Count)
        {
            int i = o * stride;
            TV key, position;
            if (TV.Count == 1 || stride == 1)
            {
                (key, position) = (At(ref keys, i), At(ref positions, i));
                for (int j = 1; j < taps; j++)
                {
                    i += distance;
                    Merge(ref key, ref position, At(ref keys, i), At(ref positions, i));
                }
            }
            else
            {
                (key, position) = (Even(ref keys, i), Even(ref positions, i));
                for (int j = 1; j < taps; j++)
                {
                    i += distance;
                    Merge(ref key, ref position, Even(ref keys, i), Even(ref positions, i));
                }
            }
            order.Write(key, ref Unsafe.Add(ref target, o));
            TV.Write(position, ref Unsafe.Add(ref places, o));
            greatest = TV.Max(greatest, key);
        }
        // A key does not say which NaN it was.
        if (order.AnyNaN(greatest)) CopyWinners(x, y, winners, from, Math.Min(to, o));
        return o;
    }

    static void CopyWinners(ReadOnlySpan<T> x, Span<T> y, ReadOnlySpan<long> winners, int from, int to)
    {
        for (int o = from; o < to; o++)
            if (winners[o] >= 0) y[o] = x[(int)winners[o]];
    }

    /// <summary>Puts a later tap in the place of those that it beats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Challenge(ref TV best, ref TV place, TV key, TV ofKey)
    {
        place = TV.WhereGreater(key, best, ofKey, place);
        best = TV.Max(key, best);
    }

    /// <summary>Of two columns the better, of equal ones the one with the smaller position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Merge(ref TV key, ref TV position, TV otherKey, TV otherPosition)
    {
        TV first = TV.WhereGreater(position, otherPosition, otherPosition, position);
        TV ofNotLess = TV.WhereGreater(key, otherKey, position, first);
        position = TV.WhereGreater(otherKey, key, otherPosition, ofNotLess);
        key = TV.Max(key, otherKey);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref TKey row, int i) => TV.Load(in Unsafe.Add(ref row, i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Even(ref TKey row, int i) => TV.Even(At(ref row, i), At(ref row, i + TV.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Create(int value) => TV.Create(TKey.CreateTruncating(value));
}
