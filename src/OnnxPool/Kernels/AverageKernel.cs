using System.Numerics;

namespace OnnxPool;

/// <summary>
/// Average of each window. Every kernel adds in one order, so that all give the same bits: see <see cref="WindowSum{T, TSum}"/>.
/// </summary>
abstract class AverageKernel<T, TSum>(string name, int bits = 0) : Kernel(name, bits)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    /// <summary>Pools a part of the output.</summary>
    /// <param name="geometry">Where the windows lie; the input has at least one element.</param>
    /// <param name="units">The part to compute.</param>
    /// <param name="includePad">Whether padding counts in the divisor; positions past the padding never do.</param>
    /// <param name="x">Input planes, one after another.</param>
    /// <param name="y">As many output planes; 0 for an empty window.</param>
    public abstract void Run(PoolGeometry geometry, UnitRange units, bool includePad, ReadOnlySpan<T> x, Span<T> y);
}
