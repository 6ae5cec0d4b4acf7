using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Maxima of small planes side by side, in registers of one width: see <see cref="GroupWalk{T, TV, L, TL, TJob}"/>.</summary>
sealed class MaxGroups<T, TV>(int bits) : MaxKernel<T>("max-groups", bits)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, T>
{
    protected override string? Refuses(KernelRequest request) =>
        request.Winners ? "it does not find positions" : GroupPlan.WhyNot(request.Geometry, TV.Count, Unsafe.SizeOf<T>());

    public override int Units(PoolGeometry geometry) => GroupPlan.Units(geometry, TV.Count);

    public override void Run(PoolGeometry geometry, UnitRange units, ReadOnlySpan<T> x, Span<T> y, Span<long> winners) =>
        GroupWalk<T, TV, T, TV, MaxJob<T, T, TV>>.Run(new MaxJob<T, T, TV>(geometry), geometry, units, x, y);
}
