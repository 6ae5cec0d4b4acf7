using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// Floating-point numbers as integers of their size whose order is that of maxima: −0 below +0, and every NaN alike above all numbers.
/// </summary>
/// <remarks>The bits of the positive are in order already; those of the negative are turned round, all but the sign.</remarks>
static class TotalKey<T, TKey>
    where T : unmanaged, INumber<T>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
{
    /// <summary>The bits of +∞: as a magnitude, whatever is above it is a NaN.</summary>
    public static TKey Infinity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TKey.CreateTruncating(
            typeof(T) == typeof(float) ? 0x7F80_0000 : typeof(T) == typeof(Half) ? 0x7C00 : typeof(T) == typeof(BFloat16) ? 0x7F80 : 0x7FF0_0000_0000_0000);
    }

    /// <summary>The bit that tells a quiet NaN from a signaling one: the highest below the exponent.</summary>
    public static TKey Quiet
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TKey.CreateTruncating(
            typeof(T) == typeof(float) ? 0x0040_0000 : typeof(T) == typeof(Half) ? 0x0200 : typeof(T) == typeof(BFloat16) ? 0x0040 : 0x0008_0000_0000_0000);
    }

    /// <summary>The key of an element.</summary>
    public static TKey Of(T element)
    {
        TKey bits = Unsafe.BitCast<T, TKey>(element);
        TKey magnitude = bits & TKey.MaxValue;
        return magnitude > Infinity ? TKey.MaxValue : TKey.IsNegative(bits) ? bits ^ TKey.MaxValue : bits;
    }

    /// <summary>The bits of the sum of +0 and an element: what they are, but those of +0 for −0, and a NaN is quiet.</summary>
    public static TKey Sum(T element)
    {
        TKey bits = Unsafe.BitCast<T, TKey>(element);
        TKey magnitude = bits & TKey.MaxValue;
        return magnitude > Infinity ? bits | Quiet : TKey.IsZero(magnitude) ? TKey.Zero : bits;
    }

    /// <summary>The keys of elements whose bits are in lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Of<TV>(TV bits) where TV : struct, ISimd<TV, TKey>
    {
        TV allButSign = TV.Create(TKey.MaxValue);
        TV negative = TV.GreaterThan(TV.Create(TKey.Zero), bits);
        TV nan = TV.GreaterThan(bits & allButSign, TV.Create(Infinity));
        return TV.Select(nan, allButSign, bits ^ (negative & allButSign));
    }

    /// <summary>The bits of the sums of +0 and elements whose bits are in lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Sum<TV>(TV bits) where TV : struct, ISimd<TV, TKey>
    {
        TV magnitude = bits & TV.Create(TKey.MaxValue);
        TV nan = TV.GreaterThan(magnitude, TV.Create(Infinity));
        return (bits | (nan & TV.Create(Quiet))) & TV.GreaterThan(magnitude, TV.Create(TKey.Zero));
    }
}
