using System.Numerics;

namespace OnnxPool;

/// <summary>Finds the winners of every window again, in row-major order; takes any request.</summary>
sealed class MaxGradientScan<T, TSum>() : MaxGradientKernel<T, TSum>("max-gradient-scan")
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public override long Cost(PoolGeometry geometry) => geometry.Visits;

    public override void Run(PoolGeometry geometry, UnitRange units, TiePolicy ties, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        using var walk = new RowWalk(geometry);
        var scatter = new Scatter { Geometry = geometry, Walk = walk, Ties = ties, X = x, Dy = dy };
        PlaneScatter.Run<T, TSum, Scatter>(geometry, units, dx, ref scatter);
    }

    ref struct Scatter : IPlaneScatter<TSum>
    {
        public PoolGeometry Geometry;
        public RowWalk Walk;
        public TiePolicy Ties;
        public ReadOnlySpan<T> X;
        public ReadOnlySpan<T> Dy;

        public readonly void Add(int plane, Span<TSum> sums, double scale)
        {
            int length = (int)Geometry.InputPlane;
            var action = new Action { Axis = Geometry.RowAxis, Ties = Ties, Scale = scale, Dy = Dy, Sums = sums };
            Walk.Plane(X.Slice(plane * length, length), plane * (int)Geometry.OutputPlane, ref action);
        }
    }

    ref struct Action : IRowAction<T>
    {
        public PoolAxis Axis;
        public TiePolicy Ties;
        public double Scale;
        public ReadOnlySpan<T> Dy;
        public Span<TSum> Sums;

        public readonly void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output)
        {
            for (int o = 0; o < Axis.Output; o++)
            {
                int winner = MaxScan<T>.Winner(plane, taps, Axis, o);
                if (winner < 0) continue;
                double gradient = double.CreateTruncating(Dy[output + o]);
                if (Ties == TiePolicy.First)
                {
                    Sums[winner] = TSum.Plus(Sums[winner], gradient * Scale);
                    continue;
                }
                if (Ties == TiePolicy.Equal) gradient /= Visit(plane, taps, o, plane[winner], 0, add: false);
                Visit(plane, taps, o, plane[winner], gradient * Scale, add: true);
            }
        }

        /// <summary>Counts the elements of a window that hold its maximum, and adds a term to each if asked to.</summary>
        readonly int Visit(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, int output, T maximum, double term, bool add)
        {
            (long first, long count) = Axis.Window(output);
            int held = 0;
            foreach (int offset in taps)
            {
                int i = offset + (int)first;
                for (long n = count; n > 0; n--, i += (int)Axis.Dilation)
                {
                    // Nothing beats the maximum, so that an element which it does not beat either ties with it.
                    if (MaxKernel<T>.Beats(maximum, plane[i])) continue;
                    held++;
                    if (add) Sums[i] = TSum.Plus(Sums[i], term);
                }
            }
            return held;
        }
    }
}
