using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Bits of sums that have one term.</summary>
static class SingleSum<T, TKey>
    where T : unmanaged, INumber<T>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
{
    /// <summary>The bit that tells a quiet NaN from a signaling one: the highest below the exponent.</summary>
    public static TKey Quiet
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TKey.CreateTruncating(
            typeof(T) == typeof(float) ? 0x0040_0000 : typeof(T) == typeof(Half) ? 0x0200 : typeof(T) == typeof(BFloat16) ? 0x0040 : 0x0008_0000_0000_0000);
    }

    /// <summary>The bits of the sum of +0 and an element: what they are, but those of +0 for −0, and a NaN is quiet.</summary>
    public static TKey Of(T element)
    {
        TKey bits = Unsafe.BitCast<T, TKey>(element);
        TKey magnitude = bits & TKey.MaxValue;
        return magnitude > OrderKey<T, TKey, Simd1<TKey>>.Infinity ? bits | Quiet : TKey.IsZero(magnitude) ? TKey.Zero : bits;
    }

    /// <summary>The bits of the sums of +0 and elements whose bits are in lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Of<TV>(TV bits) where TV : struct, ISimd<TV, TKey>
    {
        TV magnitude = bits & TV.Create(TKey.MaxValue);
        TV nan = TV.GreaterThan(magnitude, TV.Create(OrderKey<T, TKey, TV>.Infinity));
        return (bits | (nan & TV.Create(Quiet))) & TV.GreaterThan(magnitude, TV.Create(TKey.Zero));
    }
}
