using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>Finds the winners of a plane by the forward operator's kernels, then gives them what comes for their windows.</summary>
sealed class MaxGradientWinners<T, TSum, TV>(int bits) : GradientKernel<T, MaxGradient>("max-gradient-winners", bits)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
    where TV : struct, ISimd<TV, double>
{
    protected override string? Refuses(KernelRequest request) =>
        request.Ties == TiePolicy.First ? null : "it finds one winner for each window";

    public override void Run(PoolGeometry geometry, UnitRange units, MaxGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        int outputs = (int)geometry.OutputPlane;
        MaxKernel<T> finder = Finder(geometry);
        T[] y = ArrayPool<T>.Shared.Rent(outputs);
        long[] winners = ArrayPool<long>.Shared.Rent(outputs);
        var scatter = new Scatter
        {
            Geometry = geometry,
            Finder = finder,
            Units = new UnitRange(0, finder.Units(geometry) / (int)geometry.Planes),
            X = x,
            Dy = dy,
            Y = y.AsSpan(0, outputs),
            Winners = winners.AsSpan(0, outputs),
        };
        PlaneScatter<T, TSum, TV>.Run(geometry, units, dx, ref scatter);
        ArrayPool<T>.Shared.Return(y);
        ArrayPool<long>.Shared.Return(winners);
    }

    static MaxKernel<T> Finder(PoolGeometry geometry)
    {
        var request = new KernelRequest(geometry, Winners: true);
        IReadOnlyList<MaxKernel<T>> kernels = MaxKernels<T>.Table.Kernels;
        int i = 0;
        while (kernels[i].WhyNot(request) is not null) i++;
        return kernels[i];
    }

    ref struct Scatter : IPlaneScatter<T, TSum>
    {
        public PoolGeometry Geometry;
        public MaxKernel<T> Finder;
        public UnitRange Units;
        public ReadOnlySpan<T> X;
        public ReadOnlySpan<T> Dy;
        public Span<T> Y;
        public Span<long> Winners;

        public readonly bool TryPlace(int plane, Span<T> target)
        {
            Finder.Run(Geometry, Units, X.Slice(plane * target.Length, target.Length), Y, Winners);
            return !Geometry.HasOverlap && WinnerSums.TryPlace(new PlaneWinners(Winners, 0, []), DyOf(plane), target);
        }

        public readonly void Add(int plane, Span<TSum> sums, double scale) => WinnerSums.Add(new PlaneWinners(Winners, 0, []), DyOf(plane), sums, scale);

        readonly ReadOnlySpan<T> DyOf(int plane) => Dy.Slice(plane * Winners.Length, Winners.Length);
    }
}
