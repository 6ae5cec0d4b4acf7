using System.Numerics;

namespace OnnxPool;

/// <summary>Maxima: what MaxPool and GlobalMaxPool do.</summary>
/// <param name="winners">Empty, or receives positions in the input planes, −1 for an empty window.</param>
readonly ref struct MaxWork(Span<long> winners) : IPoolWork
{
    readonly Span<long> _winners = winners;

    public T Empty<T>() where T : unmanaged, INumber<T>
    {
        _winners.Fill(-1);
        return MaxKernel<T>.Empty;
    }

    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T> =>
        MaxKernels<T>.Table.Select(new KernelRequest(geometry, !_winners.IsEmpty)).Run(geometry, x, y, _winners);
}
