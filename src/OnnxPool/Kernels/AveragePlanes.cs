using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Averages of whole planes, in registers of one width: see <see cref="PlaneSum"/>.</summary>
sealed class AveragePlanes<T, TSum, L, TV>(int bits) : AverageKernel<T, TSum>("average-planes", bits)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
    where L : unmanaged
    where TV : struct, ILanes<TV, L>
{
    protected override string? Refuses(KernelRequest request) =>
        PlaneSum.IsUsedAlong(request.Geometry) ? null : PlaneSum.Refusal;

    public override void Run(PoolGeometry geometry, UnitRange units, bool includePad, ReadOnlySpan<T> x, Span<T> y)
    {
        var length = (int)geometry.InputPlane;
        for (int plane = units.From; plane < units.To; plane++)
        {
            ReadOnlySpan<T> rest = x[(plane * length)..];
            L sum = PlaneLanes<T, L, TV, ElementTerm<T, L, TV>>.Total(rest, length);
            // The same double, or sum and loss, that the running sum holds.
            if (!TSum.TryDivide(Unsafe.BitCast<L, TSum>(sum), length, out T quotient) || !T.IsFinite(quotient))
                quotient = WindowAverage<T, TSum>.Of(rest[..length], geometry.Under.Of(0, []), geometry, 0, 0, includePad);
            y[plane] = quotient;
        }
    }
}
