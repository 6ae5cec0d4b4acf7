using System.Numerics;

namespace OnnxPool;

/// <summary>Averages: what AveragePool and GlobalAveragePool do.</summary>
/// <param name="includePad">Whether padding counts in the divisor.</param>
readonly struct AverageWork(bool includePad) : IPoolWork
{
    public T Empty<T>() where T : unmanaged, INumber<T> => T.Zero;

    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T> =>
        AverageKernels<T, TSum>.Table.Select(new KernelRequest(geometry, Winners: false)).Run(geometry, includePad, x, y);
}
