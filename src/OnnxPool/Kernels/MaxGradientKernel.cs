using System.Numerics;

namespace OnnxPool;

/// <summary>Gradient of window maxima: the elements that hold the maximum of a window get what comes for it.</summary>
/// <remarks>Every kernel adds to an element in the row-major order of the outputs, so that all give the same bits.</remarks>
abstract class MaxGradientKernel<T, TSum>(string name) : Kernel(name)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    /// <summary>Planes: an element of one may be a tap of any of its windows.</summary>
    public override int Units(PoolGeometry geometry) => (int)geometry.Planes;

    /// <summary>Computes whole planes.</summary>
    /// <param name="geometry">Where the windows lie; both sides have at least one element.</param>
    /// <param name="units">The planes to compute.</param>
    /// <param name="ties">Who gets it where several elements hold the maximum.</param>
    /// <param name="x">Input planes, one after another.</param>
    /// <param name="dy">The gradient of the outputs.</param>
    /// <param name="dx">Receives the gradient of the input.</param>
    public abstract void Run(PoolGeometry geometry, UnitRange units, TiePolicy ties, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx);
}

/// <summary>The kernels for gradients of window maxima.</summary>
static class MaxGradientKernels<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    public static KernelTable<MaxGradientKernel<T, TSum>> Table { get; } = new(new MaxGradientScan<T, TSum>());
}
