using System.Numerics;

namespace OnnxPool;

/// <summary>Gradient of window averages: every real element of a window gets what comes for it, over the divisor of the average.</summary>
/// <remarks>
/// Every kernel adds in one order, so that all give the same bits: what comes from the output rows over an element's row is added down each
/// column of outputs, then across the columns.
/// </remarks>
abstract class AverageGradientKernel<T, TSum>(string name) : Kernel(name)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    /// <summary>Planes: an element of one may be a tap of any of its windows.</summary>
    public override int Units(PoolGeometry geometry) => (int)geometry.Planes;

    /// <summary>Computes whole planes.</summary>
    /// <param name="geometry">Where the windows lie; both sides have at least one element.</param>
    /// <param name="units">The planes to compute.</param>
    /// <param name="includePad">Whether padding counts in the divisor; positions past the padding never do.</param>
    /// <param name="dy">The gradient of the outputs.</param>
    /// <param name="dx">Receives the gradient of the input.</param>
    public abstract void Run(PoolGeometry geometry, UnitRange units, bool includePad, ReadOnlySpan<T> dy, Span<T> dx);
}

/// <summary>The kernels for gradients of window averages.</summary>
static class AverageGradientKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<AverageGradientKernel<T, TSum>> Table { get; } = new(new AverageGradientRows<T, TSum>());
}
