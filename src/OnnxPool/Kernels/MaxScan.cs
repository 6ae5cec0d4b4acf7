using System.Numerics;

namespace OnnxPool;

/// <summary>Visits every tap of every window in row-major order; takes any request.</summary>
sealed class MaxScan<T>() : MaxKernel<T>("max-scan") where T : unmanaged, INumber<T>
{
    public override long Cost(PoolGeometry geometry) => geometry.Visits;

    public override void Run(PoolGeometry geometry, UnitRange units, ReadOnlySpan<T> x, Span<T> y, Span<long> winners)
    {
        var action = new Action
        {
            Axis = geometry.RowAxis,
            InputPlane = (int)geometry.InputPlane,
            OutputPlane = (int)geometry.OutputPlane,
            Y = y,
            Winners = winners,
        };
        RowWalk.Run(geometry, x, units, ref action);
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

    ref struct Action : IRowAction<T>
    {
        public PoolAxis Axis;
        public int InputPlane;
        public int OutputPlane;
        public Span<T> Y;
        public Span<long> Winners;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            int start = output / OutputPlane * InputPlane;
            for (int o = 0; o < Axis.Output; o++)
            {
                int winner = Winner(plane, taps, Axis, o);
                Y[output + o] = winner < 0 ? Empty : plane[winner];
                if (!Winners.IsEmpty) Winners[output + o] = winner < 0 ? -1 : start + winner;
            }
        }
    }
}
