using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Maxima along and across rows, in registers of one width.</summary>
/// <remarks>Rows are at least one register wide: the last register of a row is placed so that it ends with the row, over lanes that are done already.</remarks>
static class MaxLanes<T, TV>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
{
    /// <summary>target[i] = the maximum of x[offsets[t] + i] over t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(ref readonly T x, ReadOnlySpan<int> offsets, ref T target, int width)
    {
        if (offsets.Length == 2)
        {
            ref readonly T a = ref Unsafe.Add(ref Unsafe.AsRef(in x), offsets[0]);
            ref readonly T b = ref Unsafe.Add(ref Unsafe.AsRef(in x), offsets[1]);
            for (int i = 0; ; i += TV.Count)
            {
                if (i > width - TV.Count) { if (i == width) return; i = width - TV.Count; }
                TV.Store(TV.Max(At(in a, i), At(in b, i)), ref Unsafe.Add(ref target, i));
                if (i == width - TV.Count) return;
            }
        }
        if (offsets.Length == 3)
        {
            ref readonly T a = ref Unsafe.Add(ref Unsafe.AsRef(in x), offsets[0]);
            ref readonly T b = ref Unsafe.Add(ref Unsafe.AsRef(in x), offsets[1]);
            ref readonly T c = ref Unsafe.Add(ref Unsafe.AsRef(in x), offsets[2]);
            for (int i = 0; ; i += TV.Count)
            {
                if (i > width - TV.Count) i = width - TV.Count;
                TV.Store(TV.Max(TV.Max(At(in a, i), At(in b, i)), At(in c, i)), ref Unsafe.Add(ref target, i));
                if (i == width - TV.Count) return;
            }
        }
        for (int i = 0; ; i += TV.Count)
        {
            if (i > width - TV.Count) i = width - TV.Count;
            TV max = At(in x, offsets[0] + i);
            for (int t = 1; t < offsets.Length; t++) max = TV.Max(max, At(in x, offsets[t] + i));
            TV.Store(max, ref Unsafe.Add(ref target, i));
            if (i == width - TV.Count) return;
        }
    }

    /// <summary>target[o] = the maximum of columns[o * stride + j * dilation] over the taps j, for stride 1 or 2.</summary>
    /// <returns>Whether any output is a NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Along(ref readonly T columns, int taps, int dilation, int stride, ref T target, int width)
    {
        TV nan = default;
        bool any = false;
        for (int o = 0; ; o += TV.Count)
        {
            if (o > width - TV.Count) o = width - TV.Count;
            TV max;
            if (stride == 1)
            {
                max = At(in columns, o);
                for (int j = 1; j < taps; j++) max = TV.Max(max, At(in columns, o + (j * dilation)));
            }
            else
            {
                int at = 2 * o;
                if (dilation == 1)
                {
                    TV low = At(in columns, at), high = At(in columns, at + TV.Count);
                    max = TV.Even(low, high);
                    if (taps > 1) max = TV.Max(max, TV.Odd(low, high));
                    for (int j = 2; j < taps; j += 2)
                    {
                        low = At(in columns, at + j);
                        high = At(in columns, at + j + TV.Count);
                        max = TV.Max(max, TV.Even(low, high));
                        if (j + 1 < taps) max = TV.Max(max, TV.Odd(low, high));
                    }
                }
                else
                {
                    max = TV.Even(At(in columns, at), At(in columns, at + TV.Count));
                    for (int j = 1; j < taps; j++)
                        max = TV.Max(max, TV.Even(At(in columns, at + (j * dilation)), At(in columns, at + (j * dilation) + TV.Count)));
                }
            }
            any |= TV.AnyNaN(max);
            TV.Store(max, ref Unsafe.Add(ref target, o));
            if (o == width - TV.Count) return any;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref readonly T x, int i) => TV.Load(in Unsafe.Add(ref Unsafe.AsRef(in x), i));
}
