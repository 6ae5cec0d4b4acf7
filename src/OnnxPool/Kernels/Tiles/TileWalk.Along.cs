using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <content>From rows of lanes along the windows to the output.</content>
ref partial struct TileWalk<T, L, TV, TJob>
{
    /// <summary>Combines along the windows of each row, and writes the outputs.</summary>
    readonly bool Along(in Part part, ref L lanes)
    {
        int pitch = part.Under.Width;
        int kernel = _kernel;
        if (_blocks)
        {
            ref L sums = ref MemoryMarshal.GetArrayDataReference(_sums);
            if (Unsafe.AreSame(ref lanes, ref sums)) sums = ref MemoryMarshal.GetArrayDataReference(_lanes);
            lanes = ref Blocks<T, L, TV, TJob>.Combine(ref lanes, ref sums, part.Rows * pitch, kernel, _dilation);
            kernel = 1;
        }
        else if (_everywhere)
        {
            Everywhere(ref lanes, part.Rows * pitch, kernel, _dilation);
            kernel = 1;
        }
        // Over the end of a row only where the next row of this tile is written afterwards.
        int whole = part.Columns < _plan.Columns ? 0 : Math.Max(0, part.Rows - ((Rounded(part.Columns) - 1) / part.Columns));
        if (_stride > 2) whole = 0;
        bool isSpoilt = false;
        for (int row = 0; row < part.Rows; row++)
        {
            _job.BeginRow(part.Row + row, _taps.Of(part.Row + row, _offsets).Length);
            ref L source = ref Unsafe.Add(ref lanes, row * pitch);
            Span<T> target = part.Y[(row * _plan.Columns)..];
            if (row >= whole)
            {
                isSpoilt |= EdgeRow(part, in source, kernel, target);
                continue;
            }
            ref T to = ref MemoryMarshal.GetReference(target);
            isSpoilt |= (_stride, kernel) switch
            {
                (1, 3) => Along3(in source, ref to, part.Columns, part.Column),
                (1, _) => Along1(in source, kernel, ref to, part.Columns, part.Column),
                (2, 3) when _dilation == 1 => Along3By2(in source, ref to, part.Columns, part.Column),
                _ => Along2(in source, kernel, ref to, part.Columns, part.Column),
            };
        }
        return isSpoilt;
    }

    readonly bool Along1(ref readonly L source, int kernel, ref T target, int columns, int column)
    {
        TV seen = default;
        for (int o = 0; o < columns; o += TV.Count)
        {
            TV value = At(in source, o);
            for (int j = 1; j < kernel; j++) value = TJob.Combine(value, At(in source, o + (j * _dilation)));
            seen = _job.Write(seen, value, column + o, ref Unsafe.Add(ref target, o));
        }
        return TJob.IsSpoilt(seen);
    }

    readonly bool Along3(ref readonly L first, ref T target, int columns, int column)
    {
        TV seen = default;
        ref L second = ref Unsafe.Add(ref Unsafe.AsRef(in first), _dilation);
        ref L third = ref Unsafe.Add(ref second, _dilation);
        for (int o = 0; o < columns; o += TV.Count)
        {
            TV value = TJob.Combine(TJob.Combine(At(in first, o), At(in second, o)), At(in third, o));
            seen = _job.Write(seen, value, column + o, ref Unsafe.Add(ref target, o));
        }
        return TJob.IsSpoilt(seen);
    }

    readonly bool Along3By2(ref readonly L source, ref T target, int columns, int column)
    {
        TV seen = default;
        for (int o = 0; o < columns; o += TV.Count)
        {
            TV low = At(in source, 2 * o), high = At(in source, (2 * o) + TV.Count);
            TV value = TJob.Combine(TJob.Combine(TV.Even(low, high), TV.Odd(low, high)), EveryOther(in source, (2 * o) + 2));
            seen = _job.Write(seen, value, column + o, ref Unsafe.Add(ref target, o));
        }
        return TJob.IsSpoilt(seen);
    }

    readonly bool Along2(ref readonly L source, int kernel, ref T target, int columns, int column)
    {
        TV seen = default;
        for (int o = 0; o < columns; o += TV.Count)
        {
            TV value = EveryOther(in source, 2 * o);
            for (int j = 1; j < kernel; j++) value = TJob.Combine(value, EveryOther(in source, (2 * o) + (j * _dilation)));
            seen = _job.Write(seen, value, column + o, ref Unsafe.Add(ref target, o));
        }
        return TJob.IsSpoilt(seen);
    }

    /// <summary>One row, of which no register may be written over the end; or whose outputs are picked.</summary>
    readonly bool EdgeRow(in Part part, ref readonly L source, int kernel, Span<T> target)
    {
        TV seen = default;
        Span<L> picked = stackalloc L[TV.Count];
        for (int o = 0; o < part.Columns; o += TV.Count)
        {
            int count = Math.Min(TV.Count, part.Columns - o);
            TV value;
            if (_stride > 2)
            {
                picked[count..].Fill(TJob.Empty);
                for (int i = 0; i < count; i++) picked[i] = Unsafe.Add(ref Unsafe.AsRef(in source), (o + i) * _stride);
                value = TV.Load(in picked[0]);
            }
            else
            {
                value = Tap(in source, o, 0);
                for (int j = 1; j < kernel; j++) value = TJob.Combine(value, Tap(in source, o, j));
            }
            seen = count == TV.Count
                ? _job.Write(seen, value, part.Column + o, ref target[o])
                : WriteEdge(seen, value, part.Column + o, target.Slice(o, count));
        }
        return TJob.IsSpoilt(seen);
    }

    /// <summary>The lanes at tap <paramref name="j"/> of the windows from output <paramref name="o"/> on, at a stride of 1 or 2.</summary>
    readonly TV Tap(ref readonly L source, int o, int j) =>
        _stride == 1 ? At(in source, o + (j * _dilation)) : EveryOther(in source, (2 * o) + (j * _dilation));

    readonly TV WriteEdge(TV seen, TV value, int column, Span<T> target)
    {
        seen = _job.Write(seen, value, column, ref _edge[0]);
        _edge.AsSpan(0, target.Length).CopyTo(target);
        return seen;
    }

    /// <summary>Brings the rows of lanes together that are outputs.</summary>
    readonly void Pick(ref L lanes, int rows, int pitch)
    {
        if (_plan.StrideDown == 1) return;
        for (int row = 1; row < rows; row++)
        {
            Span<L> from = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref lanes, row * _plan.StrideDown * pitch), pitch);
            from.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref lanes, row * pitch), pitch));
        }
    }

    /// <summary>Combines tap by tap the windows at every position, in place: what is read lies at or behind what is written.</summary>
    static void Everywhere(ref L lanes, int count, int kernel, int step)
    {
        int width = count - ((kernel - 1) * step);
        if (kernel == 1) return;
        ref L second = ref Unsafe.Add(ref lanes, step);
        ref L third = ref Unsafe.Add(ref second, step);
        if (kernel == 3)
        {
            for (int i = 0; i < width; i += TV.Count)
                TV.Store(TJob.Combine(TJob.Combine(At(in lanes, i), At(in second, i)), At(in third, i)), ref Unsafe.Add(ref lanes, i));
            return;
        }
        for (int i = 0; i < width; i += TV.Count)
        {
            TV value = TJob.Combine(At(in lanes, i), At(in second, i));
            ref L next = ref Unsafe.Add(ref third, i);
            for (int j = 2; j < kernel; j++)
            {
                value = TJob.Combine(value, TV.Load(in next));
                next = ref Unsafe.Add(ref next, step);
            }
            TV.Store(value, ref Unsafe.Add(ref lanes, i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV EveryOther(ref readonly L source, int i) => TV.Even(At(in source, i), At(in source, i + TV.Count));
}
