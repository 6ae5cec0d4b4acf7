using System.Numerics;

namespace OnnxPool.Reference;

/// <summary>The gradient of the norm Y = (Σ|x|^p)^(1/p) of a window: G · sign(x) · (|x| / Y)^(p − 1) for each of its taps x that is not 0.</summary>
/// <remarks>
/// Y is the exact norm, also where it is past the range of double. Each term is good to 2^−100 of itself. For a whole p up to 64,
/// |G| · |x|^(p−1) is exact and is divided by a power of a root of 128 bits; any other p goes through logarithms of 256 bits behind the point.
/// A term below 2^−4096 counts as 0, and one past 2^4096 as infinite, which no format can tell.
/// </remarks>
sealed class LpGradient
{
    const int QuotientBits = 192;
    const int Far = 4096;

    readonly double[] _x;
    readonly double _p;
    readonly ScaledInteger _exactP;
    readonly bool _isWhole;
    readonly BigInteger[] _logs;

    /// <exception cref="ArgumentException">A p that is not positive and finite.</exception>
    public LpGradient(double[] x, double p)
    {
        (_x, _p, _exactP, _isWhole) = (x, p, ScaledInteger.Magnitude(p), new LpNorm(p).IsWhole);
        _logs = _isWhole ? [] : [.. x.Select(value => value == 0 || !double.IsFinite(value) ? BigInteger.Zero : FixedPoint.Log2(ScaledInteger.Magnitude(value)))];
    }

    /// <summary>Adds to dX what one window gives to its taps.</summary>
    /// <param name="dX">What is added to.</param>
    /// <param name="g">G, the gradient of the window.</param>
    /// <param name="taps">The positions in X of the real taps.</param>
    public void Spread(GradientSum dX, double g, IEnumerable<long> taps)
    {
        long[] counted = [.. taps.Where(tap => _x[tap] != 0)];
        if (counted.Length == 0)
            return;

        // Math.Max keeps NaN, so that this is Y itself wherever Y is not finite.
        double largest = counted.Select(tap => Math.Abs(_x[tap])).Aggregate(0.0, Math.Max);
        if (!double.IsFinite(largest) || !double.IsFinite(g))
        {
            foreach (long tap in counted)
                dX.Add(tap, g * Sign(_x[tap]) * FactorBesideInfinity(Math.Abs(_x[tap]), largest), 1);
            return;
        }

        ScaledInteger[] terms = _isWhole ? ByIntegers(g, counted) : ByLogarithms(g, counted);
        foreach ((long tap, ScaledInteger term) in counted.Zip(terms))
            Add(dX, tap, term, negative: g < 0 != _x[tap] < 0);
    }

    /// <summary>(|x| / Y)^(p − 1) by IEEE rules, anything to the power of 0 being 1; beside a G that is not finite, every positive factor is as good as 1.</summary>
    double FactorBesideInfinity(double magnitude, double y) => double.IsFinite(y) ? 1 : Math.Pow(magnitude / y, _p - 1);

    /// <summary>|G| · |x|^(p − 1) / Y^(p − 1)</summary>
    ScaledInteger[] ByIntegers(double g, long[] taps)
    {
        int p = (int)_p;
        ScaledInteger[] magnitudes = [.. taps.Select(tap => ScaledInteger.Magnitude(_x[tap]))];
        ScaledInteger norm = WholeRoot.Of([.. magnitudes.Select(magnitude => magnitude.Power(p))], p);
        ScaledInteger divisor = norm.Power(p - 1);
        return [.. magnitudes.Select(magnitude => ScaledInteger.Divide(ScaledInteger.Magnitude(g) * magnitude.Power(p - 1), divisor, QuotientBits))];
    }

    /// <summary>|G| · w^(p − 1) · (Σw^p)^(1/p − 1), where w is |x| over the largest |x|.</summary>
    /// <remarks>
    /// A logarithm is off by less than 2^−240, which p multiplies. The largest w is exactly 1; any other is 1 − 2^−53 at most, so that its w^p is
    /// far below 2^−4096 long before p makes the error of its logarithm matter. A small p divides: (Σw^p)^(1/p) is then far past 2^4096, or Σw^p is exactly 1.
    /// </remarks>
    ScaledInteger[] ByLogarithms(double g, long[] taps)
    {
        BigInteger largest = taps.Max(tap => _logs[tap]);
        BigInteger[] logs = [.. taps.Select(tap => _logs[tap] - largest)];
        BigInteger[] powers = [.. logs.Select(log => FixedPoint.Multiply(log, _exactP))];
        (ScaledInteger sum, _) = ScaledInteger.Add(powers.Select(FixedPoint.Exp2), FixedPoint.FractionBits + 64);
        BigInteger logOfSum = FixedPoint.Log2(sum);
        BigInteger divisor = logOfSum - FixedPoint.Divide(logOfSum, _exactP);
        return [.. logs.Zip(powers, (log, power) => ScaledInteger.Magnitude(g) * FixedPoint.Exp2(power - log - divisor))];
    }

    static void Add(GradientSum dX, long tap, ScaledInteger term, bool negative)
    {
        bool vanishes = term.Significand.IsZero || term.Log2 < -Far;
        if (!vanishes && term.Log2 > Far)
            dX.Add(tap, negative ? double.NegativeInfinity : double.PositiveInfinity, 1);
        else
            dX.Add(tap, vanishes ? default : new Fraction(negative ? -term.Significand : term.Significand, (int)term.Exponent, 1));
    }

    /// <summary>The sign of a number that is not 0; that of NaN is NaN.</summary>
    static double Sign(double x) => double.IsNaN(x) ? x : Math.CopySign(1, x);
}
