using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>Finds the winners of planes by the forward operator's kernels, then gives them what comes for their windows.</summary>
sealed class MaxGradientWinners<T, TSum, TV>(int bits) : GradientKernel<T, MaxGradient>("max-gradient-winners", bits)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
    where TV : struct, ISimd<TV, double>
{
    protected override string? Refuses(KernelRequest request) =>
        request.Ties == TiePolicy.First ? null : "it finds one winner for each window";

    public override void Run(PoolGeometry geometry, UnitRange units, MaxGradient rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        int outputs = PlaneScatter<T, TSum, TV>.Planes(geometry) * (int)geometry.OutputPlane;
        MaxKernel<T> finder = Finder(geometry);
        T[] y = ArrayPool<T>.Shared.Rent(outputs);
        long[] winners = ArrayPool<long>.Shared.Rent(outputs);
        double[] terms = ArrayPool<double>.Shared.Rent(outputs);
        var scatter = new Scatter
        {
            Geometry = geometry,
            Finder = finder,
            X = x,
            Dy = dy,
            Y = y,
            Winners = winners,
            Scratch = terms,
        };
        PlaneScatter<T, TSum, TV>.Run(geometry, units, dx, ref scatter);
        ArrayPool<T>.Shared.Return(y);
        ArrayPool<long>.Shared.Return(winners);
        ArrayPool<double>.Shared.Return(terms);
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
        public ReadOnlySpan<T> X;
        public ReadOnlySpan<T> Dy;
        public T[] Y;
        public long[] Winners;
        public double[] Scratch;

        public readonly bool TryPlace(UnitRange planes, Span<T> target)
        {
            // All that follows is in X too, so that registers may pass the planes' end.
            int units = Finder.Units(Geometry) / (int)Geometry.Planes * (planes.To - planes.From);
            Finder.Run(Geometry, new UnitRange(0, units), X[(planes.From * (int)Geometry.InputPlane)..], Y, Winners);
            return !Geometry.HasOverlap && WinnerSums.TryPlace(Of(planes), DyOf(planes), target);
        }

        public readonly void Add(UnitRange planes, Span<TSum> sums, double scale) =>
            WinnerSums.Add<T, TSum>(Of(planes), Terms<T, TV>.Of(DyOf(planes), scale, Scratch), sums);

        readonly PlaneWinners Of(UnitRange planes)
        {
            int outputs = (int)Geometry.OutputPlane;
            return new(Winners.AsSpan(0, (planes.To - planes.From) * outputs), outputs, 0, []);
        }

        readonly ReadOnlySpan<T> DyOf(UnitRange planes)
        {
            int outputs = (int)Geometry.OutputPlane;
            return Dy.Slice(planes.From * outputs, (planes.To - planes.From) * outputs);
        }
    }
}
