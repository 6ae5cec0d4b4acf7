namespace OnnxPool;

/// <summary>The derivative of a norm Y by its elements: sign(x) · (|x| / Y)^(p − 1), times what comes for the norm.</summary>
/// <remarks>
/// With a = |x| / unit and S = Σ a^p the power is a^(p − 1) · S^(1/p) / S: unlike that of the quotient |x| / Y it does not make the
/// error of the norm p − 1 times as large.
/// </remarks>
readonly struct NormSlope
{
    readonly double _p;
    readonly double _largest;
    readonly bool _isSingle;
    readonly double _unit;
    readonly int _unitExponent;
    readonly bool _isExactUnit;
    readonly double _sum;
    readonly double _root;

    /// <param name="p">The power.</param>
    /// <param name="largest">The largest magnitude.</param>
    /// <param name="isSingle">Whether at most one element is not 0.</param>
    /// <param name="unit">What the elements are divided by; a power of two if <paramref name="unitExponent"/> is its exponent.</param>
    /// <param name="unitExponent">Exponent of the unit; null if that is no power of two.</param>
    /// <param name="sum">S.</param>
    /// <param name="root">S^(1/p), which may be past the range.</param>
    public NormSlope(double p, double largest, bool isSingle, double unit, int? unitExponent, double sum, double root)
    {
        _p = p;
        _largest = largest;
        _isSingle = isSingle;
        _unit = unit;
        _isExactUnit = unitExponent is not null;
        _unitExponent = unitExponent ?? 0;
        _sum = sum;
        _root = root;
    }

    /// <summary>What one element that is not 0 gets.</summary>
    /// <param name="x">The element.</param>
    /// <param name="gradient">What comes for the norm.</param>
    public double Of(double x, double gradient)
    {
        if (double.IsNaN(x)) return x;
        double signed = x < 0 ? -gradient : gradient;
        if (_p == 1) return signed;
        double magnitude = Math.Abs(x);
        if (!double.IsFinite(_largest)) return signed * Math.Pow(magnitude / _largest, _p - 1);
        if (_isSingle) return signed;
        double a = magnitude / _unit;
        double power = _p == 2 ? a / _root : Math.Pow(a, _p - 1) * (_root / _sum);
        double slope = !double.IsNormal(a) || !double.IsNormal(power) ? Scaled(magnitude, signed) : _p == 2 ? Quotient(a, power, signed) : signed * power;
        // No element is larger than the norm, so that what is more, and perhaps past the range, is so by rounding. A NaN stays.
        return _p > 1 && Math.Abs(slope) > Math.Abs(signed) ? signed : slope;
    }

    /// <summary>
    /// <paramref name="signed"/> · a / √S with one rounding at the end. √S, <paramref name="quotient"/> and the product are each rounded;
    /// what they lost, which fused multiplication shows, would add up to more than 2 ULP.
    /// </summary>
    double Quotient(double a, double quotient, double signed)
    {
        double product = signed * quotient;
        if (!double.IsNormal(product)) return product;
        double rootRest = Math.FusedMultiplyAdd(-_root, _root, _sum) / (2 * _root);
        double rest = (Math.FusedMultiplyAdd(-quotient, _root, a) - (quotient * rootRest)) / _root;
        return product + (Math.FusedMultiplyAdd(signed, quotient, -product) + (signed * rest));
    }

    /// <summary>The same with exponents apart, for factors past the range whose product need not be.</summary>
    double Scaled(double magnitude, double signed)
    {
        if (signed == 0 || !double.IsFinite(signed)) return signed;
        int exponent = Math.ILogB(magnitude);
        double a = Math.ScaleB(magnitude, -exponent);
        double unit = _isExactUnit ? 1 : Math.ScaleB(_unit, -Math.ILogB(_unit));
        int unitExponent = _isExactUnit ? _unitExponent : Math.ILogB(_unit);
        int outer = Math.ILogB(signed);

        bool isInRange = double.IsFinite(_root);
        // A quotient between 1/2 and 2, whose power for a large p is past the range too.
        double quotient = a / unit;
        bool hasPower = _p <= 1000;
        double factor = (hasPower ? Math.Pow(quotient, _p - 1) : 1) * (isInRange ? _root / _sum : 1);
        double binades = ((exponent - unitExponent + (hasPower ? 0 : Math.Log2(quotient))) * (_p - 1)) + (isInRange ? 0 : Math.Log2(_sum) * (1 - _p) / _p);
        // Past these the result is 0 or infinite whatever the rest is.
        binades = Math.Clamp(binades, -100_000, 100_000);
        double whole = Math.Floor(binades);
        return Math.ScaleB(Math.ScaleB(signed, -outer) * factor * Math.Pow(2, binades - whole), outer + (int)whole);
    }
}
