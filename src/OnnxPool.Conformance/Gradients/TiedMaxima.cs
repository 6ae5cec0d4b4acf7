namespace OnnxPool.Conformance;

/// <summary>Maxima have a kink where elements tie for one; the tie policy says what each gets.</summary>
/// <remarks>+0 and −0 are at a kink, but +0 alone is the maximum.</remarks>
sealed class TiedMaxima : IKinks
{
    readonly double[] _x;
    readonly TiePolicy _ties;
    readonly OutputTaps _taps;
    readonly double _scale;
    readonly Maximum[] _maxima;

    public TiedMaxima(GradientCase given, OutputTaps taps)
    {
        (_x, _ties, _taps) = (given.X, given.Ties, taps);
        _scale = Kinks.Scale(_x);
        _maxima = [.. Enumerable.Range(0, (int)Shapes.ElementCount([.. given.OutputShape])).Select(o => Find(o))];
    }

    public double Step(long element)
    {
        double nearest = 4 * _scale;
        foreach (long output in _taps.Over(element))
            if (Distance(output, element) is > 0 and var distance) nearest = Math.Min(nearest, distance);
        return Kinks.PowerBelow(nearest / 4);
    }

    public Kink? At(long output, long element)
    {
        if (Distance(output, element) != 0) return null;
        Maximum maximum = _maxima[output];
        bool holds = !Beats(_x[maximum.First], _x[element]);
        double share = !holds ? 0 : _ties switch
        {
            TiePolicy.First => maximum.First == element ? 1 : 0,
            TiePolicy.Equal => 1.0 / maximum.Holders,
            _ => 1,
        };
        return new Kink(share, IsOfRise: true);
    }

    public bool IsKink(long output) => _maxima[output].First >= 0 && Distance(output, _maxima[output].First) == 0;

    /// <summary>How far an element is from meeting the largest of the others.</summary>
    double Distance(long output, long element)
    {
        Maximum maximum = _maxima[output];
        return _x[maximum.First] - (maximum.First == element ? maximum.Second : _x[element]);
    }

    Maximum Find(long output)
    {
        long first = -1;
        foreach (long tap in _taps.Of(output))
            if (first < 0 || Beats(_x[tap], _x[first])) first = tap;
        double second = double.NegativeInfinity;
        int holders = 0;
        foreach (long tap in _taps.Of(output))
        {
            if (tap != first) second = Math.Max(second, _x[tap]);
            if (!Beats(_x[first], _x[tap])) holders++;
        }
        return new Maximum(first, second, holders);
    }

    static bool Beats(double a, double b) => a > b || (a == b && !double.IsNegative(a) && double.IsNegative(b));

    /// <param name="First">The first element that holds it; −1 in an empty window.</param>
    /// <param name="Second">The largest of the other elements.</param>
    /// <param name="Holders">How many hold it.</param>
    readonly record struct Maximum(long First, double Second, int Holders);
}
