using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>Visits every tap of every window in row-major order; takes any request.</summary>
sealed class MaxScan<T>() : MaxKernel<T>("max-scan") where T : unmanaged, INumber<T>
{
    public override void Run(PoolGeometry geometry, ReadOnlySpan<T> x, Span<T> y, Span<long> winners)
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
                ReadOnlySpan<int> taps = offsets.AsSpan(0, rows.Fill(row, offsets, out _));
                for (int o = 0; o < rowOutput; o++, at++)
                {
                    int winner = Winner(plane, taps, axis, o);
                    y[at] = winner < 0 ? Empty : plane[winner];
                    if (!winners.IsEmpty) winners[at] = winner;
                }
            }
        }
        ArrayPool<int>.Shared.Return(offsets);
    }

    /// <summary>Position in the plane of the first maximum of a window; −1 if the window has no real element.</summary>
    public static int Winner(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolAxis axis, int output)
    {
        (long first, long count) = axis.Window(output);
        int winner = -1;
        foreach (int offset in taps)
        {
            int i = offset + (int)first;
            for (long n = count; n > 0; n--, i += (int)axis.Dilation)
                if (winner < 0 || Beats(plane[i], plane[winner])) winner = i;
        }
        return winner;
    }
}
