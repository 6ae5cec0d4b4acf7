using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Averages tile by tile in registers of one width: see <see cref="TileWalk{T, L, TV, TJob}"/>.</summary>
sealed class AverageTiles<T, TSum, L, TV>(int bits) : AverageKernel<T, TSum>("average-tiles", bits)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
    where L : unmanaged
    where TV : struct, ILanes<TV, L>
{
    protected override string? Refuses(KernelRequest request) =>
        PlaneSum.IsUsedAlong(request.Geometry) ? PlaneSum.OtherOrder : TilePlan.WhyNot(request.Geometry);

    public override int Units(PoolGeometry geometry) => TilePlan.Units(geometry, Unsafe.SizeOf<L>());

    public override void Run(PoolGeometry geometry, UnitRange units, bool includePad, ReadOnlySpan<T> x, Span<T> y)
    {
        if (units.From == units.To) return;
        double[] divisors = ArrayPool<double>.Shared.Rent(geometry.ColumnDivisors(includePad).Length);
        TileWalk<T, L, TV, AverageJob<T, TSum, L, TV>>.Run(
            new AverageJob<T, TSum, L, TV>(geometry, includePad, divisors), geometry, units, x, y);
        ArrayPool<double>.Shared.Return(divisors);
    }
}
