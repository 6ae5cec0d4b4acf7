namespace OnnxPool.Conformance;

/// <summary>
/// Norms have a kink where they are 0, and, unless p is even, where an element is 0; by the stated policy an element that is 0 gets nothing.
/// </summary>
sealed class VanishingNorms : IKinks
{
    readonly double[] _x;
    readonly OutputTaps _taps;
    readonly bool _isEven;
    readonly double _reach;
    readonly (double Largest, int Taps)[] _windows;

    public VanishingNorms(GradientCase given, OutputTaps taps)
    {
        (_x, _taps) = (given.X, taps);
        _isEven = given.P % 2 == 0;
        // |x|^p bends within |x| / p.
        _reach = 1 / (16 * Math.Max(given.P, 1));
        _windows = [.. Enumerable.Range(0, (int)Shapes.ElementCount([.. given.OutputShape])).Select(o =>
            taps.Of(o).Aggregate((Largest: 0.0, Taps: 0), (w, tap) => (Math.Max(w.Largest, Math.Abs(_x[tap])), w.Taps + 1)))];
    }

    public double Step(long element)
    {
        double step = Math.Abs(_x[element]) * _reach;
        if (!_isEven) return Kinks.PowerBelow(step);
        // An even power is smooth at 0, and bends on the scale of the norm; shared out, because all elements may move at once.
        double shared = double.PositiveInfinity;
        foreach (long output in _taps.Over(element))
            if (_windows[output] is { Largest: > 0 } window) shared = Math.Min(shared, window.Largest * _reach / window.Taps);
        return Kinks.PowerBelow(double.IsFinite(shared) ? Math.Max(step, shared) : step);
    }

    public Kink? At(long output, long element) =>
        _x[element] == 0 && !(_isEven && _windows[output].Largest > 0) ? new Kink(0, IsOfRise: false) : null;

    public bool IsKink(long output) => _windows[output].Largest == 0;
}
