using System.Numerics;

namespace OnnxPool.Reference;

/// <summary>An exact number: Numerator · 2^Exponent / Divisor, the divisor being positive; the default is 0.</summary>
readonly record struct Fraction(BigInteger Numerator, int Exponent, BigInteger Divisor)
{
    /// <summary>A finite double over a positive whole number.</summary>
    public static Fraction Of(double dividend, long divisor)
    {
        var magnitude = ScaledInteger.Magnitude(dividend);
        return new Fraction(dividend < 0 ? -magnitude.Significand : magnitude.Significand, (int)magnitude.Exponent, divisor);
    }

    public static Fraction Abs(Fraction number) => number with { Numerator = BigInteger.Abs(number.Numerator) };

    public static Fraction operator +(Fraction left, Fraction right)
    {
        if (left.Numerator.IsZero)
            return right;
        if (right.Numerator.IsZero)
            return left;

        int exponent = Math.Min(left.Exponent, right.Exponent);
        BigInteger common = BigInteger.GreatestCommonDivisor(left.Divisor, right.Divisor);
        BigInteger leftNumerator = (left.Numerator << (left.Exponent - exponent)) * (right.Divisor / common);
        BigInteger rightNumerator = (right.Numerator << (right.Exponent - exponent)) * (left.Divisor / common);
        return new Fraction(leftNumerator + rightNumerator, exponent, left.Divisor / common * right.Divisor);
    }

    /// <summary>The nearest double and what rounding took away.</summary>
    public Quotient Round() => Numerator.IsZero ? default : Quotient.Of(Numerator, Exponent, Divisor);
}
