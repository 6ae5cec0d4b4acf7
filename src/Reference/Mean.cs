using System.Numerics;

namespace OnnxPool.Reference;

/// <summary>The exact quotient of a sum of doubles and a whole number.</summary>
/// <param name="Value">The quotient, rounded once, to the nearest double.</param>
/// <param name="Residual">(exact quotient − value) in ULPs of the exact quotient, between −½ and ½; 0 if the value is not finite.</param>
/// <param name="Magnitude">Σ|x| / divisor, rounded once: how large the terms are whose cancelling made the value.</param>
/// <remarks>
/// A NaN among the terms, or infinities of both signs, give NaN; infinities of one sign give that infinity. A sum that is exactly zero gives +0,
/// except −0 where every term is −0, as adding the terms one by one would. No term at all gives +0, whatever the divisor.
/// </remarks>
readonly record struct Mean(double Value, double Residual, double Magnitude)
{
    /// <summary>Adds up terms and divides once.</summary>
    public sealed class Accumulator
    {
        readonly ExactSum _sum = new();
        readonly ExactSum _magnitude = new();
        double _nonFinite;
        bool _onlyNegativeZeros = true;

        /// <summary>The number of terms so far.</summary>
        public long Terms { get; private set; }

        /// <summary>Adds one term.</summary>
        public void Add(double x)
        {
            Terms++;
            _onlyNegativeZeros &= x == 0 && double.IsNegative(x);
            if (double.IsFinite(x))
            {
                _sum.Add(x);
                _magnitude.Add(Math.Abs(x));
            }
            else
            {
                // IEEE addition has just the rule wanted: ∞ + ∞ = ∞, ∞ − ∞ = NaN, and NaN stays.
                _nonFinite += x;
            }
        }

        /// <summary>Divides the sum by a divisor that is positive if there is any term, and starts over.</summary>
        public Mean Divide(long divisor)
        {
            Mean mean = Current(divisor);
            _sum.Clear();
            _magnitude.Clear();
            (_nonFinite, _onlyNegativeZeros, Terms) = (0, true, 0);
            return mean;
        }

        Mean Current(long divisor)
        {
            if (Terms == 0)
                return new Mean(0, 0, 0);
            if (_nonFinite != 0)
                return new Mean(_nonFinite, 0, Math.Abs(_nonFinite));
            if (_onlyNegativeZeros)
                return new Mean(-0.0, 0, 0);

            (BigInteger sum, int sumExponent) = _sum.Read();
            (BigInteger magnitude, int magnitudeExponent) = _magnitude.Read();
            (double value, double residual) = Quotient.Of(sum, sumExponent, divisor);
            return new Mean(value, residual, Quotient.Rounded(magnitude, magnitudeExponent, divisor));
        }
    }
}
