using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxPool;

/// <summary>Bit patterns of elements in integer lanes that are no narrower, in registers of 256 bits: see <see cref="ElementBits"/>.</summary>
static class BitLanes256
{
    /// <summary>The bit patterns of as many elements as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Read<T, TElement>(ref readonly TElement source)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (Unsafe.SizeOf<TElement>() == Unsafe.SizeOf<T>())
            return Vector256.LoadUnsafe(in Unsafe.As<TElement, T>(ref Unsafe.AsRef(in source)));
        if (typeof(T) == typeof(int) && Unsafe.SizeOf<TElement>() == 2) return Widen16(in source).As<int, T>();
        if (typeof(T) == typeof(int) && typeof(TElement) == typeof(sbyte)) return WidenSigned8(in source).As<int, T>();
        if (typeof(T) == typeof(int) && typeof(TElement) == typeof(byte)) return WidenUnsigned8(in source).As<uint, T>();
        throw new UnreachableException($"no {typeof(T)} lane takes the bits of {typeof(TElement)}");
    }

    /// <summary>Writes as many elements as there are lanes; of a bit pattern that is too wide the low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T, TElement>(Vector256<T> value, ref TElement target)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (Unsafe.SizeOf<TElement>() == Unsafe.SizeOf<T>()) value.StoreUnsafe(ref Unsafe.As<TElement, T>(ref target));
        else if (typeof(T) == typeof(int) && typeof(TElement) == typeof(long)) Widen32(value.AsInt32(), ref Unsafe.As<TElement, long>(ref target));
        else if (typeof(T) == typeof(int) && Unsafe.SizeOf<TElement>() == 2)
            Vector256.Narrow(value.AsInt32(), value.AsInt32()).GetLower().StoreUnsafe(ref Unsafe.As<TElement, short>(ref target));
        else if (typeof(T) == typeof(int) && Unsafe.SizeOf<TElement>() == 1)
            Narrow8(value.AsInt32()).GetLower().GetLower().StoreUnsafe(ref Unsafe.As<TElement, byte>(ref target));
        else throw new UnreachableException($"no {typeof(T)} lane gives the bits of {typeof(TElement)}");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Widen16<TElement>(ref readonly TElement source) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(in Unsafe.As<TElement, short>(ref Unsafe.AsRef(in source))).ToVector256Unsafe());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> WidenSigned8<TElement>(ref readonly TElement source) =>
        Vector256.WidenLower(Vector256.WidenLower(Vector64.LoadUnsafe(in Unsafe.As<TElement, sbyte>(ref Unsafe.AsRef(in source))).ToVector128Unsafe().ToVector256Unsafe()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> WidenUnsigned8<TElement>(ref readonly TElement source) =>
        Vector256.WidenLower(Vector256.WidenLower(Vector64.LoadUnsafe(in Unsafe.As<TElement, byte>(ref Unsafe.AsRef(in source))).ToVector128Unsafe().ToVector256Unsafe()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Widen32(Vector256<int> value, ref long target)
    {
        Vector256.WidenLower(value).StoreUnsafe(ref target);
        Vector256.WidenUpper(value).StoreUnsafe(ref target, (nuint)Vector256<long>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<byte> Narrow8(Vector256<int> value)
    {
        Vector256<short> words = Vector256.Narrow(value, value);
        return Vector256.Narrow(words, words).AsByte();
    }
}
