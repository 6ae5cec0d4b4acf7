using System.Numerics;

namespace OnnxPool;

/// <summary>Forms the norm of every window again, then visits its taps once more; takes any request.</summary>
sealed class LpGradientScan<T, TSum>() : LpGradientKernel<T, TSum>("lp-gradient-scan")
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public override long Cost(PoolGeometry geometry) => geometry.Visits;

    public override void Run(PoolGeometry geometry, UnitRange units, double p, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        using var walk = new RowWalk(geometry);
        var scatter = new Scatter { Geometry = geometry, Walk = walk, P = p, X = x, Dy = dy };
        PlaneScatter.Run<T, TSum, Scatter>(geometry, units, dx, ref scatter);
    }

    ref struct Scatter : IPlaneScatter<TSum>
    {
        public PoolGeometry Geometry;
        public RowWalk Walk;
        public double P;
        public ReadOnlySpan<T> X;
        public ReadOnlySpan<T> Dy;

        public readonly void Add(int plane, Span<TSum> sums, double scale)
        {
            int length = (int)Geometry.InputPlane;
            var action = new Action { Axis = Geometry.RowAxis, P = P, Scale = scale, Dy = Dy, Sums = sums };
            Walk.Plane(X.Slice(plane * length, length), plane * (int)Geometry.OutputPlane, ref action);
        }
    }

    ref struct Action : IRowAction<T>
    {
        public PoolAxis Axis;
        public double P;
        public double Scale;
        public ReadOnlySpan<T> Dy;
        public Span<TSum> Sums;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            for (int o = 0; o < Axis.Output; o++)
            {
                NormSlope slope = LpScan<T>.Norm(plane, taps, Axis, o, P).Slope();
                (long first, long count) = Axis.Window(o);
                double gradient = double.CreateTruncating(Dy[output + o]) * Scale;
                foreach (int offset in taps)
                {
                    int i = offset + (int)first;
                    for (long n = count; n > 0; n--, i += (int)Axis.Dilation)
                    {
                        double element = double.CreateTruncating(plane[i]);
                        // No direction at 0: it gets nothing, not 0 times what may be infinite.
                        if (element != 0) Sums[i] = TSum.Plus(Sums[i], slope.Of(element, gradient));
                    }
                }
            }
        }
    }
}
