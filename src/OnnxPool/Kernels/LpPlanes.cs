using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Norms of whole planes of narrow elements, in registers of one width: see <see cref="PlaneSum"/>.</summary>
sealed class LpPlanes<T, TV>(int bits) : LpKernel<T>("lp-planes", bits)
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, double>
{
    protected override string? Refuses(KernelRequest request) =>
        WindowNorm<T>.WhyNoSum(request.P) ?? (PlaneSum.IsUsedAlong(request.Geometry) ? null : PlaneSum.Refusal);

    public override void Run(PoolGeometry geometry, UnitRange units, double p, ReadOnlySpan<T> x, Span<T> y)
    {
        if (p == 1) Run<FirstPower>(geometry, units, p, x, y);
        else if (p == 2) Run<SecondPower>(geometry, units, p, x, y);
        else Run<ThirdPower>(geometry, units, p, x, y);
    }

    static void Run<TPower>(PoolGeometry geometry, UnitRange units, double p, ReadOnlySpan<T> x, Span<T> y) where TPower : struct, INormPower
    {
        var length = (int)geometry.InputPlane;
        for (int plane = units.From; plane < units.To; plane++)
        {
            ReadOnlySpan<T> rest = x[(plane * length)..];
            double sum = PlaneLanes<T, double, TV, Powers<TPower>>.Total(rest, length);
            double norm = Simd1<double>.Total(TPower.Root(Simd1<double>.Create(sum)));
            y[plane] = double.IsFinite(norm) ? T.CreateTruncating(norm) : WindowNorm<T>.Of(rest[..length], geometry.Under.Of(0, []), geometry, 0, 0, p);
        }
    }

    readonly struct Powers<TPower> : ITerm<T, double, TV> where TPower : struct, INormPower
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TV Of(ref readonly T source) => TPower.Term(TV.Read(in source));
    }
}
