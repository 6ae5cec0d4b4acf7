using System.Numerics;

namespace OnnxPool;

/// <summary>Visits every tap of every window, column by column; takes any request.</summary>
sealed class AverageScan<T, TSum>() : AverageKernel<T, TSum>("average-scan")
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public override long Cost(PoolGeometry geometry) => geometry.Visits;

    public override void Run(PoolGeometry geometry, UnitRange units, bool includePad, ReadOnlySpan<T> x, Span<T> y)
    {
        var action = new Action { Axis = geometry.RowAxis, IncludePad = includePad, Y = y };
        RowWalk.Run(geometry, x, units, ref action);
    }

    ref struct Action : IRowAction<T>
    {
        public PoolAxis Axis;
        public bool IncludePad;
        public Span<T> Y;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            for (int o = 0; o < Axis.Output; o++)
                Y[output + o] = Divide(Sum(plane, taps, Axis, o), plane, taps, Axis, o, paddedRows, IncludePad);
        }
    }

    static TSum Sum(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolAxis axis, int output)
    {
        (long first, long count) = axis.Window(output);
        TSum sum = default;
        int column = (int)first;
        // One row is the common case of 1-D and global pooling, and its column sums are the elements.
        if (taps.Length == 1)
        {
            for (column += taps[0]; count > 0; count--, column += (int)axis.Dilation) sum += plane[column];
            return sum;
        }
        for (; count > 0; count--, column += (int)axis.Dilation)
        {
            TSum down = default;
            foreach (int offset in taps) down += plane[offset + column];
            sum += down;
        }
        return sum;
    }
}
