using System.Globalization;

namespace OnnxPool.Conformance;

/// <summary>Counts differences while an output is walked in order.</summary>
sealed class DifferenceTally
{
    long _elements, _unequal, _outside;
    Mismatch? _first, _worst;
    double _worstAmount = -1, _maxAbs, _maxUlp;

    /// <summary>An element with the same value on both sides.</summary>
    public void Equal(long elements = 1) => _elements += elements;

    /// <summary>A pair of different numbers.</summary>
    public void Add(long index, double actual, double expected, double ulps, bool outside)
    {
        double abs = Math.Abs(actual - expected);
        // Infinities of both signs, or a number against NaN.
        if (double.IsNaN(abs)) abs = double.PositiveInfinity;
        _maxAbs = Math.Max(_maxAbs, abs);
        _maxUlp = Math.Max(_maxUlp, ulps);
        Count(index, outside, Math.Max(abs, ulps), () => Text(actual), () => Text(expected));
    }

    /// <summary>A pair of different integers.</summary>
    public void Add(long index, long actual, long expected)
    {
        // A double cannot tell large neighbours apart, and 64 bits cannot hold every difference.
        var abs = (double)Int128.Abs((Int128)actual - expected);
        _maxAbs = Math.Max(_maxAbs, abs);
        Count(index, outside: true, abs, () => Whole(actual), () => Whole(expected));
    }

    /// <summary>A pair of different values that are no numbers.</summary>
    public void Add(long index, string actual, string expected) => Count(index, outside: true, 0, () => actual, () => expected);

    public OutputDifference Result() => new(null, _elements, _unequal, _outside, _first, _worst, _maxAbs, _maxUlp);

    void Count(long index, bool outside, double amount, Func<string> actual, Func<string> expected)
    {
        _elements++;
        _unequal++;
        if (!outside) return;
        _outside++;
        if (amount <= _worstAmount) return;
        _worstAmount = amount;
        _worst = new Mismatch(index, actual(), expected());
        _first ??= _worst;
    }

    static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
