using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <content>From the input to rows of lanes.</content>
ref partial struct TileWalk<T, L, TV, TJob>
{
    /// <summary>Combines the input rows under each output row.</summary>
    readonly bool Rows(in Part part, ref L lanes)
    {
        bool isSpoilt = false;
        Fill(ref lanes, part.Under.Lead);
        (int from, int to) = Whole(part);
        for (int row = 0; row < part.Rows; row++)
        {
            ref L target = ref Unsafe.Add(ref lanes, (row * part.Under.Width) + part.Under.Lead);
            ReadOnlySpan<int> taps = _taps.Of(part.Row + row, _offsets);
            if (row == from && to > from)
            {
                ref readonly T first = ref part.X[taps[0] + part.Under.First];
                int step = taps.Length > 1 ? taps[1] - taps[0] : 0;
                int stride = (int)(_geometry.KernelAxes[0].Stride * _geometry.RowAxis.Input);
                // Rows that follow one another in both are one long row.
                bool isOne = stride == part.Under.Real && part.Under.Width == part.Under.Real;
                TileColumns under = isOne ? part.Under with { Real = (to - from) * stride } : part.Under;
                int rows = isOne ? 1 : to - from, bytes = _rowBytes * (to - from) / rows;
                isSpoilt |= taps.Length switch
                {
                    2 => WholeRows2(in first, step, stride, ref target, under, rows, bytes),
                    3 => WholeRows3(in first, step, stride, ref target, under, rows, bytes),
                    _ => WholeRows(in first, taps.Length, step, stride, ref target, under, rows, bytes),
                };
                row = to - 1;
                continue;
            }
            isSpoilt |= Row(part, taps, ref target);
        }
        return isSpoilt;
    }

    /// <summary>The rows of a tile, from its first on, of which every tap is real, and of which no register hangs over the end of the input.</summary>
    readonly (int From, int To) Whole(in Part part)
    {
        if (_geometry.KernelAxes.Length != 2) return (0, 0);
        PoolAxis down = _geometry.KernelAxes[0];
        long first = Math.Max(0, ((down.PadBegin + down.Stride - 1) / down.Stride) - part.Row);
        long lastStart = Math.Min(down.Input, RowsInside(part, 0)) - down.Extent;
        if (lastStart + down.PadBegin < 0) return (0, 0);
        long end = Math.Min(part.Rows, ((lastStart + down.PadBegin) / down.Stride) + 1 - part.Row);
        return ((int)first, (int)end);
    }

    /// <summary>The input rows from an offset on of which no register hangs over the end of the input.</summary>
    readonly int RowsInside(in Part part, int offset)
    {
        // Of rows that are one long row the last register may hang over by all but one element.
        int last = part.X.Length - offset - part.Under.First - (part.Under.Real + TV.Count - 1);
        return last < 0 ? 0 : (last / (int)_geometry.RowAxis.Input) + 1;
    }

    static int Rounded(int count) => (count + TV.Count - 1) / TV.Count * TV.Count;

    static bool WholeRows2(ref readonly T first, int step, int stride, ref L target, TileColumns under, int rows, int bytes)
    {
        var empty = TV.Create(TJob.Empty);
        TV seen = default;
        for (int row = 0; row < rows; row++)
        {
            ref T a = ref Unsafe.Add(ref Unsafe.AsRef(in first), row * stride);
            ref T b = ref Unsafe.Add(ref a, step);
            ref L to = ref Unsafe.Add(ref target, row * under.Width);
            Prefetch.Lines(in a, bytes);
            for (int i = 0; i < under.Real; i += TV.Count)
            {
                TV one = At(in a, i), two = At(in b, i);
                seen = TJob.See(TJob.See(seen, one), two);
                TV.Store(TJob.Combine(one, two), ref Unsafe.Add(ref to, i));
            }
            for (int i = under.Real; i < under.Real + under.End + under.Lead; i += TV.Count) TV.Store(empty, ref Unsafe.Add(ref to, i));
        }
        return TJob.IsSpoilt(seen);
    }

    static bool WholeRows3(ref readonly T first, int step, int stride, ref L target, TileColumns under, int rows, int bytes)
    {
        var empty = TV.Create(TJob.Empty);
        TV seen = default;
        for (int row = 0; row < rows; row++)
        {
            ref T a = ref Unsafe.Add(ref Unsafe.AsRef(in first), row * stride);
            ref T b = ref Unsafe.Add(ref a, step);
            ref T c = ref Unsafe.Add(ref b, step);
            ref L to = ref Unsafe.Add(ref target, row * under.Width);
            Prefetch.Lines(in a, bytes);
            for (int i = 0; i < under.Real; i += TV.Count)
            {
                TV one = At(in a, i), two = At(in b, i), three = At(in c, i);
                seen = TJob.See(TJob.See(TJob.See(seen, one), two), three);
                TV.Store(TJob.Combine(TJob.Combine(one, two), three), ref Unsafe.Add(ref to, i));
            }
            for (int i = under.Real; i < under.Real + under.End + under.Lead; i += TV.Count) TV.Store(empty, ref Unsafe.Add(ref to, i));
        }
        return TJob.IsSpoilt(seen);
    }

    static bool WholeRows(ref readonly T first, int taps, int step, int stride, ref L target, TileColumns under, int rows, int bytes)
    {
        var empty = TV.Create(TJob.Empty);
        TV seen = default;
        for (int row = 0; row < rows; row++)
        {
            ref T from = ref Unsafe.Add(ref Unsafe.AsRef(in first), row * stride);
            ref L to = ref Unsafe.Add(ref target, row * under.Width);
            Prefetch.Lines(in from, bytes);
            for (int i = 0; i < under.Real; i += TV.Count)
            {
                TV value = At(in from, i);
                seen = TJob.See(seen, value);
                for (int t = 1; t < taps; t++)
                {
                    TV next = At(in from, i + (t * step));
                    seen = TJob.See(seen, next);
                    value = TJob.Combine(value, next);
                }
                TV.Store(value, ref Unsafe.Add(ref to, i));
            }
            for (int i = under.Real; i < under.Real + under.End + under.Lead; i += TV.Count) TV.Store(empty, ref Unsafe.Add(ref to, i));
        }
        return TJob.IsSpoilt(seen);
    }

    /// <summary>The input rows under all output rows, each for itself.</summary>
    readonly bool Block(in Part part, ref L lanes)
    {
        bool isSpoilt = false;
        PoolAxis down = _geometry.KernelAxes[0];
        int width = (int)_geometry.RowAxis.Input;
        int first = (int)down.Start(part.Row);
        int rows = _plan.SlabRows(part.Rows);
        Fill(ref lanes, part.Under.Lead);
        for (int row = 0; row < rows; row++)
        {
            int source = first + row;
            ref L target = ref Unsafe.Add(ref lanes, (row * part.Under.Width) + part.Under.Lead);
            int offset = source * width;
            bool isReal = source >= 0 && source < down.Input;
            int whole = (int)Math.Min(Math.Min(down.Input - source, rows - row), RowsInside(part, offset));
            if (isReal && whole > 1)
            {
                isSpoilt |= WholeRows(in part.X[offset + part.Under.First], 1, 0, width, ref target, part.Under, whole, _rowBytes);
                row += whole - 1;
                continue;
            }
            isSpoilt |= Row(part, isReal ? new ReadOnlySpan<int>(in offset) : [], ref target);
        }
        return isSpoilt;
    }

    /// <summary>One row of lanes, and behind it the padding up to the next.</summary>
    readonly bool Row(in Part part, ReadOnlySpan<int> taps, ref L target)
    {
        bool isSpoilt = false;
        int real = part.Under.Real;
        if (taps.IsEmpty)
        {
            Fill(ref target, real);
        }
        else
        {
            ReadOnlySpan<T> source = part.X[part.Under.First..];
            int inside = source.Length - taps[^1] - TV.Count;
            int i = Across(in MemoryMarshal.GetReference(source), taps, ref target, Math.Min(real - 1, inside), _rowBytes, out isSpoilt);
            if (i < real) isSpoilt |= AcrossEdge(source[i..], taps, ref Unsafe.Add(ref target, i), real - i);
        }
        Fill(ref Unsafe.Add(ref target, real), part.Under.End + part.Under.Lead);
        return isSpoilt;
    }

    /// <summary>Combines rows register by register, as long as a register begins at <paramref name="last"/> or before.</summary>
    /// <returns>Where the next register would begin.</returns>
    static int Across(ref readonly T source, ReadOnlySpan<int> taps, ref L target, int last, int rowBytes, out bool isSpoilt)
    {
        TV seen = default;
        int i = 0;
        Prefetch.Lines(in Unsafe.Add(ref Unsafe.AsRef(in source), taps[0]), rowBytes);
        for (; i <= last; i += TV.Count) TV.Store(Down(in source, taps, i, ref seen), ref Unsafe.Add(ref target, i));
        isSpoilt = TJob.IsSpoilt(seen);
        return i;
    }

    /// <summary>One register, combined over all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Down(ref readonly T source, ReadOnlySpan<int> taps, int i, ref TV seen)
    {
        TV value = At(in source, taps[0] + i);
        seen = TJob.See(seen, value);
        for (int t = 1; t < taps.Length; t++)
        {
            TV next = At(in source, taps[t] + i);
            seen = TJob.See(seen, next);
            value = TJob.Combine(value, next);
        }
        return value;
    }

    /// <summary>The last lanes before the end of the input, over copies.</summary>
    readonly bool AcrossEdge(ReadOnlySpan<T> source, ReadOnlySpan<int> taps, ref L target, int count)
    {
        TV seen = default;
        for (int i = 0; i < count; i += TV.Count)
        {
            TV value = default;
            for (int t = 0; t < taps.Length; t++)
            {
                TV next = ReadEdge(source[(taps[t] + i)..]);
                seen = TJob.See(seen, next);
                value = t == 0 ? next : TJob.Combine(value, next);
            }
            TV.Store(value, ref Unsafe.Add(ref target, i));
        }
        return TJob.IsSpoilt(seen);
    }

    /// <summary>The elements before the end of the input, and the first of them again in lanes past it.</summary>
    readonly TV ReadEdge(ReadOnlySpan<T> rest)
    {
        if (rest.Length >= TV.Count) return TJob.Read(in rest[0]);
        Span<T> copy = _edge.AsSpan(0, TV.Count);
        copy.Fill(rest[0]);
        rest.CopyTo(copy);
        return TJob.Read(in copy[0]);
    }
}
