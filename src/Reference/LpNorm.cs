namespace OnnxPool.Reference;

/// <summary>(Σ|x|^p)^(1/p) of doubles, for one p.</summary>
/// <remarks>
/// A NaN among the terms gives NaN; otherwise an infinity of either sign gives positive infinity. No term, or only zeros, give +0.
/// A whole p up to 64 is computed in integers: the root is placed between two neighbours of 128 bits, and exactness is told from nearness.
/// Any other p goes through logarithms of 256 bits behind the point; its relative error is below 2^−180, which is 2^−127 ULP of a double. No power overflows
/// or underflows on the way, and a single term that is not 0 gives its magnitude, whatever the p.
/// </remarks>
sealed class LpNorm
{
    const int MostWholePower = 64;

    readonly double _p;
    readonly ScaledInteger _exact;

    /// <exception cref="ArgumentException">A p that is not positive and finite.</exception>
    public LpNorm(double p)
    {
        if (!(p > 0 && double.IsFinite(p)))
            throw new ArgumentException($"p is {p}; a finite number above 0 is allowed.");
        (_p, _exact) = (p, ScaledInteger.Magnitude(p));
    }

    /// <summary>Whether the powers are computed in integers.</summary>
    public bool IsWhole => _p <= MostWholePower && _p == Math.Floor(_p);

    /// <summary>Raises the magnitude of one element to p, so that windows that overlap can share it.</summary>
    public Term Raise(double x)
    {
        if (x == 0 || !double.IsFinite(x))
            return new Term(x, default);
        var magnitude = ScaledInteger.Magnitude(x);
        return new Term(x, IsWhole
            ? magnitude.Power((int)_p)
            : FixedPoint.Exp2(FixedPoint.Multiply(FixedPoint.Log2(magnitude), _exact)));
    }

    /// <summary>The norm of the elements that were raised.</summary>
    public Norm Of(IEnumerable<Term> terms)
    {
        Term[] counted = [.. terms.Where(term => term.X != 0)];
        if (counted.Any(term => double.IsNaN(term.X)))
            return Norm.NotFinite(double.NaN);
        if (counted.Any(term => double.IsInfinity(term.X)))
            return Norm.NotFinite(double.PositiveInfinity);
        if (counted.Length == 0)
            return Norm.Zero;
        if (counted.Length == 1)
            return Norm.Of(ScaledInteger.Magnitude(counted[0].X));

        ScaledInteger[] powers = [.. counted.Select(term => term.Power)];
        return Norm.Of(IsWhole ? WholeRoot.Of(powers, (int)_p) : Root(powers));
    }

    /// <summary>The root by way of logarithms.</summary>
    /// <remarks>
    /// Dividing by p takes back what multiplying by p did to the errors of a large p. It makes those of a small p larger, but two terms or more
    /// are past any double for a p below 2^−13, because |x|^p is then nearly 1 for every x.
    /// </remarks>
    ScaledInteger Root(ScaledInteger[] powers)
    {
        (ScaledInteger sum, _) = ScaledInteger.Add(powers, FixedPoint.FractionBits + 64);
        return FixedPoint.Exp2(FixedPoint.Divide(FixedPoint.Log2(sum), _exact));
    }

    /// <summary>An element and |element|^p, which is 0 where the element is 0 or not finite.</summary>
    public readonly record struct Term(double X, ScaledInteger Power);
}
