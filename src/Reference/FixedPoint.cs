using System.Numerics;

namespace OnnxPool.Reference;

/// <summary>Logarithm and power to base 2 on fixed-point numbers, which are whole numbers of 2^−256.</summary>
/// <remarks>Each result is off by less than 2^−240: of 1 for the logarithm, of itself for the power.</remarks>
static class FixedPoint
{
    /// <summary>Bits behind the point.</summary>
    public const int FractionBits = 256;

    // The power is squared this often, and each time its error doubles.
    const int Squarings = 16;
    const int GuardBits = 2 * Squarings;
    const int WorkBits = FractionBits + GuardBits;

    static readonly BigInteger s_ln2 = 2 * ArTanh((BigInteger.One << WorkBits) / 3, WorkBits);

    /// <summary>log2 of a number that is not 0.</summary>
    public static BigInteger Log2(ScaledInteger number)
    {
        int shift = (int)(FractionBits + 1 - number.Significand.GetBitLength());
        BigInteger mantissa = shift >= 0 ? number.Significand << shift : number.Significand >> -shift;

        // log2 m = g + log2(m / 2^g) for any g; with g good to about 50 bits, little is left for the series.
        double guess = Math.Log2(Math.ScaleB((double)mantissa, -FractionBits));
        BigInteger log = new BigInteger(Math.ScaleB(guess, 52)) << (FractionBits - 52);
        ScaledInteger power = Exp2(log);
        BigInteger guessed = power.Significand << (int)(power.Exponent + FractionBits);
        BigInteger quotient = ((mantissa - guessed) << WorkBits) / (mantissa + guessed);
        log += (ArTanh(quotient, WorkBits) << (1 + FractionBits)) / s_ln2;
        return (number.Log2 << FractionBits) + log;
    }

    /// <summary>2 to the power of a number of either sign.</summary>
    public static ScaledInteger Exp2(BigInteger number)
    {
        BigInteger whole = number >> FractionBits;
        BigInteger fraction = number - (whole << FractionBits);
        BigInteger argument = (fraction * s_ln2) >> (FractionBits + Squarings);

        BigInteger power = BigInteger.Zero;
        BigInteger term = BigInteger.One << WorkBits;
        for (int k = 1; !term.IsZero; k++)
        {
            power += term;
            term = ((term * argument) >> WorkBits) / k;
        }

        for (int i = 0; i < Squarings; i++)
            power = (power * power) >> WorkBits;
        return new ScaledInteger(power >> GuardBits, whole - FractionBits);
    }

    /// <summary>The product with a positive factor, rounded down.</summary>
    public static BigInteger Multiply(BigInteger number, ScaledInteger factor)
    {
        int exponent = (int)factor.Exponent;
        BigInteger product = number * factor.Significand;
        return exponent < 0 ? product >> -exponent : product << exponent;
    }

    /// <summary>The quotient by a positive divisor, rounded towards 0.</summary>
    public static BigInteger Divide(BigInteger number, ScaledInteger divisor)
    {
        int exponent = (int)divisor.Exponent;
        return exponent < 0 ? (number << -exponent) / divisor.Significand : number / (divisor.Significand << exponent);
    }

    /// <summary>z + z³/3 + z⁵/5 + … of a number with the given bits behind the point, so that ln q = 2 artanh((q − 1) / (q + 1)).</summary>
    static BigInteger ArTanh(BigInteger z, int bits)
    {
        BigInteger square = (z * z) >> bits;
        BigInteger sum = BigInteger.Zero;
        BigInteger power = z;
        for (int k = 1; BigInteger.Abs(power) > 1; k += 2)
        {
            sum += power / k;
            power = (power * square) >> bits;
        }

        return sum;
    }
}
