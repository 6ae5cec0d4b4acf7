using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Maxima in lanes that hold the elements themselves, or the keys of 16-bit floating-point numbers.</summary>
/// <param name="geometry">Where the windows lie.</param>
struct MaxJob<T, L, TV>(PoolGeometry geometry) : ITileJob<T, L, TV>
    where T : unmanaged, INumber<T>
    where L : unmanaged, INumber<L>
    where TV : struct, ISimd<TV, L>
{
    public static bool IsIdempotent => true;

    public static L Empty => typeof(T) == typeof(L) ? L.CreateSaturating(double.NegativeInfinity) : L.CreateTruncating(MagnitudeKey.NegativeInfinity<T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Read(ref readonly T source) => TV.Read(in source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Combine(TV a, TV b) => TV.Max(a, b);

    /// <summary>NaN: registers compare numbers only, and of several NaNs the first one's bits are the answer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Spoils(TV a, TV b)
    {
        if (typeof(T) == typeof(sbyte) || typeof(T) == typeof(byte)) return false;
        if (typeof(T) == typeof(L)) return TV.Any(TV.NaNs(a, b));
        TV most = TV.Create(L.CreateTruncating(MagnitudeKey.Infinity<T>())), least = TV.Create(L.CreateTruncating(MagnitudeKey.NegativeInfinity<T>()));
        return TV.Any((TV.GreaterThan(a, most) | TV.GreaterThan(b, most)) | (TV.GreaterThan(least, a) | TV.GreaterThan(least, b)));
    }

    public readonly void BeginRow(int row, int taps)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Write(TV value, int column, ref T target)
    {
        TV.Write(value, ref target);
        return false;
    }

    public readonly T One(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, int row, int column)
    {
        int winner = MaxScan<T>.Winner(plane, taps, geometry.RowAxis, column);
        return winner < 0 ? MaxKernel<T>.Empty : plane[winner];
    }
}
