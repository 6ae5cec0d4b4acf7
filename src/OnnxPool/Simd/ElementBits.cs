using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Bit patterns of elements as integers: of floating-point numbers sign-extended, of integers the value itself.</summary>
static class ElementBits
{
    /// <summary>The bit pattern of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Of<T>(T element) where T : unmanaged
    {
        if (typeof(T) == typeof(byte)) return Unsafe.BitCast<T, byte>(element);
        return Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<T, sbyte>(element),
            2 => Unsafe.BitCast<T, short>(element),
            4 => Unsafe.BitCast<T, int>(element),
            _ => Unsafe.BitCast<T, long>(element),
        };
    }

    /// <summary>The element that has the low bits of a pattern.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ToElement<T>(long bits) where T : unmanaged => Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.BitCast<byte, T>((byte)bits),
        2 => Unsafe.BitCast<short, T>((short)bits),
        4 => Unsafe.BitCast<int, T>((int)bits),
        _ => Unsafe.BitCast<long, T>(bits),
    };
}
