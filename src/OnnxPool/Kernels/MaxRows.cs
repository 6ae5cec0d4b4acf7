using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>
/// Combines the input rows under an output row into one row of column maxima, then reduces that row along its windows:
/// overlapping windows share the column work.
/// </summary>
sealed class MaxRows<T>() : MaxKernel<T>("max-rows") where T : unmanaged, INumber<T>
{
    protected override string? Refuses(KernelRequest request) =>
        request.Winners ? "it does not find positions"
        : request.Geometry.Axes.Length == 1 ? "one axis has no rows to combine"
        : null;

    public override void Run(PoolGeometry geometry, UnitRange units, ReadOnlySpan<T> x, Span<T> y, Span<long> winners)
    {
        int rowInput = (int)geometry.RowAxis.Input;
        T[] scratch = ArrayPool<T>.Shared.Rent(rowInput);
        var action = new Action { Axis = geometry.RowAxis, Columns = scratch.AsSpan(0, rowInput), Y = y };
        RowWalk.Run(geometry, x, units, ref action);
        ArrayPool<T>.Shared.Return(scratch);
    }

    ref struct Action : IRowAction<T>
    {
        public PoolAxis Axis;
        public Span<T> Columns;
        public Span<T> Y;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            Span<T> target = Y.Slice(output, (int)Axis.Output);
            if (taps.IsEmpty)
            {
                target.Fill(Empty);
                return;
            }
            plane.Slice(taps[0], Columns.Length).CopyTo(Columns);
            foreach (int offset in taps[1..])
                Combine(plane.Slice(offset, Columns.Length), Columns);
            for (int o = 0; o < target.Length; o++)
            {
                T best = Reduce(Columns, Axis, o);
                // Rows first finds a NaN, but of several not the first in row-major order, whose bits are the answer.
                if (T.IsNaN(best)) best = plane[MaxScan<T>.Winner(plane, taps, Axis, o)];
                target[o] = best;
            }
        }
    }

    static void Combine(ReadOnlySpan<T> row, Span<T> columns)
    {
        for (int i = 0; i < columns.Length; i++)
            columns[i] = T.Max(columns[i], row[i]);
    }

    static T Reduce(ReadOnlySpan<T> columns, PoolAxis axis, int output)
    {
        (long first, long count) = axis.Window(output);
        if (count == 0) return Empty;
        int i = (int)first;
        T best = columns[i];
        for (long n = count - 1; n > 0; n--)
        {
            i += (int)axis.Dilation;
            best = T.Max(best, columns[i]);
        }
        return best;
    }
}
