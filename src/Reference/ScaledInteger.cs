using System.Numerics;

namespace OnnxPool.Reference;

/// <summary>A number that is not negative: Significand · 2^Exponent.</summary>
/// <remarks>The exponent is as long as it takes, because |x|^p has the exponent of x times p.</remarks>
readonly record struct ScaledInteger(BigInteger Significand, BigInteger Exponent)
{
    /// <summary>⌊log2⌋ of a number that is not 0.</summary>
    public BigInteger Log2 => Exponent + Significand.GetBitLength() - 1;

    /// <summary>The magnitude of a finite double.</summary>
    public static ScaledInteger Magnitude(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponentField = (int)(bits >> 52) & 0x7FF;
        long fraction = bits & ((1L << 52) - 1);
        return exponentField == 0
            ? new ScaledInteger(fraction, -1074)
            : new ScaledInteger(fraction | (1L << 52), exponentField - 1075);
    }

    /// <summary>The exact product.</summary>
    public static ScaledInteger operator *(ScaledInteger left, ScaledInteger right) =>
        new(left.Significand * right.Significand, left.Exponent + right.Exponent);

    /// <summary>The quotient by a number that is not 0: exact if it has few bits, and otherwise less by under 2^−<paramref name="bits"/> of itself.</summary>
    public static ScaledInteger Divide(ScaledInteger dividend, ScaledInteger divisor, int bits)
    {
        int shift = (int)Math.Max(0, bits + 1 + divisor.Significand.GetBitLength() - dividend.Significand.GetBitLength());
        return new ScaledInteger((dividend.Significand << shift) / divisor.Significand, dividend.Exponent - shift - divisor.Exponent);
    }

    /// <summary>The exact power.</summary>
    public ScaledInteger Power(int exponent) => new(BigInteger.Pow(Significand, exponent), Exponent * exponent);

    /// <summary>The sum of numbers that are not all 0, without what lies more than <paramref name="width"/> bits below the top of the largest.</summary>
    /// <returns>The sum of what is left, and how many numbers lost something, each less than one unit of that sum.</returns>
    public static (ScaledInteger Sum, int Shortened) Add(IEnumerable<ScaledInteger> numbers, int width)
    {
        ScaledInteger[] terms = [.. numbers.Where(number => !number.Significand.IsZero)];
        BigInteger unitExponent = terms.Max(term => term.Log2) - width;
        BigInteger sum = BigInteger.Zero;
        int shortened = 0;
        foreach (ScaledInteger term in terms)
        {
            BigInteger shift = term.Exponent - unitExponent;
            if (shift >= 0)
            {
                sum += term.Significand << (int)shift;
                continue;
            }

            BigInteger rest = term.Log2 < unitExponent ? BigInteger.Zero : term.Significand >> (int)-shift;
            sum += rest;
            if (rest.IsZero || rest << (int)-shift != term.Significand)
                shortened++;
        }

        return (new ScaledInteger(sum, unitExponent), shortened);
    }
}
