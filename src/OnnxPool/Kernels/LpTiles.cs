using System.Numerics;

namespace OnnxPool;

/// <summary>Norms of narrow elements tile by tile in registers of one width: see <see cref="TileWalk{T, L, TV, TJob}"/>.</summary>
sealed class LpTiles<T, TV>(int bits) : LpKernel<T>("lp-tiles", bits)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, double>
{
    protected override string? Refuses(KernelRequest request) =>
        WindowNorm<T>.WhyNoSum(request.P)
        ?? (PlaneSum.IsUsedAlong(request.Geometry) ? PlaneSum.OtherOrder : TilePlan.WhyNot(request.Geometry));

    public override int Units(PoolGeometry geometry) => TilePlan.Units(geometry, sizeof(double));

    public override void Run(PoolGeometry geometry, UnitRange units, double p, ReadOnlySpan<T> x, Span<T> y)
    {
        if (p == 1) Run<FirstPower>(geometry, units, p, x, y);
        else if (p == 2) Run<SecondPower>(geometry, units, p, x, y);
        else Run<ThirdPower>(geometry, units, p, x, y);
    }

    static void Run<TPower>(PoolGeometry geometry, UnitRange units, double p, ReadOnlySpan<T> x, Span<T> y) where TPower : struct, INormPower =>
        TileWalk<T, double, TV, LpJob<T, TV, TPower>>.Run(new LpJob<T, TV, TPower>(geometry, p), geometry, units, x, y);
}
