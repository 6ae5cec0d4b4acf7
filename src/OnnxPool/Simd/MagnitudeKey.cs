using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// 16-bit floating-point numbers as integers of the same order: sign and magnitude made two's complement, so that −0 is below +0. Its own inverse.
/// </summary>
static class MagnitudeKey
{
    /// <summary>The key of a bit pattern, and the bit pattern of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short Turn(short bits) => (short)(bits ^ ((bits >> 15) & short.MaxValue));

    /// <summary>The key of an element of 16 bits.</summary>
    public static short Of<TElement>(TElement element) where TElement : unmanaged, INumber<TElement> => Turn(Unsafe.BitCast<TElement, short>(element));

    /// <summary>The element that a key stands for.</summary>
    public static TElement ToElement<TElement>(short key) where TElement : unmanaged, INumber<TElement> => Unsafe.BitCast<short, TElement>(Turn(key));
}
