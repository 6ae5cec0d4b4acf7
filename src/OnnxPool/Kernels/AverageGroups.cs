using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Averages of small planes side by side, in registers of one width: see <see cref="GroupWalk{T, TV, L, TL, TJob}"/>.</summary>
sealed class AverageGroups<T, TSum, TV, L, TL>(int bits) : AverageKernel<T, TSum>("average-groups", bits)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
    where TV : struct, ISimd<TV, T>
    where L : unmanaged
    where TL : struct, ILanes<TL, L>
{
    protected override string? Refuses(KernelRequest request) =>
        PlaneSum.IsUsedAlong(request.Geometry) ? PlaneSum.OtherOrder : GroupPlan.WhyNot(request.Geometry, TV.Count, Unsafe.SizeOf<T>());

    public override int Units(PoolGeometry geometry) => GroupPlan.Units(geometry, TV.Count);

    public override void Run(PoolGeometry geometry, UnitRange units, bool includePad, ReadOnlySpan<T> x, Span<T> y)
    {
        if (units.From == units.To) return;
        double[] divisors = ArrayPool<double>.Shared.Rent(geometry.ColumnDivisors(includePad).Length * TV.Count);
        GroupWalk<T, TV, L, TL, AverageJob<T, TSum, L, TL>>.Run(
            new AverageJob<T, TSum, L, TL>(geometry, includePad, divisors, TV.Count), geometry, units, x, y);
        ArrayPool<double>.Shared.Return(divisors);
    }
}
