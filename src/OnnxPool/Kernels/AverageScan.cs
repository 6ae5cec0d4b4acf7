using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>Visits every tap of every window, column by column; takes any request.</summary>
sealed class AverageScan<T, TSum>() : AverageKernel<T, TSum>("average-scan")
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public override void Run(PoolGeometry geometry, bool includePad, ReadOnlySpan<T> x, Span<T> y)
    {
        var rows = new RowTaps(geometry);
        PoolAxis axis = geometry.RowAxis;
        int inputPlane = (int)geometry.InputPlane;
        int rowOutput = (int)axis.Output;
        int[] offsets = ArrayPool<int>.Shared.Rent(rows.MaxTaps);
        int at = 0;
        for (ReadOnlySpan<T> rest = x; !rest.IsEmpty; rest = rest[inputPlane..])
        {
            ReadOnlySpan<T> plane = rest[..inputPlane];
            for (int row = 0; row < rows.Rows; row++)
            {
                ReadOnlySpan<int> taps = offsets.AsSpan(0, rows.Fill(row, offsets, out long paddedRows));
                for (int o = 0; o < rowOutput; o++, at++)
                    y[at] = Divide(Sum(plane, taps, axis, o), plane, taps, axis, o, paddedRows, includePad);
            }
        }
        ArrayPool<int>.Shared.Return(offsets);
    }

    static TSum Sum(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolAxis axis, int output)
    {
        (long first, long count) = axis.Window(output);
        if (taps.Length == 1) return SumRow(plane, taps[0] + (int)first, count, (int)axis.Dilation);
        TSum sum = default;
        int column = (int)first;
        for (long n = count; n > 0; n--, column += (int)axis.Dilation)
        {
            TSum down = default;
            foreach (int offset in taps) down += plane[offset + column];
            sum += down;
        }
        return sum;
    }

    static TSum SumRow(ReadOnlySpan<T> plane, int first, long count, int dilation)
    {
        TSum sum = default;
        for (; count > 0; count--, first += dilation) sum += plane[first];
        return sum;
    }
}
