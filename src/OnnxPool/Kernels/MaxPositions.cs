using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// Maxima and where they stand, in registers of one width: the best of each column of the rows under an output row, then the best column of
/// each window. Elements are compared as integers (<see cref="OrderKey{T, TKey, TV}"/>), with their positions beside them.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
/// <typeparam name="TKey">Its key; a position is an integer of the same size, because X is no longer than a span.</typeparam>
/// <typeparam name="TV">A register of either.</typeparam>
sealed class MaxPositions<T, TKey, TV>(int bits) : MaxKernel<T>("max-positions", bits)
    where T : unmanaged, INumber<T>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    where TV : struct, ISimd<TV, TKey>
{
    protected override string? Refuses(KernelRequest request) =>
        request.Winners ? PositionPlan.WhyNot(request.Geometry.RowAxis) : "positions are not asked for";

    public override void Run(PoolGeometry geometry, UnitRange units, ReadOnlySpan<T> x, Span<T> y, Span<long> winners)
    {
        var plan = new PositionPlan(geometry.RowAxis);
        // Registers pass the last column by less than two of them.
        int length = (plan.Rows * plan.Columns) + (2 * TV.Count);
        TKey[] keys = ArrayPool<TKey>.Shared.Rent(length);
        TKey[] positions = ArrayPool<TKey>.Shared.Rent(length);
        int[] offsets = ArrayPool<int>.Shared.Rent(geometry.Under.Scratch);
        int end = units.To * plan.RowOutputs;
        var work = new Work
        {
            Plan = plan,
            Under = geometry.Under,
            InputPlane = (int)geometry.InputPlane,
            Offsets = offsets,
            Keys = keys.AsSpan(0, length),
            Positions = positions.AsSpan(0, length),
            X = x,
            // A register may pass the end of an output row where the next one is written later, by this call.
            Y = y[..end],
            Winners = winners[..end],
        };
        for (int row = units.From; row < units.To; row += plan.Rows)
            work.Rows(row, Math.Min(units.To, row + plan.Rows));
        ArrayPool<TKey>.Shared.Return(keys);
        ArrayPool<TKey>.Shared.Return(positions);
        ArrayPool<int>.Shared.Return(offsets);
    }

    ref struct Work
    {
        public PositionPlan Plan;
        public RowTaps Under;
        public int InputPlane;
        public int[] Offsets;
        public Span<TKey> Keys;
        public Span<TKey> Positions;
        public ReadOnlySpan<T> X;
        public Span<T> Y;
        public Span<long> Winners;

        /// <summary>Computes output rows, no more than fit in the buffers.</summary>
        public readonly void Rows(int from, int to)
        {
            if (Plan.Fuses)
                while (from < to && Fused(from)) from++;
            for (int o = 0; o < Plan.RowOutputs; o += Plan.Outputs)
            {
                int count = Math.Min(Plan.Outputs, Plan.RowOutputs - o);
                // All columns before the first output: a register across two that were stored just now would wait for them.
                Columns(from, to, Plan.Real(o, count));
                Double((to - from) * Plan.Columns);
                if (Plan.Picks)
                    for (int row = from; row < to; row++) Pick((row - from) * Plan.Columns, count);
                for (int row = from; row < to; row++) Outputs((row * Plan.RowOutputs) + o, (row - from) * Plan.Columns, count);
            }
        }

        /// <summary>An output row without a buffer between; false near the end of X or Y.</summary>
        readonly bool Fused(int row)
        {
            (int plane, int inPlane) = Math.DivRem(row, Under.Rows);
            ReadOnlySpan<int> taps = Under.Of(inPlane, Offsets);
            int output = row * Plan.RowOutputs;
            return !taps.IsEmpty && PositionLanes<T, TKey, TV>.Fused(
                X, plane * InputPlane, taps, Plan.Stride == 2, Y[output..], Winners[output..], Plan.RowOutputs) >= Plan.RowOutputs;
        }

        /// <summary>The best of each column under parts of rows; outside of the input row is padding.</summary>
        readonly void Columns(int fromRow, int toRow, (long First, int From, int To) real)
        {
            ref TKey keys = ref MemoryMarshal.GetReference(Keys), positions = ref MemoryMarshal.GetReference(Positions);
            (int plane, int inPlane) = Math.DivRem(fromRow, Under.Rows);
            for (int row = fromRow; row < toRow; row++)
            {
                ReadOnlySpan<int> taps = Under.Of(inPlane, Offsets);
                int to = taps.IsEmpty ? real.From : real.To;
                PositionLanes<T, TKey, TV>.Pad(ref keys, ref positions, 0, real.From);
                if (real.From < to)
                {
                    int start = (plane * InputPlane) + (int)real.First;
                    int done = PositionLanes<T, TKey, TV>.Down(X, start, taps, real.From, to, ref keys, ref positions);
                    if (done < to) PositionLanes<T, TKey, Simd1<TKey>>.Down(X, start, taps, done, to, ref keys, ref positions);
                }
                PositionLanes<T, TKey, TV>.Pad(ref keys, ref positions, to, Plan.Columns);
                keys = ref Unsafe.Add(ref keys, Plan.Columns);
                positions = ref Unsafe.Add(ref positions, Plan.Columns);
                if (++inPlane == Under.Rows) (plane, inPlane) = (plane + 1, 0);
            }
        }

        readonly void Double(int columns)
        {
            ref TKey keys = ref MemoryMarshal.GetReference(Keys), positions = ref MemoryMarshal.GetReference(Positions);
            int distance = Plan.Dilation;
            for (int taps = 1; taps < Plan.Doubled; taps *= 2, distance *= 2)
                PositionLanes<T, TKey, TV>.Double(ref keys, ref positions, distance, columns -= distance);
            if (Plan.Picks && Plan.Taps > 1) PositionLanes<T, TKey, TV>.Double(ref keys, ref positions, Plan.Distance, columns - Plan.Distance);
        }

        /// <summary>Moves the columns of a row's outputs to its front.</summary>
        readonly void Pick(int at, int count)
        {
            Span<TKey> keys = Keys.Slice(at, Plan.Columns), positions = Positions.Slice(at, Plan.Columns);
            for (int o = 1; o < count; o++)
                (keys[o], positions[o]) = (keys[o * Plan.Stride], positions[o * Plan.Stride]);
        }

        readonly void Outputs(int output, int at, int count)
        {
            ref TKey keys = ref Unsafe.Add(ref MemoryMarshal.GetReference(Keys), at);
            ref TKey positions = ref Unsafe.Add(ref MemoryMarshal.GetReference(Positions), at);
            Span<T> y = Y[output..];
            Span<long> winners = Winners[output..];
            (int taps, int stride) = Plan.Picks ? (1, 1) : (Plan.Taps, Plan.Stride);
            int done = PositionLanes<T, TKey, TV>.Along(ref keys, ref positions, taps, Plan.Distance, stride, X, y, winners, 0, count);
            if (done < count) PositionLanes<T, TKey, Simd1<TKey>>.Along(ref keys, ref positions, taps, Plan.Distance, stride, X, y, winners, done, count);
        }
    }
}
