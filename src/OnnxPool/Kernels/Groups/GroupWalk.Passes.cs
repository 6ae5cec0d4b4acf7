using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <content>Down the columns, and along the rows. Where windows lie one position apart, four are formed at once, which saves reading what they share.</content>
readonly ref partial struct GroupWalk<T, TV, L, TL, TJob>
{
    /// <summary>Windows that are formed at once.</summary>
    const int SideBySide = 4;

    /// <summary>Where a register comes from.</summary>
    interface ISource<TFrom> where TFrom : unmanaged
    {
        static abstract TL At(ref readonly TFrom source);
    }

    readonly struct FromElements : ISource<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TL At(ref readonly T source) => TJob.Read(in source);
    }

    readonly struct FromLanes : ISource<L>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TL At(ref readonly L source) => TL.Load(in source);
    }

    /// <summary>Combines input rows into a row of lanes.</summary>
    void Down(ReadOnlySpan<int> taps, ref L row)
    {
        ref L target = ref Unsafe.Add(ref row, _under.Lead * TV.Count);
        int count = _under.Real * TV.Count;
        if (taps.IsEmpty) MemoryMarshal.CreateSpan(ref target, count).Fill(TJob.Empty);
        else Down(ref Unsafe.Add(ref _elements.First, _under.First * TV.Count), taps, ref target, count);
    }

    // Two registers at a time: the steps from row to row are more work than what is done with one.
    static void Down(ref T elements, ReadOnlySpan<int> taps, ref L target, nint count)
    {
        ref T first = ref Unsafe.Add(ref elements, (nint)taps[0] * TV.Count);
        nint i = 0;
        for (; i <= count - (2 * TL.Count); i += 2 * TL.Count)
        {
            TL a = TJob.Read(in Unsafe.Add(ref first, i)), b = TJob.Read(in Unsafe.Add(ref first, i + TL.Count));
            for (int t = 1; t < taps.Length; t++)
            {
                ref T next = ref Unsafe.Add(ref elements, ((nint)taps[t] * TV.Count) + i);
                a = TJob.Combine(a, TJob.Read(in next));
                b = TJob.Combine(b, TJob.Read(in Unsafe.Add(ref next, TL.Count)));
            }
            TL.Store(a, ref Unsafe.Add(ref target, i));
            TL.Store(b, ref Unsafe.Add(ref target, i + TL.Count));
        }
        if (i == count) return;
        TL last = TJob.Read(in Unsafe.Add(ref first, i));
        for (int t = 1; t < taps.Length; t++) last = TJob.Combine(last, TJob.Read(in Unsafe.Add(ref elements, ((nint)taps[t] * TV.Count) + i)));
        TL.Store(last, ref Unsafe.Add(ref target, i));
    }

    /// <summary>Combines input rows into rows of lanes, of windows one below the other.</summary>
    void Down(int tap, ref L rows)
    {
        PoolAxis axis = _geometry.RowAxis;
        Down(
            ref Unsafe.Add(ref _elements.First, (tap + _under.First) * TV.Count), (int)axis.Input * TV.Count, (int)_geometry.KernelAxes[0].Kernel,
            ref Unsafe.Add(ref rows, _under.Lead * TV.Count), Pitch, _under.Real * TV.Count);
    }

    static void Down(ref T elements, nint step, int kernel, ref L target, nint pitch, nint count)
    {
        for (nint i = 0; i < count; i += TL.Count)
        {
            Four<T, FromElements>(ref Unsafe.Add(ref elements, i), step, kernel, out TL a, out TL b, out TL c, out TL d);
            ref L to = ref Unsafe.Add(ref target, i);
            TL.Store(a, ref to);
            TL.Store(b, ref Unsafe.Add(ref to, pitch));
            TL.Store(c, ref Unsafe.Add(ref to, 2 * pitch));
            TL.Store(d, ref Unsafe.Add(ref to, 3 * pitch));
        }
    }

    /// <summary>Combines along the windows of a row, and notes the results.</summary>
    bool Along(int o, int taps, ref readonly L row, int kernel)
    {
        _job.BeginRow(o, taps);
        ref L from = ref Unsafe.AsRef(in row);
        ref T to = ref Unsafe.Add(ref _results.First, o * _columns * TV.Count);
        PoolAxis axis = _geometry.RowAxis;
        int four = axis.Stride == 1 && axis.Dilation == 1 && kernel > 2 ? _columns - (_columns % SideBySide) : 0;
        return (four > 0 && AlongFour(ref from, kernel, ref to, four * TV.Count))
            | (four < _columns && Along(ref from, kernel, (int)axis.Dilation * TV.Count, (int)axis.Stride * TV.Count, ref to, four * TV.Count, _columns * TV.Count));
    }

    bool Along(ref L row, int kernel, nint dilation, nint stride, ref T target, nint from, nint to)
    {
        TL seen = default;
        ref L first = ref Unsafe.Add(ref row, from / TV.Count * stride);
        for (nint o = from; o < to; o += TV.Count)
        {
            for (nint i = 0; i < TV.Count; i += TL.Count)
            {
                ref L at = ref Unsafe.Add(ref first, i);
                TL value = TL.Load(in at);
                if (kernel > 1) value = TJob.Combine(value, TL.Load(in Unsafe.Add(ref at, dilation)));
                if (kernel > 2) value = TJob.Combine(value, TL.Load(in Unsafe.Add(ref at, 2 * dilation)));
                for (int j = 3; j < kernel; j++) value = TJob.Combine(value, TL.Load(in Unsafe.Add(ref at, j * dilation)));
                seen = _job.Write(seen, value, (int)(o + i), ref Unsafe.Add(ref target, o + i));
            }
            first = ref Unsafe.Add(ref first, stride);
        }
        return TJob.IsSpoilt(seen);
    }

    bool AlongFour(ref L row, int kernel, ref T target, nint count)
    {
        TL seen = default;
        for (nint o = 0; o < count; o += SideBySide * TV.Count)
        {
            for (nint i = o; i < o + TV.Count; i += TL.Count)
            {
                Four<L, FromLanes>(ref Unsafe.Add(ref row, i), TV.Count, kernel, out TL a, out TL b, out TL c, out TL d);
                ref T to = ref Unsafe.Add(ref target, i);
                seen = _job.Write(seen, a, (int)i, ref to);
                seen = _job.Write(seen, b, (int)i + TV.Count, ref Unsafe.Add(ref to, TV.Count));
                seen = _job.Write(seen, c, (int)i + (2 * TV.Count), ref Unsafe.Add(ref to, 2 * TV.Count));
                seen = _job.Write(seen, d, (int)i + (3 * TV.Count), ref Unsafe.Add(ref to, 3 * TV.Count));
            }
        }
        return TJob.IsSpoilt(seen);
    }

    /// <summary>Four windows of three taps or more, each a step behind the one before; each meets its taps in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Four<TFrom, TSource>(ref TFrom source, nint step, int kernel, out TL a, out TL b, out TL c, out TL d)
        where TFrom : unmanaged
        where TSource : struct, ISource<TFrom>
    {
        ref TFrom at = ref Unsafe.Add(ref source, step);
        TL next = TSource.At(in at);
        a = TJob.Combine(TSource.At(in source), next);
        b = next;
        at = ref Unsafe.Add(ref at, step);
        next = TSource.At(in at);
        a = TJob.Combine(a, next);
        b = TJob.Combine(b, next);
        c = next;
        at = ref Unsafe.Add(ref at, step);
        next = TSource.At(in at);
        b = TJob.Combine(b, next);
        c = TJob.Combine(c, next);
        d = next;
        for (int t = 3; t < kernel; t++)
        {
            a = TJob.Combine(a, next);
            at = ref Unsafe.Add(ref at, step);
            next = TSource.At(in at);
            b = TJob.Combine(b, next);
            c = TJob.Combine(c, next);
            d = TJob.Combine(d, next);
        }
        at = ref Unsafe.Add(ref at, step);
        next = TSource.At(in at);
        c = TJob.Combine(c, next);
        d = TJob.Combine(d, next);
        at = ref Unsafe.Add(ref at, step);
        d = TJob.Combine(d, TSource.At(in at));
    }
}
