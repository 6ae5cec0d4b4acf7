using System.Numerics;

namespace OnnxPool;

/// <summary>Forms every window for itself; takes any request.</summary>
sealed class LpScan<T>() : LpKernel<T>("lp-scan") where T : unmanaged, INumber<T>
{
    public override long Cost(PoolGeometry geometry) => geometry.Visits;

    public override void Run(PoolGeometry geometry, UnitRange units, double p, ReadOnlySpan<T> x, Span<T> y)
    {
        var action = new Action { Geometry = geometry, P = p, Y = y };
        RowWalk.Run(geometry, x, units, ref action);
    }

    /// <summary>The norm of a window whatever its elements are: every tap is visited twice, in row-major order.</summary>
    public static PowerSum Norm(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolAxis axis, int output, double p)
    {
        (long first, long count) = axis.Window(output);
        var norm = new PowerSum(p);
        foreach (int offset in taps)
        {
            int i = offset + (int)first;
            for (long n = count; n > 0; n--, i += (int)axis.Dilation) norm.See(double.CreateTruncating(plane[i]));
        }
        if (!norm.NeedsSum()) return norm;
        foreach (int offset in taps)
        {
            int i = offset + (int)first;
            for (long n = count; n > 0; n--, i += (int)axis.Dilation) norm.Add(double.CreateTruncating(plane[i]));
        }
        return norm;
    }

    ref struct Action : IRowAction<T>
    {
        public PoolGeometry Geometry;
        public double P;
        public Span<T> Y;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            var columns = (int)Geometry.RowAxis.Output;
            int row = output / columns % Geometry.Under.Rows;
            for (int o = 0; o < columns; o++)
                Y[output + o] = WindowNorm<T>.Of(plane, taps, Geometry, row, o, P);
        }
    }
}
