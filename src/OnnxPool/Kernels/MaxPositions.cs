using System.Buffers;
using System.Numerics;
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
        PoolAxis axis = geometry.RowAxis;
        var plan = new PositionPlan(axis);
        // Registers pass the last column by less than two of them.
        int length = plan.Columns(plan.PartOutputs) + (2 * TV.Count);
        TKey[] keys = ArrayPool<TKey>.Shared.Rent(length);
        TKey[] positions = ArrayPool<TKey>.Shared.Rent(length);
        for (int i = 0; i < TV.Count; i++) positions[i] = TKey.CreateTruncating(i);
        int end = units.To * (int)axis.Output;
        var action = new Action
        {
            Axis = axis,
            Plan = plan,
            InputPlane = (int)geometry.InputPlane,
            OutputPlane = (int)geometry.OutputPlane,
            LaneNumbers = TV.Load(in positions[0]),
            Keys = keys.AsSpan(0, length),
            Positions = positions.AsSpan(0, length),
            X = x,
            // A register may pass the end of an output row where the next one is written later, by this call.
            Y = y[..end],
            Winners = winners[..end],
        };
        RowWalk.Run(geometry, x, units, ref action);
        ArrayPool<TKey>.Shared.Return(keys);
        ArrayPool<TKey>.Shared.Return(positions);
    }

    ref struct Action : IRowAction<T>
    {
        public PoolAxis Axis;
        public PositionPlan Plan;
        public int InputPlane;
        public int OutputPlane;
        public TV LaneNumbers;
        public Span<TKey> Keys;
        public Span<TKey> Positions;
        public ReadOnlySpan<T> X;
        public Span<T> Y;
        public Span<long> Winners;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            var outputs = (int)Axis.Output;
            if (taps.IsEmpty)
            {
                Y.Slice(output, outputs).Fill(Empty);
                Winners.Slice(output, outputs).Fill(-1);
                return;
            }
            int start = output / OutputPlane * InputPlane;
            int part = Plan.PartOutputs;
            for (int o = 0; o < outputs; o += part)
            {
                int count = Math.Min(part, outputs - o);
                int columns = Plan.Columns(count);
                Columns(start, taps, Axis.Start(o), columns);
                Double(columns);
                Outputs(output + o, count);
            }
        }

        /// <summary>The best of each column from <paramref name="first"/> on, which may be before the row; what is outside of the row is padding.</summary>
        readonly void Columns(int start, ReadOnlySpan<int> taps, long first, int columns)
        {
            ref TKey keys = ref MemoryMarshal.GetReference(Keys), positions = ref MemoryMarshal.GetReference(Positions);
            var from = (int)Math.Clamp(-first, 0, columns);
            var to = (int)Math.Clamp(Axis.Input - first, from, columns);
            PositionLanes<T, TKey, TV>.Pad(ref keys, ref positions, 0, from);
            if (from < to)
            {
                // Of the first column; it is in the plane if any is.
                start += (int)first;
                int done = PositionLanes<T, TKey, TV>.Down(X, start, taps, LaneNumbers, from, to, ref keys, ref positions);
                PositionLanes<T, TKey, Simd1<TKey>>.Down(X, start, taps, default, done, to, ref keys, ref positions);
            }
            PositionLanes<T, TKey, TV>.Pad(ref keys, ref positions, to, columns);
        }

        readonly void Double(int columns)
        {
            ref TKey keys = ref MemoryMarshal.GetReference(Keys), positions = ref MemoryMarshal.GetReference(Positions);
            for (int taps = 1; taps < Plan.Doubled; taps *= 2)
            {
                int distance = taps * (int)Axis.Dilation;
                columns -= distance;
                PositionLanes<T, TKey, TV>.Double(ref keys, ref positions, distance, columns);
            }
            if (Plan.Picks) PositionLanes<T, TKey, TV>.Double(ref keys, ref positions, Plan.Distance, columns - Plan.Distance);
        }

        readonly void Outputs(int output, int count)
        {
            ref TKey keys = ref MemoryMarshal.GetReference(Keys), positions = ref MemoryMarshal.GetReference(Positions);
            Span<T> y = Y[output..];
            Span<long> winners = Winners[output..];
            int taps = Plan.Picks ? 1 : Plan.Taps, stride = (int)Axis.Stride;
            int done = stride > 2 ? 0
                : PositionLanes<T, TKey, TV>.Along(ref keys, ref positions, taps, Plan.Distance, stride, X, y, winners, 0, count);
            PositionLanes<T, TKey, Simd1<TKey>>.Along(ref keys, ref positions, taps, Plan.Distance, stride, X, y, winners, done, count);
        }
    }
}
