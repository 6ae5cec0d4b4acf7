using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// ONNX bfloat16: the upper half of an IEEE 754 binary32, with 8 bits of significand and the exponents of <see cref="float"/>.
/// </summary>
/// <remarks>
/// Behaves as <see cref="Half"/> and <see cref="float"/> do. Whatever a bfloat16 cannot hold is rounded once, to the nearest
/// with ties to even: past <see cref="MaxValue"/> to infinity, below <see cref="Epsilon"/> to zero or Epsilon.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly partial struct BFloat16 : INumber<BFloat16>, IMinMaxValue<BFloat16>, ISignedNumber<BFloat16>
{
    const ushort SignBit = 0x8000;
    const ushort QuietBit = 0x0040;
    const ushort InfinityBits = 0x7F80;
    const int BitsBelow = 16; // bits of a float that a bfloat16 lacks

    readonly ushort _bits;

    BFloat16(ushort bits) => _bits = bits;

    /// <summary>The number that <paramref name="bits"/> encode: sign, 8 bits of exponent, 7 of fraction.</summary>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>The encoding: sign, 8 bits of exponent, 7 of fraction.</summary>
    public ushort Bits => _bits;

    /// <summary>0.</summary>
    public static BFloat16 Zero => default;

    /// <summary>−0, equal to <see cref="Zero"/>.</summary>
    public static BFloat16 NegativeZero => new(SignBit);

    /// <summary>1.</summary>
    public static BFloat16 One => new(0x3F80);

    /// <summary>−1.</summary>
    public static BFloat16 NegativeOne => new(0xBF80);

    /// <summary>The smallest positive number, 2⁻¹³³.</summary>
    public static BFloat16 Epsilon => new(0x0001);

    /// <summary>The largest finite number, (2 − 2⁻⁷) · 2¹²⁷.</summary>
    public static BFloat16 MaxValue => new(0x7F7F);

    /// <summary>The least finite number, −<see cref="MaxValue"/>.</summary>
    public static BFloat16 MinValue => new(0xFF7F);

    /// <summary>+∞.</summary>
    public static BFloat16 PositiveInfinity => new(InfinityBits);

    /// <summary>−∞.</summary>
    public static BFloat16 NegativeInfinity => new(SignBit | InfinityBits);

    /// <summary>A quiet NaN, with the sign that <see cref="float.NaN"/> has.</summary>
    public static BFloat16 NaN => new(SignBit | InfinityBits | QuietBit);

    /// <summary>Exact; a NaN keeps all its bits.</summary>
    public static explicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value._bits << BitsBelow);

    /// <summary>Exact; a NaN stays one.</summary>
    public static explicit operator double(BFloat16 value) => (float)value;

    /// <summary>The nearest bfloat16, ties to even. A NaN becomes quiet and keeps its sign and the upper 7 bits of its payload.</summary>
    public static explicit operator BFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? new((ushort)((bits >> BitsBelow) | QuietBit)) : Nearest(bits);
    }

    /// <inheritdoc cref="op_Explicit(float)"/>
    public static explicit operator BFloat16(double value)
    {
        float near = (float)value;
        uint bits = BitConverter.SingleToUInt32Bits(near);
        if (near == value) return Nearest(bits);
        if (double.IsNaN(value))
        {
            ulong wide = BitConverter.DoubleToUInt64Bits(value);
            return new((ushort)(((wide >> 48) & SignBit) | InfinityBits | QuietBit | ((wide >> 45) & (QuietBit - 1))));
        }
        // Of the two floats round the value the odd one lies on the same side of every midpoint between bfloat16s.
        uint away = double.Abs(near) > double.Abs(value) ? 1u : 0u;
        return Nearest((bits - away) | 1);
    }

    /// <summary>The nearest bfloat16, ties to even.</summary>
    public static explicit operator BFloat16(uint value) => (BFloat16)(double)value;

    /// <inheritdoc cref="op_Explicit(uint)"/>
    public static explicit operator BFloat16(long value) => Nearest((Int128)value);

    /// <inheritdoc cref="op_Explicit(uint)"/>
    public static explicit operator BFloat16(ulong value) => Nearest(negative: false, value, 0, inexact: false);

    /// <summary>Rounds a float that is not NaN; a carry out of the fraction is the next exponent, and at the end infinity.</summary>
    static BFloat16 Nearest(uint bits) => new((ushort)((bits + 0x7FFF + ((bits >> BitsBelow) & 1)) >> BitsBelow));

    static BFloat16 Nearest(Int128 value) =>
        Nearest(value < 0, (UInt128)(value < 0 ? -value : value), 0, inexact: false);

    static BFloat16 Nearest(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        UInt128 numerator = new((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        UInt128 denominator = 1;
        for (int i = value.Scale; i > 0; i--) denominator *= 10;
        // Below 2^94, so that the quotient has more than 30 bits.
        int shift = (int)UInt128.LeadingZeroCount(numerator);
        (UInt128 quotient, UInt128 rest) = UInt128.DivRem(numerator << shift, denominator);
        return Nearest(decimal.IsNegative(value), quotient, -shift, rest != 0);
    }

    /// <summary>Rounds <paramref name="magnitude"/> · 2^<paramref name="exponent"/>.</summary>
    /// <param name="negative">The sign.</param>
    /// <param name="magnitude">Of 10 or more bits if inexact.</param>
    /// <param name="exponent">Such that the number is in the normal range of double.</param>
    /// <param name="inexact">The number is greater by less than the last bit of <paramref name="magnitude"/>.</param>
    static BFloat16 Nearest(bool negative, UInt128 magnitude, int exponent, bool inexact)
    {
        const int DoubleBits = 53;
        int excess = int.Max(0, 128 - DoubleBits - (int)UInt128.LeadingZeroCount(magnitude));
        ulong kept = (ulong)(magnitude >> excess);
        if (inexact || (UInt128)kept << excess != magnitude) kept |= 1; // odd, as above
        double value = double.ScaleB(kept, exponent + excess);
        return (BFloat16)(negative ? -value : value);
    }
}
