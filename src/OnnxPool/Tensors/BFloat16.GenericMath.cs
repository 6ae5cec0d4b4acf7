using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

// What generic code reaches through INumber. Conversions are known from and to the built-in types; not having this type in
// their own lists, they leave both directions to it.
public readonly partial struct BFloat16
{
    const NumberStyles DefaultStyle = NumberStyles.Float | NumberStyles.AllowThousands;

    static int INumberBase<BFloat16>.Radix => 2;
    static BFloat16 IAdditiveIdentity<BFloat16, BFloat16>.AdditiveIdentity => Zero;
    static BFloat16 IMultiplicativeIdentity<BFloat16, BFloat16>.MultiplicativeIdentity => One;

    /// <summary>
    /// The nearest bfloat16 to a number of a built-in type, ties to even. What is too large becomes infinite: as with
    /// <see cref="float"/>, checked, saturating and truncating creation are the same.
    /// </summary>
    /// <exception cref="NotSupportedException">Neither type knows the other.</exception>
    public static BFloat16 CreateChecked<TOther>(TOther value) where TOther : INumberBase<TOther> =>
        TryConvertFrom(value, out BFloat16 result) || TOther.TryConvertToChecked(value, out result) ? result : throw Unknown<TOther>();

    /// <inheritdoc cref="CreateChecked"/>
    public static BFloat16 CreateSaturating<TOther>(TOther value) where TOther : INumberBase<TOther> =>
        TryConvertFrom(value, out BFloat16 result) || TOther.TryConvertToSaturating(value, out result) ? result : throw Unknown<TOther>();

    /// <inheritdoc cref="CreateChecked"/>
    public static BFloat16 CreateTruncating<TOther>(TOther value) where TOther : INumberBase<TOther> =>
        TryConvertFrom(value, out BFloat16 result) || TOther.TryConvertToTruncating(value, out result) ? result : throw Unknown<TOther>();

    static bool INumberBase<BFloat16>.TryConvertFromChecked<TOther>(TOther value, out BFloat16 result) => TryConvertFrom(value, out result);

    static bool INumberBase<BFloat16>.TryConvertFromSaturating<TOther>(TOther value, out BFloat16 result) => TryConvertFrom(value, out result);

    static bool INumberBase<BFloat16>.TryConvertFromTruncating<TOther>(TOther value, out BFloat16 result) => TryConvertFrom(value, out result);

    // A double holds the value exactly, and its own conversions to the built-in types are right.

    static bool INumberBase<BFloat16>.TryConvertToChecked<TOther>(BFloat16 value, [MaybeNullWhen(false)] out TOther result)
    {
        bool known = IsBuiltIn<TOther>();
        result = known ? TOther.CreateChecked((double)value) : default;
        return known;
    }

    static bool INumberBase<BFloat16>.TryConvertToSaturating<TOther>(BFloat16 value, [MaybeNullWhen(false)] out TOther result)
    {
        bool known = IsBuiltIn<TOther>();
        result = known ? TOther.CreateSaturating((double)value) : default;
        return known;
    }

    static bool INumberBase<BFloat16>.TryConvertToTruncating<TOther>(BFloat16 value, [MaybeNullWhen(false)] out TOther result)
    {
        bool known = IsBuiltIn<TOther>();
        result = known ? TOther.CreateTruncating((double)value) : default;
        return known;
    }

    // The compiler keeps one branch for each type; the casts through object vanish.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool TryConvertFrom<TOther>(TOther value, out BFloat16 result) where TOther : INumberBase<TOther>
    {
        if (typeof(TOther) == typeof(BFloat16)) result = (BFloat16)(object)value;
        else if (typeof(TOther) == typeof(float)) result = (BFloat16)(float)(object)value;
        else if (typeof(TOther) == typeof(double)) result = (BFloat16)(double)(object)value;
        else if (typeof(TOther) == typeof(Half)) result = (BFloat16)(float)(Half)(object)value;
        else if (typeof(TOther) == typeof(decimal)) result = Nearest((decimal)(object)value);
        else if (typeof(TOther) == typeof(UInt128)) result = Nearest(negative: false, (UInt128)(object)value, 0, inexact: false);
        else if (IsBuiltInInteger<TOther>()) result = Nearest(Int128.CreateChecked(value));
        else
        {
            result = default;
            return false;
        }
        return true;
    }

    static bool IsBuiltIn<T>() =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half) || typeof(T) == typeof(decimal)
        || IsBuiltInInteger<T>();

    static bool IsBuiltInInteger<T>() =>
        typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(int) || typeof(T) == typeof(long)
        || typeof(T) == typeof(byte) || typeof(T) == typeof(ushort) || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong)
        || typeof(T) == typeof(nint) || typeof(T) == typeof(nuint) || typeof(T) == typeof(char)
        || typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128);

    static NotSupportedException Unknown<TOther>() => new($"no conversion from {typeof(TOther).Name} to {nameof(BFloat16)} is known");

    /// <summary>The shortest decimal that <see cref="float"/> reads as this value, by the invariant culture.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The text that <see cref="float"/> has for the value; without a provider by the invariant culture.</summary>
    public string ToString([StringSyntax(StringSyntaxAttribute.NumericFormat)] string? format, IFormatProvider? formatProvider) =>
        ((float)this).ToString(format, OrInvariant(formatProvider));

    /// <inheritdoc cref="ToString(string, IFormatProvider)"/>
    public bool TryFormat(
        Span<char> destination, out int charsWritten,
        [StringSyntax(StringSyntaxAttribute.NumericFormat)] ReadOnlySpan<char> format, IFormatProvider? provider) =>
        ((float)this).TryFormat(destination, out charsWritten, format, OrInvariant(provider));

    /// <summary>
    /// The number that a text as of <see cref="double"/> stands for; without a provider by the invariant culture. It is read as
    /// a double and then rounded: only text within a double's ULP of a midpoint may give the neighbour of the nearest bfloat16.
    /// </summary>
    /// <exception cref="FormatException"><paramref name="s"/> is not a number.</exception>
    public static BFloat16 Parse(string s, IFormatProvider? provider = null) =>
        (BFloat16)double.Parse(s, DefaultStyle, OrInvariant(provider));

    /// <inheritdoc cref="Parse(string, IFormatProvider)"/>
    public static BFloat16 Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        (BFloat16)double.Parse(s, DefaultStyle, OrInvariant(provider));

    /// <inheritdoc cref="Parse(string, IFormatProvider)"/>
    /// <returns>Whether <paramref name="s"/> is a number.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out BFloat16 result) =>
        TryParse(s.AsSpan(), DefaultStyle, provider, out result);

    /// <inheritdoc cref="TryParse(string, IFormatProvider, out BFloat16)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out BFloat16 result) =>
        TryParse(s, DefaultStyle, provider, out result);

    static BFloat16 INumberBase<BFloat16>.Parse(string s, NumberStyles style, IFormatProvider? provider) =>
        (BFloat16)double.Parse(s, style, OrInvariant(provider));

    static BFloat16 INumberBase<BFloat16>.Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) =>
        (BFloat16)double.Parse(s, style, OrInvariant(provider));

    static bool INumberBase<BFloat16>.TryParse(string? s, NumberStyles style, IFormatProvider? provider, out BFloat16 result) =>
        TryParse(s.AsSpan(), style, provider, out result);

    static bool INumberBase<BFloat16>.TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out BFloat16 result) =>
        TryParse(s, style, provider, out result);

    static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out BFloat16 result)
    {
        bool parsed = double.TryParse(s, style, OrInvariant(provider), out double value);
        result = (BFloat16)value;
        return parsed;
    }

    static IFormatProvider OrInvariant(IFormatProvider? provider) => provider ?? CultureInfo.InvariantCulture;

    static int INumber<BFloat16>.Sign(BFloat16 value) => float.Sign((float)value);

    static BFloat16 INumberBase<BFloat16>.MaxMagnitude(BFloat16 x, BFloat16 y) => OneOf(float.MaxMagnitude((float)x, (float)y));

    static BFloat16 INumberBase<BFloat16>.MinMagnitude(BFloat16 x, BFloat16 y) => OneOf(float.MinMagnitude((float)x, (float)y));

    static BFloat16 INumberBase<BFloat16>.MaxMagnitudeNumber(BFloat16 x, BFloat16 y) =>
        OneOf(float.MaxMagnitudeNumber((float)x, (float)y));

    static BFloat16 INumberBase<BFloat16>.MinMagnitudeNumber(BFloat16 x, BFloat16 y) =>
        OneOf(float.MinMagnitudeNumber((float)x, (float)y));

    static bool INumberBase<BFloat16>.IsCanonical(BFloat16 value) => true;

    static bool INumberBase<BFloat16>.IsRealNumber(BFloat16 value) => !IsNaN(value);

    static bool INumberBase<BFloat16>.IsComplexNumber(BFloat16 value) => false;

    static bool INumberBase<BFloat16>.IsImaginaryNumber(BFloat16 value) => false;

    static bool INumberBase<BFloat16>.IsEvenInteger(BFloat16 value) => float.IsEvenInteger((float)value);

    static bool INumberBase<BFloat16>.IsOddInteger(BFloat16 value) => float.IsOddInteger((float)value);
}
