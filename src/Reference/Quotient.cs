using System.Numerics;

namespace OnnxPool.Reference;

/// <summary>A rational number rounded once, to the nearest double, ties to even.</summary>
/// <param name="Value">The double.</param>
/// <param name="Residual">What rounding took away, in ULPs of the exact number: (exact − value) / ULP, between −½ and ½.</param>
/// <remarks>
/// The ULP of an exact number x is 2^(max(⌊log2 |x|⌋, −1022) − 52). The residual is in ULPs, because as a plain double it would be lost below 2^−1074.
/// </remarks>
readonly record struct Quotient(double Value, double Residual)
{
    const int FractionBits = 52;
    const int LeastExponent = -1022;

    /// <summary>dividend · 2^exponent / divisor, the divisor being positive.</summary>
    public static Quotient Of(BigInteger dividend, int exponent, BigInteger divisor)
    {
        (double value, BigInteger remainder, BigInteger unit) = Round(BigInteger.Abs(dividend), exponent, divisor);
        double residual = Rounded(BigInteger.Abs(remainder), 0, unit);
        residual = remainder.Sign < 0 ? -residual : residual;
        return dividend.Sign < 0 ? new Quotient(-value, -residual) : new Quotient(value, residual);
    }

    /// <summary>The value alone of dividend · 2^exponent / divisor, none of them negative.</summary>
    public static double Rounded(BigInteger dividend, int exponent, BigInteger divisor) => Round(dividend, exponent, divisor).Value;

    /// <summary>The distance of a candidate from the exact number, in ULPs that the format has there, as <see cref="AverageResult.ErrorInUlps"/> says.</summary>
    public double ErrorInUlps(double candidate, FloatFormat format) => Error(candidate, format, ExactExponent);

    /// <summary>The same distance, in ULPs that the format has at a magnitude.</summary>
    public double ErrorInUlpsOf(double magnitude, double candidate, FloatFormat format) =>
        Error(candidate, format, double.IsFinite(magnitude) ? Math.ILogB(magnitude) : FloatFormat.Binary64.MaxExponent + 1);

    double Error(double candidate, FloatFormat format, int exponent)
    {
        if (!double.IsFinite(Value) || !double.IsFinite(candidate))
            return Value.Equals(candidate) ? 0 : double.PositiveInfinity;

        // A candidate near Value differs from it by a double exactly, so that nothing is lost before the residual is taken into account.
        int ulpExponent = format.UlpExponent(exponent);
        int residualExponent = FloatFormat.Binary64.UlpExponent(ExactExponent);
        return Math.Abs(Math.ScaleB(candidate - Value, -ulpExponent) - Math.ScaleB(Residual, residualExponent - ulpExponent));
    }

    /// <summary>⌊log2 |exact number|⌋, which is not that of Value if rounding went up to a power of two; far below any format for 0.</summary>
    int ExactExponent
    {
        get
        {
            bool powerOfTwo = double.IsNormal(Value) && (BitConverter.DoubleToInt64Bits(Value) & ((1L << FractionBits) - 1)) == 0;
            bool roundedUp = Value > 0 ? Residual < 0 : Residual > 0;
            return powerOfTwo && roundedUp ? Math.ILogB(Value) - 1 : Math.ILogB(Value);
        }
    }

    /// <summary>Rounds dividend · 2^exponent / divisor and gives what is left: the exact number is the value and remainder / unit ULPs.</summary>
    static (double Value, BigInteger Remainder, BigInteger Unit) Round(BigInteger dividend, int exponent, BigInteger divisor)
    {
        if (dividend.IsZero)
            return (0, BigInteger.Zero, BigInteger.One);

        int ulpExponent = Math.Max(FloorLog2(dividend, divisor) + exponent, LeastExponent) - FractionBits;
        int shift = exponent - ulpExponent;
        BigInteger numerator = shift > 0 ? dividend << shift : dividend;
        BigInteger unit = shift < 0 ? divisor << -shift : divisor;

        (BigInteger ulps, BigInteger remainder) = BigInteger.DivRem(numerator, unit);
        int toHalf = (remainder << 1).CompareTo(unit);
        if (toHalf > 0 || (toHalf == 0 && !ulps.IsEven))
        {
            ulps += 1;
            remainder -= unit;
        }

        return (Math.ScaleB((double)ulps, ulpExponent), remainder, unit);
    }

    /// <summary>⌊log2(dividend / divisor)⌋ of two positive numbers.</summary>
    static int FloorLog2(BigInteger dividend, BigInteger divisor)
    {
        int log = (int)(dividend.GetBitLength() - divisor.GetBitLength());
        bool reached = log >= 0 ? dividend >= divisor << log : dividend << -log >= divisor;
        return reached ? log : log - 1;
    }
}
