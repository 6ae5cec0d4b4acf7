using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>Lanes of double made of <see cref="Half"/> or <see cref="BFloat16"/>, exactly, and rounded to them, once, to the nearest with ties to even.</summary>
/// <remarks>
/// A NaN becomes quiet and keeps its sign and what fits of its payload, as it does when one number is converted.
/// To round, a number is added to the power of two of which a last bit is worth as much as the last bit of the number's own
/// exponent in the narrow format: the sum then ends in its significand. With the exponent that makes the encoding, where a carry out
/// of the fraction is the next exponent and at the end infinity, and where subnormal numbers have the least exponent without its first bit.
/// </remarks>
static class Lanes16<TElement> where TElement : unmanaged, INumber<TElement>
{
    const int WideFraction = 52, WideBias = 1023;
    const ulong WideExponent = 0x7FF0_0000_0000_0000;
    const int SignBit = 0x8000;

    /// <summary>Whether elements are of these types.</summary>
    public static bool IsHere { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => IsHalf || typeof(TElement) == typeof(BFloat16); }

    static bool IsHalf { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => typeof(TElement) == typeof(Half); }

    static int Fraction { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => IsHalf ? 10 : 7; }

    static int LeastExponent { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => IsHalf ? -14 : -126; }

    static ulong QuietBit { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 1ul << (Fraction - 1); }

    static ulong Infinity { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 0x7FFFul >> Fraction << Fraction; }

    // The power of two that is the first to be infinite.
    static double Overflow { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => Power(2 - LeastExponent); }

    static double LeastNormal { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => Power(LeastExponent); }

    /// <summary>The lower half of eight elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Floats128(Vector128<short> elements)
    {
        Vector128<uint> wide = Vector128.WidenLower(elements).AsUInt32();
        if (!IsHalf) return (wide << 16).AsSingle();
        // Sign, exponent and fraction where a float has them; the product moves the exponent, of subnormal numbers too.
        wide = (wide << 13) & Vector128.Create(0x8FFF_E000);
        Vector128<uint> exponent = Vector128.Create(0x0F80_0000u);
        Vector128<uint> special = Vector128.Equals(wide & exponent, exponent) & Vector128.Create(0x7F80_0000u);
        return (wide.AsSingle() * Vector128.Create((float)Power(112))) | special.AsSingle();
    }

    /// <summary>The eight elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Floats256(Vector128<short> elements)
    {
        Vector256<uint> wide = Vector256.WidenLower(elements.ToVector256Unsafe()).AsUInt32();
        if (!IsHalf) return (wide << 16).AsSingle();
        // Sign, exponent and fraction where a float has them; the product moves the exponent, of subnormal numbers too.
        wide = (wide << 13) & Vector256.Create(0x8FFF_E000);
        Vector256<uint> exponent = Vector256.Create(0x0F80_0000u);
        Vector256<uint> special = Vector256.Equals(wide & exponent, exponent) & Vector256.Create(0x7F80_0000u);
        return (wide.AsSingle() * Vector256.Create((float)Power(112))) | special.AsSingle();
    }

    /// <summary>Two elements, below what has no meaning.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> Nearest(Vector128<double> value)
    {
        Vector128<ulong> codes = Encode(value);
        if (Avx512F.VL.IsSupported) return Avx512F.VL.ConvertToVector128UInt16(codes);
        Vector128<uint> narrow = Vector128.Narrow(codes, codes);
        return Vector128.Narrow(narrow, narrow);
    }

    /// <summary>Four elements, below what has no meaning.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> Nearest(Vector256<double> value)
    {
        Vector256<ulong> codes = Encode(value);
        if (Avx512F.VL.IsSupported) return Avx512F.VL.ConvertToVector128UInt16(codes);
        Vector128<uint> narrow = Vector128.Narrow(codes.GetLower(), codes.GetUpper());
        return Vector128.Narrow(narrow, narrow);
    }

