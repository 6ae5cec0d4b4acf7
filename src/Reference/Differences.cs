namespace OnnxPool.Reference;

/// <summary>Gradients from values of a function alone, so that no rule of differentiation can be wrong.</summary>
public static class Differences
{
    /// <summary>
    /// The gradient of <paramref name="function"/> at <paramref name="x"/> by central differences of order 4:
    /// (f(x − 2h) − 8·f(x − h) + 8·f(x + h) − f(x + 2h))/12h for each element.
    /// </summary>
    /// <param name="function">A scalar function; it may keep the array.</param>
    /// <param name="x">Where.</param>
    /// <param name="h">The step; there must be no kink within two of them.</param>
    public static double[] Gradient(Func<double[], double> function, double[] x, double h)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(x);
        var gradient = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            gradient[i] = (At(i, -2) - (8 * At(i, -1)) + (8 * At(i, 1)) - At(i, 2)) / (12 * h);
        return gradient;

        double At(int i, int steps)
        {
            double[] moved = [.. x];
            moved[i] += steps * h;
            return function(moved);
        }
    }
}
