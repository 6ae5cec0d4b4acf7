using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>Adds the input rows under an output row into one row of column sums, then adds along the windows of that row.</summary>
sealed class AverageRows<T, TSum>() : AverageKernel<T, TSum>("average-rows")
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public override string? WhyNot(KernelRequest request) =>
        request.Geometry.Axes.Length == 1 ? "one axis has no rows to add" : null;

    public override void Run(PoolGeometry geometry, bool includePad, ReadOnlySpan<T> x, Span<T> y)
    {
        var rows = new RowTaps(geometry);
        PoolAxis axis = geometry.RowAxis;
        int inputPlane = (int)geometry.InputPlane;
        int rowInput = (int)axis.Input;
        int rowOutput = (int)axis.Output;
        int[] offsets = ArrayPool<int>.Shared.Rent(rows.MaxTaps);
        TSum[] scratch = ArrayPool<TSum>.Shared.Rent(rowInput);
        Span<TSum> columns = scratch.AsSpan(0, rowInput);
        int at = 0;
        for (ReadOnlySpan<T> rest = x; !rest.IsEmpty; rest = rest[inputPlane..])
        {
            ReadOnlySpan<T> plane = rest[..inputPlane];
            for (int row = 0; row < rows.Rows; row++)
            {
                ReadOnlySpan<int> taps = offsets.AsSpan(0, rows.Fill(row, offsets, out long paddedRows));
                columns.Clear();
                foreach (int offset in taps)
                    Add(plane.Slice(offset, rowInput), columns);
                for (int o = 0; o < rowOutput; o++, at++)
                    y[at] = Divide(Sum(columns, axis, o), plane, taps, axis, o, paddedRows, includePad);
            }
        }
        ArrayPool<TSum>.Shared.Return(scratch);
        ArrayPool<int>.Shared.Return(offsets);
    }

    static void Add(ReadOnlySpan<T> row, Span<TSum> columns)
    {
        for (int i = 0; i < columns.Length; i++) columns[i] += row[i];
    }

    static TSum Sum(ReadOnlySpan<TSum> columns, PoolAxis axis, int output)
    {
        (long first, long count) = axis.Window(output);
        TSum sum = default;
        for (int column = (int)first; count > 0; count--, column += (int)axis.Dilation) sum += columns[column];
        return sum;
    }
}
