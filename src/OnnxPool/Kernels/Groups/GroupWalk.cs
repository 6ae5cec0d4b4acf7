using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// Pools small planes side by side: as many as a register has lanes are turned (<see cref="PlaneTurn{T, TV}"/>), so that a lane is a plane. Then no row is
/// shorter than a register, none has an edge inside one, and a stride is only a step; at the end the results are turned back.
/// </summary>
/// <remarks>The order is that of <see cref="TileWalk{T, L, TV, TJob}"/>: down the columns first, then along the rows, both in blocks where windows are long.</remarks>
/// <typeparam name="T">Element of input and output.</typeparam>
/// <typeparam name="TV">Register of elements.</typeparam>
/// <typeparam name="L">Lane in which windows are reduced.</typeparam>
/// <typeparam name="TL">Register of these; as many lanes as <typeparamref name="TV"/> has, or a part of them.</typeparam>
/// <typeparam name="TJob">What a window reduces to.</typeparam>
readonly ref partial struct GroupWalk<T, TV, L, TL, TJob>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
    where L : unmanaged
    where TL : struct, ILanes<TL, L>
    where TJob : struct, ITileJob<T, L, TL>
{
    const int LongestByTaps = 24;

    readonly PoolGeometry _geometry;
    readonly RowTaps _taps;
    readonly int[] _offsets;
    readonly AlignedScratch<T> _elements;
    readonly AlignedScratch<T> _results;
    readonly AlignedScratch<L> _lanes;
    readonly AlignedScratch<L> _sums;
    readonly TileColumns _under;
    readonly int _columns;
    readonly int _slabRows;
    readonly bool _blocksDown;
    readonly bool _blocksAlong;
    readonly bool _sideBySideDown;
    readonly ref TJob _job;

    GroupWalk(PoolGeometry geometry, ref TJob job)
    {
        _geometry = geometry;
        _taps = geometry.Under;
        _job = ref job;
        _offsets = ArrayPool<int>.Shared.Rent(_taps.Scratch);
        _elements = new AlignedScratch<T>((int)geometry.InputPlane * TV.Count);
        _results = new AlignedScratch<T>((int)geometry.OutputPlane * TV.Count);
        _columns = (int)geometry.RowAxis.Output;
        _under = new TilePlan(geometry, Unsafe.SizeOf<L>()).Under(0, _columns);
        _blocksDown = BlockOrder.IsUsedDown(geometry) && NeedsBlocks(geometry.KernelAxes[0]);
        _blocksAlong = BlockOrder.IsUsed(geometry.RowAxis) && NeedsBlocks(geometry.RowAxis);
        _sideBySideDown = geometry.KernelAxes is [{ Stride: 1, Dilation: 1, Kernel: > 2 }, _];
        _slabRows = _blocksDown ? (int)(((_taps.Rows - 1) * geometry.KernelAxes[0].Stride) + geometry.KernelAxes[0].Extent) : _blocksAlong ? _taps.Rows : SideBySide;
        int length = (_slabRows * Pitch) + Blocks<T, L, TL, TJob>.Slack;
        _lanes = new AlignedScratch<L>(length);
        _sums = new AlignedScratch<L>(!TJob.IsIdempotent && (_blocksDown || _blocksAlong) ? length : 0);
        // Padding, which nothing is written over but by blocks.
        _lanes.Span.Fill(TJob.Empty);
    }

    // Blocks read padding too, of which small planes have much; and with sums they are the order.
    static bool NeedsBlocks(PoolAxis axis) => !TJob.IsIdempotent || axis.Kernel > LongestByTaps;

    /// <summary>Lanes of a row, with its padding.</summary>
    int Pitch => _under.Width * TV.Count;

    /// <summary>Pools groups of planes.</summary>
    public static void Run(TJob job, PoolGeometry geometry, UnitRange units, ReadOnlySpan<T> x, Span<T> y)
    {
        if (units.From == units.To) return;
        var walk = new GroupWalk<T, TV, L, TL, TJob>(geometry, ref job);
        for (int unit = units.From; unit < units.To; unit++) walk.Group(unit, x, y);
        ArrayPool<int>.Shared.Return(walk._offsets);
        walk._elements.Return();
        walk._results.Return();
        walk._lanes.Return();
        walk._sums.Return();
    }

    void Group(int unit, ReadOnlySpan<T> x, Span<T> y)
    {
        int input = (int)_geometry.InputPlane, output = (int)_geometry.OutputPlane;
        int first = unit * TV.Count;
        // The last group has planes before it again, whose results are another's to write.
        int again = Math.Max(0, first + TV.Count - (int)_geometry.Planes);
        ReadOnlySpan<T> source = x.Slice((first - again) * input, TV.Count * input);
        Span<T> target = y.Slice(first * output, (TV.Count - again) * output);
        var turn = new PlaneTurn<T, TV>(source, input, _elements.Span, target, output, _results.Span, again);
        bool isSpoilt = _blocksDown || _blocksAlong ? ByBlocks(ref turn) : RowByRow(ref turn);
        if (isSpoilt) OneByOne(source[(again * input)..], target);
    }

    bool RowByRow(ref PlaneTurn<T, TV> turn)
    {
        bool isSpoilt = false;
        int seen = 0;
        ref L lanes = ref _lanes.First;
        for (int o = 0; o < _taps.Rows;)
        {
            ReadOnlySpan<int> taps = _taps.Of(o, _offsets);
            int rows = HasSideBySide(o) ? SideBySide : 1;
            if (!taps.IsEmpty) isSpoilt |= Reach(ref turn, taps[^1] + ((rows - 1) * (int)_geometry.RowAxis.Input), ref seen);
            if (rows == 1) Down(taps, ref lanes);
            else Down(taps[0], ref lanes);
            for (int i = 0; i < rows; i++, o++) isSpoilt |= Along(o, taps.Length, in Unsafe.Add(ref lanes, i * Pitch), (int)_geometry.RowAxis.Kernel);
            turn.Part(o * _columns);
        }
        return isSpoilt;
    }

    /// <summary>Whether the windows from a row on, of as many rows as are formed at once, have all their taps, each a row after the one before.</summary>
    bool HasSideBySide(int o)
    {
        if (!_sideBySideDown || o + SideBySide > _taps.Rows) return false;
        PoolAxis down = _geometry.KernelAxes[0];
        return o >= down.PadBegin && o + SideBySide - 1 + down.Kernel <= down.Input + down.PadBegin;
    }

    bool ByBlocks(ref PlaneTurn<T, TV> turn)
    {
        bool isSpoilt = false;
        int seen = 0;
        ref L lanes = ref _lanes.First;
        ref L sums = ref _sums.First;
        int pitch = Pitch, step = pitch;
        _lanes.Span[..(_slabRows * pitch)].Fill(TJob.Empty);
        PoolAxis axis = _geometry.RowAxis;
        if (_blocksDown)
        {
            PoolAxis down = _geometry.KernelAxes[0];
            var first = (int)-down.Start(0);
            for (int i = Math.Max(0, -first); i < down.Input && first + i < _slabRows; i++)
            {
                int offset = i * (int)axis.Input;
                isSpoilt |= Reach(ref turn, offset, ref seen);
                Down(new ReadOnlySpan<int>(in offset), ref Unsafe.Add(ref lanes, (first + i) * pitch));
            }
            lanes = ref Blocks<T, L, TL, TJob>.Combine(ref lanes, ref sums, _slabRows * pitch, (int)down.Kernel, (int)down.Dilation * pitch);
            step *= (int)down.Stride;
        }
        else
        {
            for (int o = 0; o < _taps.Rows; o++)
            {
                ReadOnlySpan<int> taps = _taps.Of(o, _offsets);
                if (!taps.IsEmpty) isSpoilt |= Reach(ref turn, taps[^1], ref seen);
                Down(taps, ref Unsafe.Add(ref lanes, o * pitch));
            }
        }
        int kernel = (int)axis.Kernel;
        if (_blocksAlong)
        {
            ref L other = ref Unsafe.AreSame(ref lanes, ref sums) ? ref _lanes.First : ref sums;
            lanes = ref Blocks<T, L, TL, TJob>.Combine(ref lanes, ref other, ((_taps.Rows - 1) * step) + pitch, kernel, (int)axis.Dilation * TV.Count);
            kernel = 1;
        }
        for (int o = 0; o < _taps.Rows; o++)
        {
            isSpoilt |= Along(o, _taps.Of(o, _offsets).Length, in Unsafe.Add(ref lanes, o * step), kernel);
            turn.Part((o + 1) * _columns);
        }
        return isSpoilt;
    }

    /// <summary>Has rows turned, as far as they are not, and looks at them.</summary>
    /// <param name="turn">The planes.</param>
    /// <param name="tap">Where the last row begins.</param>
    /// <param name="seen">Positions that were looked at.</param>
    /// <returns>Whether an element makes results useless.</returns>
    bool Reach(ref PlaneTurn<T, TV> turn, int tap, ref int seen)
    {
        int end = tap + (int)_geometry.RowAxis.Input;
        if (end <= seen) return false;
        turn.Join(end);
        int from = seen * TV.Count;
        seen = end;
        return TJob.IsWatchful && IsSpoilt(ref Unsafe.Add(ref _elements.First, from), (end * TV.Count) - from);
    }

    static bool IsSpoilt(ref T source, nint count)
    {
        TL seen = default;
        for (nint i = 0; i < count; i += TL.Count) seen = TJob.See(seen, TJob.Read(in Unsafe.Add(ref source, i)));
        return TJob.IsSpoilt(seen);
    }

    void OneByOne(ReadOnlySpan<T> x, Span<T> y)
    {
        int input = (int)_geometry.InputPlane;
        for (int i = 0; i < y.Length; i++)
        {
            (int line, int column) = Math.DivRem(i, _columns);
            (int plane, int row) = Math.DivRem(line, _taps.Rows);
            ReadOnlySpan<int> taps = _taps.Of(row, _offsets);
            y[i] = _job.One(x.Slice(plane * input, input), taps, row, column);
        }
    }
}
