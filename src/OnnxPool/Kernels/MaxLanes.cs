using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Maxima across and along rows, in registers of one width.</summary>
/// <remarks>
/// A row is at least one register wide: its last register ends with the row, over lanes that are done already. Where a NaN is met the result
/// may be anything, and the caller finds it again one by one: among several NaNs the first one's bits are the answer.
/// </remarks>
static class MaxLanes<T, TV>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
{
    /// <summary>target[i] = the maximum of x[offsets[t] + i] over t, for 0 ≤ i &lt; width.</summary>
    /// <returns>Whether there is a NaN among the elements.</returns>
    public static bool Across(ref T x, ReadOnlySpan<int> offsets, ref T target, int width) => offsets.Length switch
    {
        1 => Across1(ref Unsafe.Add(ref x, offsets[0]), ref target, width),
        2 => Across2(ref Unsafe.Add(ref x, offsets[0]), ref Unsafe.Add(ref x, offsets[1]), ref target, width),
        3 => Across3(ref Unsafe.Add(ref x, offsets[0]), ref Unsafe.Add(ref x, offsets[1]), ref Unsafe.Add(ref x, offsets[2]), ref target, width),
        _ => AcrossMany(ref x, offsets, ref target, width),
    };

    static bool Across1(ref T a, ref T target, int width)
    {
        bool nan = false;
        for (int i = 0; i < width; i += TV.Count)
        {
            i = Math.Min(i, width - TV.Count);
            TV value = At(ref a, i);
            if (TV.Any(TV.NaNs(value, value))) nan = true;
            TV.Store(value, ref Unsafe.Add(ref target, i));
        }
        return nan;
    }

    static bool Across2(ref T a, ref T b, ref T target, int width)
    {
        bool nan = false;
        for (int i = 0; i < width; i += TV.Count)
        {
            i = Math.Min(i, width - TV.Count);
            TV first = At(ref a, i), second = At(ref b, i);
            if (TV.Any(TV.NaNs(first, second))) nan = true;
            TV.Store(TV.Max(first, second), ref Unsafe.Add(ref target, i));
        }
        return nan;
    }

    static bool Across3(ref T a, ref T b, ref T c, ref T target, int width)
    {
        bool nan = false;
        for (int i = 0; i < width; i += TV.Count)
        {
            i = Math.Min(i, width - TV.Count);
            TV first = At(ref a, i), second = At(ref b, i), third = At(ref c, i);
            if (TV.Any(TV.NaNs(first, second) | TV.NaNs(third, third))) nan = true;
            TV.Store(TV.Max(TV.Max(first, second), third), ref Unsafe.Add(ref target, i));
        }
        return nan;
    }

    static bool AcrossMany(ref T x, ReadOnlySpan<int> offsets, ref T target, int width)
    {
        bool nan = false;
        for (int i = 0; i < width; i += TV.Count)
        {
            i = Math.Min(i, width - TV.Count);
            TV max = At(ref x, offsets[0] + i);
            if (TV.Any(TV.NaNs(max, max))) nan = true;
            int t = 1;
            for (; t < offsets.Length - 1; t += 2)
            {
                TV first = At(ref x, offsets[t] + i), second = At(ref x, offsets[t + 1] + i);
                if (TV.Any(TV.NaNs(first, second))) nan = true;
                max = TV.Max(TV.Max(first, second), max);
            }
            if (t < offsets.Length)
            {
                TV last = At(ref x, offsets[t] + i);
                if (TV.Any(TV.NaNs(last, last))) nan = true;
                max = TV.Max(last, max);
            }
            TV.Store(max, ref Unsafe.Add(ref target, i));
        }
        return nan;
    }

    /// <summary>target[o] = the maximum of row[o + j * dilation] over j, for 0 ≤ o &lt; width.</summary>
    public static void Along1(ref T row, int taps, int dilation, ref T target, int width)
    {
        for (int o = 0; o < width; o += TV.Count)
        {
            o = Math.Min(o, width - TV.Count);
            TV max = At(ref row, o);
            for (int j = 1; j < taps; j++) max = TV.Max(max, At(ref row, o + (j * dilation)));
            TV.Store(max, ref Unsafe.Add(ref target, o));
        }
    }

    /// <summary>target[o] = the maximum of row[2 * o + j * dilation] over j, for 0 ≤ o &lt; width; reads one element past the last tap.</summary>
    public static void Along2(ref T row, int taps, int dilation, ref T target, int width)
    {
        for (int o = 0; o < width; o += TV.Count)
        {
            o = Math.Min(o, width - TV.Count);
            TV low = At(ref row, 2 * o), high = At(ref row, (2 * o) + TV.Count);
            TV max = TV.Even(low, high);
            int j = 1;
            if (dilation == 1)
            {
                if (taps > 1) max = TV.Max(max, TV.Odd(low, high));
                for (j = 2; j < taps; j += 2)
                {
                    low = At(ref row, (2 * o) + j);
                    high = At(ref row, (2 * o) + j + TV.Count);
                    max = TV.Max(max, TV.Even(low, high));
                    if (j + 1 < taps) max = TV.Max(max, TV.Odd(low, high));
                }
            }
            for (; j < taps; j++)
                max = TV.Max(max, TV.Even(At(ref row, (2 * o) + (j * dilation)), At(ref row, (2 * o) + (j * dilation) + TV.Count)));
            TV.Store(max, ref Unsafe.Add(ref target, o));
        }
    }

    /// <summary>Windows of 2 by 2 with stride 2 along the row, without a row between: target[o] = the maximum of four elements.</summary>
    /// <returns>Whether there is a NaN among the elements.</returns>
    public static bool Pairs(ref T a, ref T b, ref T target, int width)
    {
        bool nan = false;
        for (int o = 0; o < width; o += TV.Count)
        {
            o = Math.Min(o, width - TV.Count);
            TV lowA = At(ref a, 2 * o), lowB = At(ref b, 2 * o), highA = At(ref a, (2 * o) + TV.Count), highB = At(ref b, (2 * o) + TV.Count);
            if (TV.Any(TV.NaNs(lowA, lowB) | TV.NaNs(highA, highB))) nan = true;
            TV low = TV.Max(lowA, lowB), high = TV.Max(highA, highB);
            TV.Store(TV.Max(TV.Even(low, high), TV.Odd(low, high)), ref Unsafe.Add(ref target, o));
        }
        return nan;
    }

    /// <summary>row[i] = the maximum of row[i] and row[i + distance], in place, for 0 ≤ i &lt; width.</summary>
    /// <remarks>Reads of later elements come before they are overwritten, because i rises.</remarks>
    public static void Double(ref T row, int distance, int width)
    {
        int i = 0;
        for (; i <= width - TV.Count; i += TV.Count)
            TV.Store(TV.Max(At(ref row, i), At(ref row, i + distance)), ref Unsafe.Add(ref row, i));
        for (; i < width; i++)
            Simd1<T>.Store(Simd1<T>.Max(Simd1<T>.Load(in Unsafe.Add(ref row, i)), Simd1<T>.Load(in Unsafe.Add(ref row, i + distance))), ref Unsafe.Add(ref row, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref T x, int i) => TV.Load(in Unsafe.Add(ref x, i));
}
