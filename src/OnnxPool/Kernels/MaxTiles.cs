using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Maxima tile by tile in registers of one width: see <see cref="TileWalk{T, L, TV, TJob}"/>.</summary>
sealed class MaxTiles<T, L, TV>(int bits) : MaxKernel<T>("max-tiles", bits)
    where T : unmanaged, INumber<T>
    where L : unmanaged, INumber<L>
    where TV : struct, ISimd<TV, L>
{
    protected override string? Refuses(KernelRequest request) =>
        request.Winners ? "it does not find positions" : TilePlan.WhyNot(request.Geometry);

    public override int Units(PoolGeometry geometry) => TilePlan.Units(geometry, Unsafe.SizeOf<L>());

    public override void Run(PoolGeometry geometry, UnitRange units, ReadOnlySpan<T> x, Span<T> y, Span<long> winners) =>
        TileWalk<T, L, TV, MaxJob<T, L, TV>>.Run(new MaxJob<T, L, TV>(geometry), geometry, units, x, y);
}
