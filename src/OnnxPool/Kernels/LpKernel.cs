using System.Numerics;

namespace OnnxPool;

/// <summary>Lp norm of each window.</summary>
abstract class LpKernel<T>(string name) : Kernel(name) where T : unmanaged, INumber<T>
{
    /// <summary>Pools a part of the output.</summary>
    /// <param name="geometry">Where the windows lie; the input has at least one element.</param>
    /// <param name="units">The part to compute.</param>
    /// <param name="p">Finite and positive.</param>
    /// <param name="x">Input planes, one after another.</param>
    /// <param name="y">As many output planes; 0 for an empty window.</param>
    public abstract void Run(PoolGeometry geometry, UnitRange units, double p, ReadOnlySpan<T> x, Span<T> y);
}
