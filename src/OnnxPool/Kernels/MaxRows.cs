using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>
/// Combines the input rows under an output row into one row of column maxima, then reduces that row along its windows:
/// overlapping windows share the column work.
/// </summary>
sealed class MaxRows<T>() : MaxKernel<T>("max-rows") where T : unmanaged, INumber<T>
{
    public override string? WhyNot(KernelRequest request) =>
        request.Winners ? "it does not find positions"
        : request.Geometry.Axes.Length == 1 ? "one axis has no rows to combine"
        : null;

    public override void Run(PoolGeometry geometry, ReadOnlySpan<T> x, Span<T> y, Span<long> winners)
    {
        var rows = new RowTaps(geometry);
        PoolAxis axis = geometry.RowAxis;
        int inputPlane = (int)geometry.InputPlane;
        int rowInput = (int)axis.Input;
        int rowOutput = (int)axis.Output;
        int[] offsets = ArrayPool<int>.Shared.Rent(rows.MaxTaps);
        T[] scratch = ArrayPool<T>.Shared.Rent(rowInput);
        Span<T> columns = scratch.AsSpan(0, rowInput);
        int at = 0;
        for (ReadOnlySpan<T> rest = x; !rest.IsEmpty; rest = rest[inputPlane..])
        {
            ReadOnlySpan<T> plane = rest[..inputPlane];
            for (int row = 0; row < rows.Rows; row++, at += rowOutput)
            {
                ReadOnlySpan<int> taps = offsets.AsSpan(0, rows.Fill(row, offsets, out _));
                Span<T> target = y.Slice(at, rowOutput);
                if (taps.IsEmpty)
                {
                    target.Fill(Empty);
                    continue;
                }
                plane.Slice(taps[0], rowInput).CopyTo(columns);
                foreach (int offset in taps[1..])
                    Combine(plane.Slice(offset, rowInput), columns);
                for (int o = 0; o < target.Length; o++)
                {
                    T best = Reduce(columns, axis, o);
                    // Rows first finds a NaN, but of several not the first in row-major order, whose bits are the answer.
                    if (T.IsNaN(best)) best = plane[MaxScan<T>.Winner(plane, taps, axis, o)];
                    target[o] = best;
                }
            }
        }
        ArrayPool<T>.Shared.Return(scratch);
        ArrayPool<int>.Shared.Return(offsets);
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
