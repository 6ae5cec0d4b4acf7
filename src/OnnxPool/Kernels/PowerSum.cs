namespace OnnxPool;

/// <summary>
/// Norm (Σ|x|^p)^(1/p) in two passes: the largest |x| first, then the sum of powers of elements scaled by it, so that no power
/// overflows, and none that matters underflows.
/// </summary>
struct PowerSum
{
    // Up to this p, elements scaled into [0, 2) by a power of two, which is exact, have powers that fit; above, division by the largest
    // puts them into [0, 1].
    const double LargestExactlyScaled = 256;

    readonly double _p;
    double _largest;
    bool _several;
    double _scale;
    double _lift;
    CompensatedSum _sum;

    public PowerSum(double p) => _p = p;

    /// <summary>First pass. A NaN wins over everything.</summary>
    public void See(double x)
    {
        if (x == 0) return;
        _several = _largest != 0;
        _largest = Math.Max(_largest, Math.Abs(x));
    }

    /// <summary>Ends the first pass.</summary>
    /// <returns>
    /// Whether the norm needs the second pass; otherwise it is 0, infinite, NaN or the magnitude of the only element that is not 0,
    /// and <see cref="Norm"/> has it.
    /// </returns>
    public bool NeedsSum()
    {
        if (!_several || !double.IsFinite(_largest)) return false;
        int exponent = Math.ILogB(_largest);
        // The reciprocal of a subnormal number may be too large, so that such elements are lifted first.
        _lift = exponent < -1000 ? Math.ScaleB(1, 600) : 1;
        _scale = Math.ScaleB(1, -(_lift == 1 ? exponent : exponent + 600));
        return true;
    }

    /// <summary>Second pass.</summary>
    public void Add(double x)
    {
        double a = Math.Abs(x);
        if (_p == 1) _sum += a * _lift * _scale;
        else if (_p == 2) _sum += Square(a * _lift * _scale);
        else if (_p <= LargestExactlyScaled) _sum += Math.Pow(a * _lift * _scale, _p);
        else _sum += Math.Pow(a / _largest, _p);
    }

    /// <summary>The norm.</summary>
    public readonly double Norm()
    {
        if (!_several || !double.IsFinite(_largest)) return _largest;
        double sum = CompensatedSum.Total(_sum);
        double root = Root(sum);
        if (double.IsInfinity(root))
        {
            // A p so small that the root is past the range, where the norm need not be.
            double part = Math.Pow(sum, 0.25 / _p);
            return part / _scale / _lift * part * part * part;
        }
        return _p <= LargestExactlyScaled ? root / _scale / _lift : root * _largest;
    }

    /// <summary>The norm's derivative, once the norm is known.</summary>
    public readonly NormSlope Slope()
    {
        if (!_several || !double.IsFinite(_largest)) return new NormSlope(_p, _largest, !_several, 1, 0, 1, 1);
        double sum = CompensatedSum.Total(_sum);
        return _p <= LargestExactlyScaled
            ? new NormSlope(_p, _largest, false, 1 / _scale / _lift, -Math.ILogB(_scale) - Math.ILogB(_lift), sum, Root(sum))
            : new NormSlope(_p, _largest, false, _largest, null, sum, Root(sum));
    }

    /// <summary>sum^(1/p): 1/p is rounded, which one step of Newton's method on r^p = sum makes up for.</summary>
    readonly double Root(double sum)
    {
        if (_p == 1) return sum;
        if (_p == 2) return Math.Sqrt(sum);
        double root = Math.Pow(sum, 1 / _p);
        if (double.IsInfinity(root)) return root;
        return root * (1 - (((Math.Pow(root, _p) / sum) - 1) / _p));
    }

    static double Square(double a) => a * a;
}
