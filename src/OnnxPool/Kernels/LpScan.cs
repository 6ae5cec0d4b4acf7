using System.Numerics;

namespace OnnxPool;

/// <summary>Visits every tap of every window twice, in row-major order; takes any request.</summary>
sealed class LpScan<T>() : LpKernel<T>("lp-scan") where T : unmanaged, INumber<T>
{
    public override void Run(PoolGeometry geometry, double p, ReadOnlySpan<T> x, Span<T> y)
    {
        var action = new Action { Axis = geometry.RowAxis, P = p, Y = y };
        RowWalk.Run(geometry, x, ref action);
    }

    ref struct Action : IRowAction<T>
    {
        public PoolAxis Axis;
        public double P;
        public Span<T> Y;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            for (int o = 0; o < Axis.Output; o++)
                Y[output + o] = T.CreateTruncating(Norm(plane, taps, o));
        }

        readonly double Norm(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, int output)
        {
            (long first, long count) = Axis.Window(output);
            var norm = new PowerSum(P);
            foreach (int offset in taps)
            {
                int i = offset + (int)first;
                for (long n = count; n > 0; n--, i += (int)Axis.Dilation) norm.See(double.CreateTruncating(plane[i]));
            }
            if (!norm.NeedsSum()) return norm.Norm();
            foreach (int offset in taps)
            {
                int i = offset + (int)first;
                for (long n = count; n > 0; n--, i += (int)Axis.Dilation) norm.Add(double.CreateTruncating(plane[i]));
            }
            return norm.Norm();
        }
    }
}
