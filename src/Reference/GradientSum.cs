namespace OnnxPool.Reference;

/// <summary>dX while it is added up: for each element of X the exact sum of what the windows over it give.</summary>
/// <remarks>Sums start from +0. Terms that are not finite are added by IEEE rules, apart from the finite ones, which make no difference to them.</remarks>
sealed class GradientSum
{
    readonly long[] _shape;
    readonly Fraction[] _sums;
    readonly Fraction[] _magnitudes;
    readonly double[] _nonFinite;
    readonly long[] _terms;

    public GradientSum(long[] shape)
    {
        _shape = [.. shape];
        long elements = Shapes.Count(shape);
        (_sums, _magnitudes, _nonFinite, _terms) = (new Fraction[elements], new Fraction[elements], new double[elements], new long[elements]);
    }

    /// <summary>Adds dividend / divisor to one element, the divisor being positive.</summary>
    public void Add(long element, double dividend, long divisor)
    {
        if (double.IsFinite(dividend))
        {
            Add(element, Fraction.Of(dividend, divisor));
            return;
        }

        _terms[element]++;
        _nonFinite[element] += dividend;
    }

    /// <summary>Adds a finite term to one element.</summary>
    public void Add(long element, Fraction term)
    {
        _terms[element]++;
        _sums[element] += term;
        _magnitudes[element] += Fraction.Abs(term);
    }

    /// <summary>Rounds every sum once.</summary>
    public GradientResult Round()
    {
        var result = new GradientResult(
            _shape, new double[_sums.LongLength], new double[_sums.LongLength], new double[_sums.LongLength], _terms);
        for (long i = 0; i < _sums.LongLength; i++)
        {
            (double value, double residual) = _nonFinite[i] == 0 ? _sums[i].Round() : new Quotient(_nonFinite[i], 0);

            // A negative sum below half of the smallest double rounds to −0; adding +0 makes that the +0 that the sum started from.
            result.Dx[i] = value + 0.0;
            result.Residuals[i] = double.IsFinite(value) ? residual : 0;
            result.Magnitudes[i] = _nonFinite[i] == 0 ? _magnitudes[i].Round().Value : Math.Abs(_nonFinite[i]);
        }

        return result;
    }
}
