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
/// Lanes are neighbouring positions. Loops over whole registers call nothing, so that these stay in registers. The last register of a row hangs over its end: over input that is read and not used (up to the end of the
/// input, where elements are copied first), over lanes and outputs that are written afterwards (up to the end of the tile).
/// </remarks>
ref partial struct TileWalk<T, L, TV, TJob>
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
    readonly bool _everywhere;
    readonly bool _isSameWidth;
    readonly L[] _masks;
    readonly bool _isPlane;
    readonly bool _inRuns;
    TapRuns _runs;
    readonly ref TJob _job;

    TileWalk(PoolGeometry geometry, ref TJob job)
    {
        _geometry = geometry;
        _plan = new TilePlan(geometry, Unsafe.SizeOf<L>());
        _taps = geometry.Under;
        _job = ref job;
        // Of an input row, or as much as is new under an output row: where there are few of these, no more than can be wished for at once.
        long row = _plan.ExtentDown > 0 ? geometry.RowAxis.Input : geometry.InputPlane / _taps.Rows;
        _rowBytes = (int)Math.Min(row * Unsafe.SizeOf<T>(), Prefetch.Most);
        PoolAxis axis = geometry.RowAxis;
        (_kernel, _stride, _dilation) = ((int)axis.Kernel, (int)axis.Stride, (int)axis.Dilation);
        // Windows of which registers of input make registers of output, without a row between.
        _isSameWidth = TilePlan.IsSameWidth(geometry);
        _masks = ArrayPool<L>.Shared.Rent(_isSameWidth ? _kernel * MaskLength : 0);
        if (_isSameWidth) FormMasks();
        _everywhere = _stride > 2 || TilePlan.IsFlat(geometry);
        _direct = _plan.ExtentDown == 0 && ((_kernel == 1 && _stride == 1) || (_kernel == 2 && _stride == 2 && _dilation == 1));
        _offsets = ArrayPool<int>.Shared.Rent(_taps.Scratch);
        _edge = ArrayPool<T>.Shared.Rent(2 * TV.Count);
        int width = _plan.Under(0, _plan.TileColumns).Width;
        // Past the last row: the second register of a stride of 2, the taps of lanes that hang over, and what blocks read and write.
        int used = _plan.SlabRows(_plan.TileRows) * width;
        int length = used + (int)axis.PadBegin + (TV.Count * 3) + ((_kernel - 1) * _dilation) + Blocks<T, L, TV, TJob>.Slack;
        _lanes = ArrayPool<L>.Shared.Rent(length);
        // Lanes that hang over are never used, but if they were not finite the tile would be formed one by one.
        _lanes.AsSpan(used).Fill(TJob.Empty);
        _blocks = BlockOrder.IsUsed(axis);
        // Of what may be combined in any order the taps are taken as they come.
        _isPlane = !TJob.IsIdempotent && PlaneSum.IsUsedDown(geometry);
        _inRuns = !TJob.IsIdempotent && TapRuns.IsUsed(geometry);
        if (_inRuns) _runs = new TapRuns(geometry);
        int sums = _isPlane ? PlaneSum.Parts * Math.Max(PlaneLanesAtOnce, TV.Count)
            : _inRuns ? _runs.Levels * Abreast * TV.Count
            : !TJob.IsIdempotent && (_blocks || _plan.ExtentDown > 0) ? length : 0;
        _sums = ArrayPool<L>.Shared.Rent(sums);
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
        ArrayPool<L>.Shared.Return(walk._masks);
        if (walk._inRuns) walk._runs.Return();
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
        else if (_isSameWidth)
        {
            part.Under = new TileColumns(0, 0, _plan.Columns, 0);
            ref L lanes = ref _lanes[(int)_geometry.RowAxis.PadBegin];
            isSpoilt = Rows(part, ref lanes) | AlongSameWidth(part, ref lanes);
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
                PoolAxis down = _geometry.KernelAxes[0];
                int step = (int)down.Dilation * pitch;
                if (BlockOrder.IsUsed(down))
                    lanes = ref Blocks<T, L, TV, TJob>.Combine(ref lanes, ref MemoryMarshal.GetArrayDataReference(_sums), rows * pitch, (int)down.Kernel, step);
                else
                    Everywhere(ref lanes, rows * pitch, (int)down.Kernel, step);
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

    static void Fill(ref L target, int count)
    {
        var empty = TV.Create(TJob.Empty);
        for (int i = 0; i < count; i += TV.Count) TV.Store(empty, ref Unsafe.Add(ref target, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref readonly T source, int i) => TJob.Read(in Unsafe.Add(ref Unsafe.AsRef(in source), i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV At(ref readonly L source, int i) => TV.Load(in Unsafe.Add(ref Unsafe.AsRef(in source), i));
}
