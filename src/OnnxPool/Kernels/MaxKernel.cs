using System.Numerics;

namespace OnnxPool;

/// <summary>Maximum of each window, by IEEE 754-2019 maximum: a NaN wins over every number, the first NaN over later ones, +0 over −0.</summary>
abstract class MaxKernel<T>(string name, int bits = 0) : Kernel(name, bits) where T : unmanaged, INumber<T>
{
    /// <summary>Pools a part of the output.</summary>
    /// <param name="geometry">Where the windows lie; the input has at least one element.</param>
    /// <param name="units">The part to compute.</param>
    /// <param name="x">Input planes, one after another.</param>
    /// <param name="y">As many output planes. The winner's bits are copied, a NaN's payload too.</param>
    /// <param name="winners">Empty, or for each output the first position in <paramref name="x"/> that holds the maximum; −1 for an empty window.</param>
    public abstract void Run(PoolGeometry geometry, UnitRange units, ReadOnlySpan<T> x, Span<T> y, Span<long> winners);

    /// <summary>What a window without a real element yields: −∞, or the least integer.</summary>
    public static T Empty => T.CreateSaturating(double.NegativeInfinity);

    /// <summary>Whether <paramref name="x"/> takes the place of an earlier <paramref name="best"/>.</summary>
    public static bool Beats(T x, T best)
    {
        if (x > best) return true;
        if (x < best || T.IsNaN(best)) return false;
        return T.IsNaN(x) || (T.IsNegative(best) && T.IsZero(x) && !T.IsNegative(x));
    }
}
