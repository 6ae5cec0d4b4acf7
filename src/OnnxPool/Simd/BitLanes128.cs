using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxPool;

/// <summary>Bit patterns of elements in integer lanes that are no narrower, in registers of 128 bits: see <see cref="ElementBits"/>.</summary>
static class BitLanes128
{
    /// <summary>The bit patterns of as many elements as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Read<T, TElement>(ref readonly TElement source)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (Unsafe.SizeOf<TElement>() == Unsafe.SizeOf<T>())
            return Vector128.LoadUnsafe(in Unsafe.As<TElement, T>(ref Unsafe.AsRef(in source)));
        if (typeof(T) == typeof(int) && Unsafe.SizeOf<TElement>() == 2) return Widen16(in source).As<int, T>();
        if (typeof(T) == typeof(int) && typeof(TElement) == typeof(sbyte)) return WidenSigned8(in source).As<int, T>();
        if (typeof(T) == typeof(int) && typeof(TElement) == typeof(byte)) return WidenUnsigned8(in source).As<uint, T>();
        throw new UnreachableException($"no {typeof(T)} lane takes the bits of {typeof(TElement)}");
    }

    /// <summary>Writes as many elements as there are lanes; of a bit pattern that is too wide the low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T, TElement>(Vector128<T> value, ref TElement target)
        where T : unmanaged, INumber<T>
        where TElement : unmanaged, INumber<TElement>
    {
        if (Unsafe.SizeOf<TElement>() == Unsafe.SizeOf<T>()) value.StoreUnsafe(ref Unsafe.As<TElement, T>(ref target));
        else if (typeof(T) == typeof(int) && typeof(TElement) == typeof(long)) Widen32(value.AsInt32(), ref Unsafe.As<TElement, long>(ref target));
        else if (typeof(T) == typeof(int) && Unsafe.SizeOf<TElement>() == 2)
            Vector128.Narrow(value.AsInt32(), value.AsInt32()).GetLower().StoreUnsafe(ref Unsafe.As<TElement, short>(ref target));
        else if (typeof(T) == typeof(int) && Unsafe.SizeOf<TElement>() == 1)
            Unsafe.WriteUnaligned(ref Unsafe.As<TElement, byte>(ref target), Narrow8(value.AsInt32()).AsInt32().ToScalar());
        else throw new UnreachableException($"no {typeof(T)} lane gives the bits of {typeof(TElement)}");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<int> Widen16<TElement>(ref readonly TElement source) =>
        Vector128.WidenLower(Vector64.LoadUnsafe(in Unsafe.As<TElement, short>(ref Unsafe.AsRef(in source))).ToVector128Unsafe());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<int> WidenSigned8<TElement>(ref readonly TElement source) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<int>(ref Unsafe.As<TElement, byte>(ref Unsafe.AsRef(in source)))).AsSByte()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<uint> WidenUnsigned8<TElement>(ref readonly TElement source) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<int>(ref Unsafe.As<TElement, byte>(ref Unsafe.AsRef(in source)))).AsByte()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Widen32(Vector128<int> value, ref long target)
    {
        Vector128.WidenLower(value).StoreUnsafe(ref target);
        Vector128.WidenUpper(value).StoreUnsafe(ref target, (nuint)Vector128<long>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<byte> Narrow8(Vector128<int> value)
    {
        Vector128<short> words = Vector128.Narrow(value, value);
        return Vector128.Narrow(words, words).AsByte();
    }
}
