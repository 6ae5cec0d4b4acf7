using System.Numerics;
using System.Runtime.CompilerServices;

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
    /// <param name="laneNumbers">0, 1, 2, …</param>
    /// <param name="from">The first column.</param>
    /// <param name="to">Where the columns end.</param>
    /// <param name="keys">Receives the best keys, from column 0 on.</param>
    /// <param name="positions">Receives their positions in X.</param>
    /// <returns>The first column that was not done.</returns>
    public static int Down(
        ReadOnlySpan<T> x, int start, ReadOnlySpan<int> rows, TV laneNumbers, int from, int to, ref TKey keys, ref TKey positions)
    {
        int last = Math.Min(to - 1, x.Length - start - rows[^1] - TV.Count);
        int i = from;
        for (; i <= last; i += TV.Count)
        {
            ref readonly T top = ref x[start + i];
            TV best = Key(in top, rows[0]);
            TV row = Place(rows[0]);
            for (int r = 1; r < rows.Length; r++)
            {
                TV key = Key(in top, rows[r]);
                TV isBetter = TV.GreaterThan(key, best);
                best = TV.Select(isBetter, key, best);
                row = TV.Select(isBetter, Place(rows[r]), row);
            }
            TV.Store(best, ref Unsafe.Add(ref keys, i));
            TV.Store(row + laneNumbers + Place(start + i), ref Unsafe.Add(ref positions, i));
        }
        return i;
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
    /// <param name="taps">Columns of an output.</param>
    /// <param name="distance">Distance between them.</param>
    /// <param name="stride">Distance between outputs: 1 or 2, and with one lane any.</param>
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
        int o = from;
        for (; o <= last; o += TV.Count)
        {
            int i = o * stride;
            TV key = Strided(ref keys, i, stride), position = Strided(ref positions, i, stride);
            for (int j = 1; j < taps; j++)
            {
                i += distance;
                Merge(ref key, ref position, Strided(ref keys, i, stride), Strided(ref positions, i, stride));
            }
            OrderKey<T, TKey, TV>.Write(key, ref y[o]);
            TV.Write(position, ref winners[o]);
            if (OrderKey<T, TKey, TV>.AnyNaN(key)) CopyWinners(x, y, winners, o, Math.Min(to, o + TV.Count));
        }
        return o;
    }

    /// <summary>A key does not say which NaN it was.</summary>
    static void CopyWinners(ReadOnlySpan<T> x, Span<T> y, ReadOnlySpan<long> winners, int from, int to)
    {
        for (int o = from; o < to; o++)
            if (winners[o] >= 0) y[o] = x[(int)winners[o]];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Merge(ref TV key, ref TV position, TV otherKey, TV otherPosition)
    {
        TV first = TV.Select(TV.GreaterThan(position, otherPosition), otherPosition, position);
        TV notLess = TV.Select(TV.GreaterThan(key, otherKey), position, first);
        position = TV.Select(TV.GreaterThan(otherKey, key), otherPosition, notLess);
        key = TV.Max(key, otherKey);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Strided(ref TKey row, int i, int stride) =>
        TV.Count > 1 && stride == 2 ? TV.Even(At(ref row, i), At(ref row, i + TV.Count)) : At(ref row, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref TKey row, int i) => TV.Load(in Unsafe.Add(ref row, i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Key(ref readonly T top, int offset) =>
        OrderKey<T, TKey, TV>.Read(in Unsafe.Add(ref Unsafe.AsRef(in top), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Place(int place) => TV.Create(TKey.CreateTruncating(place));
}
