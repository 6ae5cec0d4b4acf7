using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Norms of small planes side by side, in registers of one width: see <see cref="GroupWalk{T, TV, L, TL, TJob}"/>.</summary>
sealed class LpGroups<T, TV, TL>(int bits) : LpKernel<T>("lp-groups", bits)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
    where TL : struct, ISimd<TL, double>
{
    protected override string? Refuses(KernelRequest request) =>
        WindowNorm<T>.WhyNoSum(request.P)
        ?? (PlaneSum.IsUsedAlong(request.Geometry) ? PlaneSum.OtherOrder : GroupPlan.WhyNot(request.Geometry, TV.Count, Unsafe.SizeOf<T>()));

    public override int Units(PoolGeometry geometry) => GroupPlan.Units(geometry, TV.Count);

    public override void Run(PoolGeometry geometry, UnitRange units, double p, ReadOnlySpan<T> x, Span<T> y)
    {
        if (p == 1) Run<FirstPower>(geometry, units, p, x, y);
        else if (p == 2) Run<SecondPower>(geometry, units, p, x, y);
        else Run<ThirdPower>(geometry, units, p, x, y);
    }

    static void Run<TPower>(PoolGeometry geometry, UnitRange units, double p, ReadOnlySpan<T> x, Span<T> y) where TPower : struct, INormPower =>
        GroupWalk<T, TV, double, TL, LpJob<T, TL, TPower>>.Run(new LpJob<T, TL, TPower>(geometry, p), geometry, units, x, y);
}
