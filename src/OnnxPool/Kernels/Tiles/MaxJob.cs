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

    public static bool IsWatchful => typeof(T) != typeof(sbyte) && typeof(T) != typeof(byte);

    public static bool DependsOnRow => false;

    public static L Empty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(L) ? L.CreateSaturating(double.NegativeInfinity) : L.CreateTruncating(MagnitudeKey.NegativeInfinity<T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Read(ref readonly T source) => TV.Read(in source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Combine(TV a, TV b) => TV.Max(a, b);

    // Registers compare numbers only; and of several NaNs the first one's bits are the answer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV See(TV seen, TV value)
    {
        if (!IsWatchful) return seen;
        // Of a key its magnitude: of the key and its complement the one that is not negative.
        return typeof(T) == typeof(L) ? TV.See(seen, value) : TV.Max(seen, TV.Max(value, value ^ TV.Create(-L.One)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpoilt(TV seen)
    {
        if (!IsWatchful) return false;
        return typeof(T) == typeof(L) ? TV.Any(TV.NaNs(seen, seen)) : TV.Any(TV.GreaterThan(seen, TV.Create(L.CreateTruncating(MagnitudeKey.Infinity<T>()))));
    }

    public readonly void BeginRow(int row, int taps)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TV Write(TV seen, TV value, int column, ref T target)
    {
        TV.Write(value, ref target);
        return seen;
    }

    public readonly T One(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, int row, int column)
    {
        int winner = MaxScan<T>.Winner(plane, taps, geometry.RowAxis, column);
        return winner < 0 ? MaxKernel<T>.Empty : plane[winner];
    }
}
