using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxPool;

/// <summary>
/// 16-bit floating-point numbers as integers of the same order: sign and magnitude made two's complement, so that −0 is below +0. Its own inverse.
/// </summary>
static class MagnitudeKey
{
    /// <summary>The key of a bit pattern, and the bit pattern of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short Turn(short bits) => (short)(bits ^ ((bits >> 15) & short.MaxValue));

    /// <inheritdoc cref="Turn(short)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Turn(Vector128<short> bits) => bits ^ ((bits >> 15) & Vector128.Create(short.MaxValue));

    /// <inheritdoc cref="Turn(short)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Turn(Vector256<short> bits) => bits ^ ((bits >> 15) & Vector256.Create(short.MaxValue));

    /// <inheritdoc cref="Turn(short)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Turn(Vector512<short> bits) => bits ^ ((bits >> 15) & Vector512.Create(short.MaxValue));

    /// <summary>The key of an element of 16 bits.</summary>
    public static short Of<TElement>(TElement element) where TElement : unmanaged, INumber<TElement> => Turn(Unsafe.BitCast<TElement, short>(element));

    /// <summary>The element that a key stands for.</summary>
    public static TElement ToElement<TElement>(short key) where TElement : unmanaged, INumber<TElement> => Unsafe.BitCast<short, TElement>(Turn(key));

    /// <summary>The key of +∞: what is above is NaN.</summary>
    public static short Infinity<TElement>() where TElement : unmanaged, INumber<TElement> => Of(TElement.CreateSaturating(double.PositiveInfinity));

    /// <summary>The key of −∞: what is below is NaN.</summary>
    public static short NegativeInfinity<TElement>() where TElement : unmanaged, INumber<TElement> => Of(TElement.CreateSaturating(double.NegativeInfinity));
}
