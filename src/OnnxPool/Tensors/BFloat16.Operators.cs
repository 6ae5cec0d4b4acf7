using System.Diagnostics.CodeAnalysis;

namespace OnnxPool;

// Arithmetic is done in float and then rounded. Two roundings give the bits of one: the 24 bits of a float are more than
// twice 8 plus 2, and where subnormals have fewer, sums are exact and products and quotients keep away from midpoints.
public readonly partial struct BFloat16
{
    /// <summary>The sum, rounded once.</summary>
    public static BFloat16 operator +(BFloat16 left, BFloat16 right) => (BFloat16)((float)left + (float)right);

    /// <summary>The difference, rounded once.</summary>
    public static BFloat16 operator -(BFloat16 left, BFloat16 right) => (BFloat16)((float)left - (float)right);

    /// <summary>The product, rounded once.</summary>
    public static BFloat16 operator *(BFloat16 left, BFloat16 right) => (BFloat16)((float)left * (float)right);

    /// <summary>The quotient, rounded once.</summary>
    public static BFloat16 operator /(BFloat16 left, BFloat16 right) => (BFloat16)((float)left / (float)right);

    /// <summary>The remainder of the division truncated to an integer, exact, with the sign of <paramref name="left"/>.</summary>
    public static BFloat16 operator %(BFloat16 left, BFloat16 right) => (BFloat16)((float)left % (float)right);

    /// <summary><paramref name="value"/> itself.</summary>
    public static BFloat16 operator +(BFloat16 value) => value;

    /// <summary>The other sign, of zeros and NaN too.</summary>
    public static BFloat16 operator -(BFloat16 value) => new((ushort)(value._bits ^ SignBit));

    /// <summary>One more, rounded once.</summary>
    public static BFloat16 operator ++(BFloat16 value) => value + One;

    /// <summary>One less, rounded once.</summary>
    public static BFloat16 operator --(BFloat16 value) => value - One;

    /// <summary>Whether the numbers are equal; zeros of either sign are, NaN equals nothing.</summary>
    public static bool operator ==(BFloat16 left, BFloat16 right) => (float)left == (float)right;

    /// <summary>The negation of equality: true with NaN.</summary>
    public static bool operator !=(BFloat16 left, BFloat16 right) => (float)left != (float)right;

    /// <summary>Whether <paramref name="left"/> is less; false with NaN.</summary>
    public static bool operator <(BFloat16 left, BFloat16 right) => (float)left < (float)right;

    /// <summary>Whether <paramref name="left"/> is greater; false with NaN.</summary>
    public static bool operator >(BFloat16 left, BFloat16 right) => (float)left > (float)right;

    /// <summary>Whether <paramref name="left"/> is less or equal; false with NaN.</summary>
    public static bool operator <=(BFloat16 left, BFloat16 right) => (float)left <= (float)right;

    /// <summary>Whether <paramref name="left"/> is greater or equal; false with NaN.</summary>
    public static bool operator >=(BFloat16 left, BFloat16 right) => (float)left >= (float)right;

    /// <summary>Equality in which any NaN equals any other, so that NaN can be found in collections.</summary>
    public bool Equals(BFloat16 other) => this == other || (IsNaN(this) && IsNaN(other));

    /// <inheritdoc cref="Equals(BFloat16)"/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is BFloat16 other && Equals(other);

    /// <summary>One value for all NaN and one for both zeros.</summary>
    public override int GetHashCode() => IsNaN(this) ? InfinityBits | QuietBit : IsZero(this) ? 0 : _bits;

    /// <summary>The order of numbers, with NaN before all of them.</summary>
    public int CompareTo(BFloat16 other) => ((float)this).CompareTo((float)other);

    /// <inheritdoc cref="CompareTo(BFloat16)"/>
    /// <exception cref="ArgumentException"><paramref name="obj"/> is neither null nor a bfloat16.</exception>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        BFloat16 other => CompareTo(other),
        _ => throw new ArgumentException($"a {obj.GetType().Name} cannot be compared with a {nameof(BFloat16)}", nameof(obj)),
    };

    /// <summary>IEEE 754-2019 <c>maximum</c>: NaN if either is, +0 above −0.</summary>
    public static BFloat16 Max(BFloat16 x, BFloat16 y) => OneOf(float.Max((float)x, (float)y));

    /// <summary>IEEE 754-2019 <c>minimum</c>: NaN if either is, −0 below +0.</summary>
    public static BFloat16 Min(BFloat16 x, BFloat16 y) => OneOf(float.Min((float)x, (float)y));

    /// <summary>IEEE 754-2019 <c>maximumNumber</c>: NaN only if both are, +0 above −0.</summary>
    public static BFloat16 MaxNumber(BFloat16 x, BFloat16 y) => OneOf(float.MaxNumber((float)x, (float)y));

    /// <summary>IEEE 754-2019 <c>minimumNumber</c>: NaN only if both are, −0 below +0.</summary>
    public static BFloat16 MinNumber(BFloat16 x, BFloat16 y) => OneOf(float.MinNumber((float)x, (float)y));

    /// <summary>The value without its sign, of NaN too.</summary>
    public static BFloat16 Abs(BFloat16 value) => new((ushort)(value._bits & ~SignBit));

    /// <summary>Whether the value is NaN.</summary>
    public static bool IsNaN(BFloat16 value) => (value._bits & ~SignBit) > InfinityBits;

    /// <summary>Whether the value is zero, of either sign.</summary>
    public static bool IsZero(BFloat16 value) => (value._bits & ~SignBit) == 0;

    /// <summary>Whether the value is neither infinite nor NaN.</summary>
    public static bool IsFinite(BFloat16 value) => (value._bits & ~SignBit) < InfinityBits;

    /// <summary>Whether the value is infinite, of either sign.</summary>
    public static bool IsInfinity(BFloat16 value) => (value._bits & ~SignBit) == InfinityBits;

    /// <summary>Whether the value is +∞.</summary>
    public static bool IsPositiveInfinity(BFloat16 value) => value._bits == InfinityBits;

    /// <summary>Whether the value is −∞.</summary>
    public static bool IsNegativeInfinity(BFloat16 value) => value._bits == (SignBit | InfinityBits);

    /// <summary>Whether the sign bit is set, as it is in −0 and some NaN.</summary>
    public static bool IsNegative(BFloat16 value) => (value._bits & SignBit) != 0;

    /// <summary>Whether the sign bit is clear, as it is in +0 and some NaN.</summary>
    public static bool IsPositive(BFloat16 value) => !IsNegative(value);

    /// <summary>Whether the value has all 8 bits of significand: finite, not zero, not subnormal.</summary>
    public static bool IsNormal(BFloat16 value) => float.IsNormal((float)value);

    /// <summary>Whether the value is not zero and closer to it than any normal number.</summary>
    public static bool IsSubnormal(BFloat16 value) => float.IsSubnormal((float)value);

    /// <summary>Whether the value is an integer; infinities are not.</summary>
    public static bool IsInteger(BFloat16 value) => float.IsInteger((float)value);

    /// <summary>Narrows what is one of its operands: the lower half is zero, and a NaN needs no rounding.</summary>
    static BFloat16 OneOf(float operand) => new((ushort)(BitConverter.SingleToUInt32Bits(operand) >> BitsBelow));
}
