using System.Numerics;

namespace OnnxPool.Reference;

/// <summary>A number that is not negative, NaN or infinity, rounded to double, and what is needed to measure distances from it.</summary>
/// <param name="Value">The nearest double; positive infinity if the number is past the range.</param>
/// <param name="Head">The number over 2^Exponent, rounded to double; 0 for 0, and not used if the number is not finite.</param>
/// <param name="Residual">(number / 2^Exponent − Head) in units of 2^−52, between −½ and ½.</param>
/// <param name="Exponent">⌊log2 number⌋, which may be past the range of double.</param>
readonly record struct Norm(double Value, double Head, double Residual, int Exponent)
{
    // Past every format in either direction, and harmless in sums of exponents.
    const int Far = 1 << 20;

    /// <summary>Exactly 0.</summary>
    public static Norm Zero { get; } = new(0, 0, 0, -Far);

    bool IsFinite => Exponent != int.MaxValue;

    /// <summary>NaN or infinity that comes from the terms.</summary>
    public static Norm NotFinite(double value) => new(value, value, 0, int.MaxValue);

    /// <summary>Rounds a number that is not 0.</summary>
    public static Norm Of(ScaledInteger number)
    {
        int leading = (int)number.Significand.GetBitLength() - 1;
        (double head, double residual) = Quotient.Of(number.Significand, -leading, BigInteger.One);
        return number.Log2 >= Far
            ? new Norm(double.PositiveInfinity, head, residual, Far)
            : new Norm(Quotient.Rounded(number.Significand, (int)number.Exponent, BigInteger.One), head, residual, (int)number.Log2);
    }

    /// <summary>The distance of a candidate, as <see cref="LpResult.ErrorInUlps"/> says.</summary>
    public double ErrorInUlps(double candidate, FloatFormat format)
    {
        if (!IsFinite || double.IsNaN(candidate))
            return Value.Equals(candidate) ? 0 : double.PositiveInfinity;

        int ulpExponent = format.UlpExponent(Exponent);
        int past = format.MaxExponent + 1;
        if (double.IsPositiveInfinity(candidate) && Exponent >= past)
            return 0;

        // Scaling by a power of two is exact, and so is the difference of two numbers that are near each other.
        double ulps = double.IsPositiveInfinity(candidate) ? Math.ScaleB(1, past - ulpExponent) : Math.ScaleB(candidate, -ulpExponent);
        return Math.Abs(ulps - Math.ScaleB(Head, Exponent - ulpExponent) - Math.ScaleB(Residual, Exponent - 52 - ulpExponent));
    }
}
