namespace OnnxPool.Reference;

/// <summary>The gradient of the maximum of one window.</summary>
static class TiedMaximum
{
    /// <exception cref="ArgumentException">A value that is not of the enumeration.</exception>
    public static void RequirePolicy(TiePolicy ties)
    {
        if (!Enum.IsDefined(ties))
            throw new ArgumentException($"ties is {(int)ties}; First, Equal and All are allowed.");
    }

    /// <summary>Adds G to the first of the tied taps, G / number of tied taps to each, or G to each.</summary>
    /// <param name="dX">What is added to.</param>
    /// <param name="g">G, the gradient of the window.</param>
    /// <param name="x">The elements of X.</param>
    /// <param name="taps">The positions in X of the real taps, in row-major window order; nothing is added if there are none.</param>
    /// <param name="ties">Who receives G.</param>
    public static void Spread(GradientSum dX, double g, double[] x, long[] taps, TiePolicy ties)
    {
        long first = MaxPool.Winner(x, taps);
        long[] tied = [.. taps.Where(tap => tap == first || (ties != TiePolicy.First && !MaxPool.Exceeds(x[first], x[tap])))];
        foreach (long tap in tied)
            dX.Add(tap, g, ties == TiePolicy.Equal ? tied.Length : 1);
    }
}
