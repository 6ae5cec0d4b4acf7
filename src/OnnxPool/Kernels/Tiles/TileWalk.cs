using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// Pools tile by tile: the input rows under each output row are combined into a row of lanes, padding put round it, and then the lanes along
/// each window. Both passes go over all rows of a tile, which stay in the nearest cache.
/// </summary>
/// <remarks>
/// Lanes are neighbouring positions. The last register of a row hangs over its end: over input that is read and not used (up to the end of the
/// input, where elements are copied first), over lanes and outputs that are written afterwards (up to the end of the tile).
/// </remarks>
ref struct TileWalk<T, L, TV, TJob>
    where T : unmanaged, INumber<T>
    where L : unmanaged
    where TV : struct, ILanes<TV, L>
    where TJob : struct, ITileJob<T, L, TV>
{
    readonly PoolGeometry _geometry;
    readonly TilePlan _plan;
    readonly RowTaps _taps;
    readonly int[] _offsets;
    readonly L[] _lanes;
    readonly L[] _sums;
    readonly T[] _edge;
    readonly int _kernel;
    readonly int _stride;
    readonly int _dilation;
    readonly int _rowBytes;
    readonly bool _blocks;
    readonly bool _direct;
    readonly ref TJob _job;

    TileWalk(PoolGeometry geometry, ref TJob job)
    {
        _geometry = geometry;
        _plan = new TilePlan(geometry, Unsafe.SizeOf<L>());
        _taps = geometry.Under;
        _job = ref job;
        _rowBytes = (int)(geometry.InputPlane * Unsafe.SizeOf<T>() / _taps.Rows);
        PoolAxis axis = geometry.RowAxis;
        (_kernel, _stride, _dilation) = ((int)axis.Kernel, (int)axis.Stride, (int)axis.Dilation);
        // Windows of which registers of input make registers of output, without a row between.
        _direct = _plan.ExtentDown == 0 && ((_kernel == 1 && _stride == 1) || (_kernel == 2 && _stride == 2 && _dilation == 1));
        _offsets = ArrayPool<int>.Shared.Rent(_taps.Scratch);
        _edge = ArrayPool<T>.Shared.Rent(2 * TV.Count);
        int width = _plan.Under(0, _plan.TileColumns).Width;
        // Past the last row: the second register of a stride of 2, the taps of lanes that hang over, and what blocks read and write.
        int used = _plan.SlabRows(_plan.TileRows) * width;
        int length = used + (TV.Count * 3) + ((_kernel - 1) * _dilation) + Blocks<T, L, TV, TJob>.Slack;
        _lanes = ArrayPool<L>.Shared.Rent(length);
        // Lanes that hang over are never used, but if they were not finite the tile would be formed one by one.
        _lanes.AsSpan(used).Fill(TJob.Empty);
        _blocks = BlockOrder.IsUsed(axis);
        _sums = ArrayPool<L>.Shared.Rent(!TJob.IsIdempotent && (_blocks || _plan.ExtentDown > 0) ? length : 0);
    }

    /// <summary>Pools tiles.</summary>
    public static void Run(TJob job, PoolGeometry geometry, UnitRange units, ReadOnlySpan<T> x, Span<T> y)
    {
        if (units.From == units.To) return;
        var walk = new TileWalk<T, L, TV, TJob>(geometry, ref job);
        for (int unit = units.From; unit < units.To; unit++) walk.Tile(unit, x, y);
        ArrayPool<int>.Shared.Return(walk._offsets);
        ArrayPool<T>.Shared.Return(walk._edge);
        ArrayPool<L>.Shared.Return(walk._lanes);
        ArrayPool<L>.Shared.Return(walk._sums);
    }

    void Tile(int unit, ReadOnlySpan<T> x, Span<T> y)
    {
        (int plane, int tile) = Math.DivRem(unit, _plan.Tiles);
        (int tileRow, int tileColumn) = Math.DivRem(tile, _plan.ColumnTiles);
        var part = new Part
        {
            X = x[(plane * (int)_geometry.InputPlane)..],
            Row = tileRow * _plan.TileRows,
            Column = tileColumn * _plan.TileColumns,
        };
        part.Rows = Math.Min(_plan.TileRows, _plan.Rows - part.Row);
        part.Columns = Math.Min(_plan.TileColumns, _plan.Columns - part.Column);
        part.Under = _plan.Under(part.Column, part.Columns);
        part.Y = y.Slice((((plane * _plan.Rows) + part.Row) * _plan.Columns) + part.Column, ((part.Rows - 1) * _plan.Columns) + part.Columns);

        bool isSpoilt;
        if (_direct && part.Under.Lead == 0 && part.Under.End == 0)
        {
            isSpoilt = Direct(part);
        }
        else
        {
            int pitch = part.Under.Width;
            ref L lanes = ref MemoryMarshal.GetArrayDataReference(_lanes);
            if (_plan.ExtentDown == 0)
            {
                isSpoilt = Rows(part, ref lanes);
            }
            else
            {
                isSpoilt = Block(part, ref lanes);
                int rows = _plan.SlabRows(part.Rows);
                PoolAxis down = _geometry.Axes[0];
                lanes = ref Blocks<T, L, TV, TJob>.Combine(
                    ref lanes, ref MemoryMarshal.GetArrayDataReference(_sums), rows * pitch, (int)down.Kernel, (int)down.Dilation * pitch);
                Pick(ref lanes, part.Rows, pitch);
            }
            isSpoilt |= Along(part, ref lanes);
        }
        if (isSpoilt) OneByOne(part);
    }

    /// <summary>The part of a plane that a tile is.</summary>
    ref struct Part
    {
        /// <summary>The input from the tile's plane on.</summary>
        public ReadOnlySpan<T> X;

        /// <summary>The output from the tile's first to its last element.</summary>
        public Span<T> Y;

        public int Row;
        public int Rows;
        public int Column;
        public int Columns;
        public TileColumns Under;
    }

    /// <summary>Asks for what will be read after some more rows: the processor alone does not see far enough through the steps from row to row.</summary>
    readonly void Fetch(in Part part, int row) =>
        Prefetch.Lines(in MemoryMarshal.GetReference(part.X), ((nint)row * _rowBytes) + Prefetch.Ahead, _rowBytes);

    /// <summary>Combines the input rows under each output row.</summary>
    readonly bool Rows(in Part part, ref L lanes)
    {
        bool isSpoilt = false;
        Fill(ref lanes, part.Under.Lead);
        for (int row = 0; row < part.Rows; row++)
        {
            ReadOnlySpan<int> taps = _taps.Of(part.Row + row, _offsets);
            ref L target = ref Unsafe.Add(ref lanes, (row * part.Under.Width) + part.Under.Lead);
            Fetch(part, part.Row + row);
            isSpoilt |= Row(part, taps, ref target);
        }
        return isSpoilt;
    }

    /// <summary>The input rows under all output rows, each for itself.</summary>
    readonly bool Block(in Part part, ref L lanes)
    {
        bool isSpoilt = false;
        PoolAxis down = _geometry.Axes[0];
        int first = (int)down.Start(part.Row);
        int rows = _plan.SlabRows(part.Rows);
        Fill(ref lanes, part.Under.Lead);
        for (int row = 0; row < rows; row++)
        {
            int source = first + row;
            ref L target = ref Unsafe.Add(ref lanes, (row * part.Under.Width) + part.Under.Lead);
            int offset = source * (int)_geometry.RowAxis.Input;
            isSpoilt |= Row(part, source >= 0 && source < down.Input ? new ReadOnlySpan<int>(in offset) : [], ref target);
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
            int i = 0;
            int inside = source.Length - taps[^1] - TV.Count;
            isSpoilt = Across(in MemoryMarshal.GetReference(source), taps, ref target, Math.Min(real - 1, inside), ref i);
            if (i < real) isSpoilt |= AcrossEdge(source[i..], taps, ref Unsafe.Add(ref target, i), real - i);
        }
        Fill(ref Unsafe.Add(ref target, real), part.Under.End + part.Under.Lead);
        return isSpoilt;
    }

    /// <summary>Combines rows register by register, as long as a register begins at <paramref name="last"/> or before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Across(ref readonly T source, ReadOnlySpan<int> taps, ref L target, int last, ref int from)
    {
        int i = from;
        TV seen = default;
        ref T a = ref Unsafe.Add(ref Unsafe.AsRef(in source), taps[0]);
        if (taps.Length == 1)
        {
            for (; i <= last; i += TV.Count)
            {
                TV value = At(in a, i);
                seen = TJob.See(seen, value);
                TV.Store(value, ref Unsafe.Add(ref target, i));
            }
        }
        else if (taps.Length == 2)
        {
            ref T b = ref Unsafe.Add(ref Unsafe.AsRef(in source), taps[1]);
            for (; i <= last; i += TV.Count)
            {
                TV first = At(in a, i), second = At(in b, i);
                seen = TJob.See(TJob.See(seen, first), second);
                TV.Store(TJob.Combine(first, second), ref Unsafe.Add(ref target, i));
            }
        }
        else if (taps.Length == 3)
        {
            ref T b = ref Unsafe.Add(ref Unsafe.AsRef(in source), taps[1]);
            ref T c = ref Unsafe.Add(ref Unsafe.AsRef(in source), taps[2]);
            for (; i <= last; i += TV.Count)
            {
                TV first = At(in a, i), second = At(in b, i), third = At(in c, i);
                seen = TJob.See(TJob.See(TJob.See(seen, first), second), third);
                TV.Store(TJob.Combine(TJob.Combine(first, second), third), ref Unsafe.Add(ref target, i));
            }
        }
        else
        {
            for (; i <= last; i += TV.Count) TV.Store(Down(in source, taps, i, ref seen), ref Unsafe.Add(ref target, i));
        }
        from = i;
        return TJob.IsSpoilt(seen);
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
        ref T edge = ref MemoryMarshal.GetArrayDataReference(_edge);
        for (int i = 0; i < count; i += TV.Count)
        {
            TV value = default;
            for (int t = 0; t < taps.Length; t++)
            {
                ReadOnlySpan<T> rest = source[(taps[t] + i)..];
                Span<T> copy = MemoryMarshal.CreateSpan(ref edge, TV.Count);
                copy.Fill(rest[0]);
                rest[..Math.Min(rest.Length, TV.Count)].CopyTo(copy);
                TV next = TJob.Read(in edge);
                seen = TJob.See(seen, next);
                value = t == 0 ? next : TJob.Combine(value, next);
            }
            TV.Store(value, ref Unsafe.Add(ref target, i));
        }
        return TJob.IsSpoilt(seen);
    }

    static void Fill(ref L target, int count)
    {
        var empty = TV.Create(TJob.Empty);
        for (int i = 0; i < count; i += TV.Count) TV.Store(empty, ref Unsafe.Add(ref target, i));
    }

    /// <summary>Combines along the windows of each row, and writes the outputs.</summary>
    bool Along(in Part part, ref L lanes)
    {
        int pitch = part.Under.Width;
        bool isSpoilt = false;
        int kernel = _kernel;
        if (_blocks)
        {
            ref L sums = ref MemoryMarshal.GetArrayDataReference(_sums);
            if (Unsafe.AreSame(ref lanes, ref sums)) sums = ref MemoryMarshal.GetArrayDataReference(_lanes);
            lanes = ref Blocks<T, L, TV, TJob>.Combine(ref lanes, ref sums, part.Rows * pitch, kernel, _dilation);
            kernel = 1;
        }
        else if (_stride > 2 && kernel > 1)
        {
            Everywhere(ref lanes, part.Rows * pitch, kernel);
            kernel = 1;
        }
        for (int row = 0; row < part.Rows; row++)
        {
            _job.BeginRow(part.Row + row, _taps.Of(part.Row + row, _offsets).Length);
            ref L source = ref Unsafe.Add(ref lanes, row * pitch);
            int position = row * _plan.Columns;
            Span<T> target = part.Y[position..];
            // Over the end of the row only where the next row of this tile is written afterwards.
            int room = part.Columns == _plan.Columns ? target.Length : part.Columns;
            isSpoilt |= _stride switch
            {
                1 when kernel == 3 => Along3(part, ref source, target, room),
                1 => Along1(part, ref source, kernel, target, room),
                2 when kernel == 3 && _dilation == 1 => Along3By2(part, ref source, target, room),
                2 => Along2(part, ref source, kernel, target, room),
                _ => Picked(part, ref source, target, room),
            };
        }
        return isSpoilt;
    }

    bool Along1(in Part part, ref L source, int kernel, Span<T> target, int room)
    {
        bool isSpoilt = false;
        for (int o = 0; o < part.Columns; o += TV.Count)
        {
            TV value = TV.Load(in Unsafe.Add(ref source, o));
            for (int j = 1; j < kernel; j++) value = TJob.Combine(value, TV.Load(in Unsafe.Add(ref source, o + (j * _dilation))));
            isSpoilt |= Write(value, part, o, target, room);
        }
        return isSpoilt;
    }

    bool Along3(in Part part, ref L source, Span<T> target, int room)
    {
        bool isSpoilt = false;
        ref L second = ref Unsafe.Add(ref source, _dilation);
        ref L third = ref Unsafe.Add(ref second, _dilation);
        for (int o = 0; o < part.Columns; o += TV.Count)
        {
            TV value = TJob.Combine(TV.Load(in Unsafe.Add(ref source, o)), TV.Load(in Unsafe.Add(ref second, o)));
            isSpoilt |= Write(TJob.Combine(value, TV.Load(in Unsafe.Add(ref third, o))), part, o, target, room);
        }
        return isSpoilt;
    }

    bool Along3By2(in Part part, ref L source, Span<T> target, int room)
    {
        bool isSpoilt = false;
        for (int o = 0; o < part.Columns; o += TV.Count)
        {
            ref L at = ref Unsafe.Add(ref source, 2 * o);
            TV low = TV.Load(in at), high = TV.Load(in Unsafe.Add(ref at, TV.Count));
            var third = TV.Even(TV.Load(in Unsafe.Add(ref at, 2)), TV.Load(in Unsafe.Add(ref at, TV.Count + 2)));
            isSpoilt |= Write(TJob.Combine(TJob.Combine(TV.Even(low, high), TV.Odd(low, high)), third), part, o, target, room);
        }
        return isSpoilt;
    }

    bool Along2(in Part part, ref L source, int kernel, Span<T> target, int room)
    {
        bool isSpoilt = false;
        for (int o = 0; o < part.Columns; o += TV.Count)
        {
            ref L at = ref Unsafe.Add(ref source, 2 * o);
            TV value = EveryOther(ref at, 0);
            for (int j = 1; j < kernel; j++) value = TJob.Combine(value, EveryOther(ref at, j * _dilation));
            isSpoilt |= Write(value, part, o, target, room);
        }
        return isSpoilt;
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

    /// <summary>Combines the windows at every position, in place, of which those of a stride are picked afterwards.</summary>
    readonly void Everywhere(ref L lanes, int count, int kernel)
    {
        int width = count - ((kernel - 1) * _dilation);
        for (int i = 0; i < width; i += TV.Count)
        {
            TV value = TV.Load(in Unsafe.Add(ref lanes, i));
            for (int j = 1; j < kernel; j++) value = TJob.Combine(value, TV.Load(in Unsafe.Add(ref lanes, i + (j * _dilation))));
            TV.Store(value, ref Unsafe.Add(ref lanes, i));
        }
    }

    /// <summary>Of windows at every position those that are outputs.</summary>
    bool Picked(in Part part, ref L source, Span<T> target, int room)
    {
        bool isSpoilt = false;
        Span<L> gathered = stackalloc L[TV.Count];
        for (int o = 0; o < part.Columns; o += TV.Count)
        {
            int count = Math.Min(TV.Count, part.Columns - o);
            gathered[count..].Fill(TJob.Empty);
            for (int i = 0; i < count; i++) gathered[i] = Unsafe.Add(ref source, (o + i) * _stride);
            isSpoilt |= Write(TV.Load(in MemoryMarshal.GetReference(gathered)), part, o, target, room);
        }
        return isSpoilt;
    }

    /// <summary>From the input rows to the outputs at once: windows of one column, or of two with a stride of 2.</summary>
    bool Direct(in Part part)
    {
        bool isSpoilt = false;
        for (int row = 0; row < part.Rows; row++)
        {
            ReadOnlySpan<int> taps = _taps.Of(part.Row + row, _offsets);
            _job.BeginRow(part.Row + row, taps.Length);
            Span<T> target = part.Y[(row * _plan.Columns)..];
            int room = part.Columns == _plan.Columns ? target.Length : part.Columns;
            Fetch(part, part.Row + row);
            if (taps.IsEmpty)
            {
                for (int o = 0; o < part.Columns; o += TV.Count) isSpoilt |= Write(TV.Create(TJob.Empty), part, o, target, room);
                continue;
            }
            ReadOnlySpan<T> source = part.X[part.Under.First..];
            ref readonly T x = ref MemoryMarshal.GetReference(source);
            int inside = source.Length - taps[^1];
            int column = 0;
            TV seen = default;
            ref T to = ref MemoryMarshal.GetReference(target);
            if (_kernel == 1)
            {
                int last = Math.Min(Math.Min(part.Columns - 1, room - TV.Count), inside - TV.Count);
                for (; column <= last; column += TV.Count)
                {
                    TV value = Down(in x, taps, column, ref seen);
                    if (_job.Write(value, part.Column + column, ref Unsafe.Add(ref to, column))) isSpoilt = true;
                }
            }
            else
            {
                int last = Math.Min(Math.Min(part.Columns - 1, room - TV.Count), (inside / 2) - TV.Count);
                if (taps.Length == 2)
                {
                    ref T a = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[0]);
                    ref T b = ref Unsafe.Add(ref Unsafe.AsRef(in x), taps[1]);
                    for (; column <= last; column += TV.Count)
                    {
                        TV lowA = At(in a, 2 * column), lowB = At(in b, 2 * column);
                        TV highA = At(in a, (2 * column) + TV.Count), highB = At(in b, (2 * column) + TV.Count);
                        seen = TJob.See(TJob.See(TJob.See(TJob.See(seen, lowA), lowB), highA), highB);
                        TV low = TJob.Combine(lowA, lowB), high = TJob.Combine(highA, highB);
                        if (_job.Write(TJob.Combine(TV.Even(low, high), TV.Odd(low, high)), part.Column + column, ref Unsafe.Add(ref to, column)))
                            isSpoilt = true;
                    }
                }
                for (; column <= last; column += TV.Count)
                {
                    TV low = Down(in x, taps, 2 * column, ref seen), high = Down(in x, taps, (2 * column) + TV.Count, ref seen);
                    if (_job.Write(TJob.Combine(TV.Even(low, high), TV.Odd(low, high)), part.Column + column, ref Unsafe.Add(ref to, column)))
                        isSpoilt = true;
                }
            }
            isSpoilt |= TJob.IsSpoilt(seen);
            if (column < part.Columns) isSpoilt |= DirectEdge(part, source, taps, column, target);
        }
        return isSpoilt;
    }

    /// <summary>The last outputs of a row where a register would read past the input or write past the tile.</summary>
    bool DirectEdge(in Part part, ReadOnlySpan<T> source, ReadOnlySpan<int> taps, int column, Span<T> target)
    {
        bool isSpoilt = false;
        Span<L> lanes = stackalloc L[3 * TV.Count];
        ref L first = ref MemoryMarshal.GetReference(lanes);
        for (; column < part.Columns; column += TV.Count)
        {
            int count = Math.Min(TV.Count, part.Columns - column);
            isSpoilt |= AcrossEdge(source[(column * _kernel)..], taps, ref first, count * _kernel);
            TV value = TV.Load(in first);
            if (_kernel == 2)
            {
                TV high = TV.Load(in Unsafe.Add(ref first, TV.Count));
                value = TJob.Combine(TV.Even(value, high), TV.Odd(value, high));
            }
            isSpoilt |= WriteEdge(value, part.Column + column, target.Slice(column, count));
        }
        return isSpoilt;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool Write(TV value, in Part part, int column, Span<T> target, int room)
    {
        if (column + TV.Count <= room) return _job.Write(value, part.Column + column, ref Unsafe.Add(ref MemoryMarshal.GetReference(target), column));
        return WriteEdge(value, part.Column + column, target[column..part.Columns]);
    }

    bool WriteEdge(TV value, int column, Span<T> target)
    {
        bool isSpoilt = _job.Write(value, column, ref _edge[0]);
        _edge.AsSpan(0, target.Length).CopyTo(target);
        return isSpoilt;
    }

    readonly void OneByOne(in Part part)
    {
        ReadOnlySpan<T> input = part.X[..(int)_geometry.InputPlane];
        for (int row = 0; row < part.Rows; row++)
        {
            ReadOnlySpan<int> taps = _taps.Of(part.Row + row, _offsets);
            for (int o = 0; o < part.Columns; o++)
                part.Y[(row * _plan.Columns) + o] = _job.One(input, taps, part.Row + row, part.Column + o);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref readonly T source, int i) => TJob.Read(in Unsafe.Add(ref Unsafe.AsRef(in source), i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV EveryOther(ref L source, int i) =>
        TV.Even(TV.Load(in Unsafe.Add(ref source, i)), TV.Load(in Unsafe.Add(ref source, i + TV.Count)));
}