    /// <summary>Eight elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> Nearest(Vector512<double> value)
    {
        Vector512<ulong> codes = Encode(value);
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector128UInt16(codes);
        Vector256<uint> narrow = Vector256.Narrow(codes.GetLower(), codes.GetUpper());
        return Vector128.Narrow(narrow.GetLower(), narrow.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> Encode(Vector128<double> value)
    {
        Vector128<ulong> bits = value.AsUInt64();
        Vector128<double> magnitude = Vector128.MinNative(Vector128.Abs(value), Vector128.Create(Overflow));
        Vector128<ulong> exponent = Vector128.MaxNative(magnitude, Vector128.Create(LeastNormal)).AsUInt64() & Vector128.Create(WideExponent);
        Vector128<ulong> unit = exponent + Vector128.Create((ulong)(WideFraction - Fraction) << WideFraction);
        Vector128<ulong> significand = (magnitude + unit.AsDouble()).AsUInt64() - unit;
        Vector128<ulong> number = significand + (exponent >>> (WideFraction - Fraction)) - Vector128.Create((ulong)(LeastExponent + WideBias) << Fraction);
        Vector128<ulong> nan = ((bits >>> (WideFraction - Fraction)) & Vector128.Create(QuietBit - 1)) | Vector128.Create(Infinity | QuietBit);
        Vector128<ulong> sign = (bits >>> 48) & Vector128.Create((ulong)SignBit);
        return sign | Vector128.ConditionalSelect(Vector128.Equals(value, value).AsUInt64(), number, nan);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ulong> Encode(Vector256<double> value)
    {
        Vector256<ulong> bits = value.AsUInt64();
        Vector256<double> magnitude = Vector256.MinNative(Vector256.Abs(value), Vector256.Create(Overflow));
        Vector256<ulong> exponent = Vector256.MaxNative(magnitude, Vector256.Create(LeastNormal)).AsUInt64() & Vector256.Create(WideExponent);
        Vector256<ulong> unit = exponent + Vector256.Create((ulong)(WideFraction - Fraction) << WideFraction);
        Vector256<ulong> significand = (magnitude + unit.AsDouble()).AsUInt64() - unit;
        Vector256<ulong> number = significand + (exponent >>> (WideFraction - Fraction)) - Vector256.Create((ulong)(LeastExponent + WideBias) << Fraction);
        Vector256<ulong> nan = ((bits >>> (WideFraction - Fraction)) & Vector256.Create(QuietBit - 1)) | Vector256.Create(Infinity | QuietBit);
        Vector256<ulong> sign = (bits >>> 48) & Vector256.Create((ulong)SignBit);
        return sign | Vector256.ConditionalSelect(Vector256.Equals(value, value).AsUInt64(), number, nan);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Encode(Vector512<double> value)
    {
        Vector512<ulong> bits = value.AsUInt64();
        Vector512<double> magnitude = Vector512.MinNative(Vector512.Abs(value), Vector512.Create(Overflow));
        Vector512<ulong> exponent = Vector512.MaxNative(magnitude, Vector512.Create(LeastNormal)).AsUInt64() & Vector512.Create(WideExponent);
        Vector512<ulong> unit = exponent + Vector512.Create((ulong)(WideFraction - Fraction) << WideFraction);
        Vector512<ulong> significand = (magnitude + unit.AsDouble()).AsUInt64() - unit;
        Vector512<ulong> number = significand + (exponent >>> (WideFraction - Fraction)) - Vector512.Create((ulong)(LeastExponent + WideBias) << Fraction);
        Vector512<ulong> nan = ((bits >>> (WideFraction - Fraction)) & Vector512.Create(QuietBit - 1)) | Vector512.Create(Infinity | QuietBit);
        Vector512<ulong> sign = (bits >>> 48) & Vector512.Create((ulong)SignBit);
        return sign | Vector512.ConditionalSelect(Vector512.Equals(value, value).AsUInt64(), number, nan);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double Power(int exponent) => BitConverter.UInt64BitsToDouble((ulong)(exponent + WideBias) << WideFraction);
}
