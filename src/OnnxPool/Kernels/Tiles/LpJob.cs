using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Norms in lanes of sums of powers.</summary>
/// <param name="geometry">Where the windows lie.</param>
/// <param name="p">The power that <typeparamref name="TPower"/> is.</param>
readonly struct LpJob<T, TV, TPower>(PoolGeometry geometry, double p) : ITileJob<T, double, TV>
    where T : unmanaged, INumber<T>
    where TV : struct, ISimd<TV, double>
    where TPower : struct, INormPower
{
    public static bool IsIdempotent => false;

    public static bool IsWatchful => false;

    public static bool DependsOnRow => false;

    public static double Empty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Read(ref readonly T source) => TPower.Term(TV.Read(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Combine(TV a, TV b) => a + b;

    // An element that is not finite makes a norm that is not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV See(TV seen, TV value) => seen;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpoilt(TV seen) => TV.Any(TV.NotFinite(seen));

    public void BeginRow(int row, int taps)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Write(TV seen, TV value, int column, ref T target)
    {
        TV norm = TPower.Root(value);
        TV.Write(norm, ref target);
        return TV.See(seen, norm);
    }

    public T One(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, int row, int column) => WindowNorm<T>.Of(plane, taps, geometry, row, column, p);
}
