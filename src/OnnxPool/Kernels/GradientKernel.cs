using System.Numerics;

namespace OnnxPool;

/// <summary>Gradient of the input of an operator with windows.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TRule">How what comes for a window is shared among its elements.</typeparam>
abstract class GradientKernel<T, TRule>(string name, int bits = 0) : Kernel(name, bits) where T : unmanaged, INumber<T>
{
    /// <summary>Planes, unless a kernel says otherwise: an element of one may be a tap of any of its windows.</summary>
    public override int Units(PoolGeometry geometry) => (int)geometry.Planes;

    /// <summary>Computes a part of the gradient.</summary>
    /// <param name="geometry">Where the windows lie; both sides have at least one element.</param>
    /// <param name="units">The part to compute.</param>
    /// <param name="rule">How windows share.</param>
    /// <param name="x">Input planes, one after another; empty for averages, which do not depend on them.</param>
    /// <param name="dy">The gradient of the outputs.</param>
    /// <param name="dx">Receives the gradient of the input.</param>
    public abstract void Run(PoolGeometry geometry, UnitRange units, TRule rule, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx);
}
