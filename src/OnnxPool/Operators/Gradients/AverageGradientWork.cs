using System.Numerics;

namespace OnnxPool;

/// <summary>Gradients of averages.</summary>
/// <param name="includePad">Whether padding counts in the divisor.</param>
readonly struct AverageGradientWork(bool includePad) : IGradientWork
{
    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T> =>
        GradientSpread.Run(
            AverageGradientKernels<T, TSum>.Table, new KernelRequest(geometry, Winners: false), new AverageGradient(includePad), dy, [], dx);
}
