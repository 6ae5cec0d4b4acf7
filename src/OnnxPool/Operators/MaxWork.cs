using System.Numerics;

namespace OnnxPool;

/// <summary>Maxima: what MaxPool and GlobalMaxPool do.</summary>
/// <param name="winners">Empty, or receives positions in X, −1 for an empty window.</param>
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
        where TSum : struct, IRunningSum<TSum, T>
    {
        MaxKernel<T> kernel = MaxKernels<T>.Table.Select(new KernelRequest(geometry, !_winners.IsEmpty));
        Spread.Run(x, [], y, _winners, kernel.Units(geometry), kernel.Cost(geometry), new Call<T>
        {
            Kernel = kernel,
            Geometry = geometry,
        });
    }

    struct Call<T> : ISpreadCall<T> where T : unmanaged, INumber<T>
    {
        public MaxKernel<T> Kernel;
        public PoolGeometry Geometry;

        public readonly void Run(ReadOnlySpan<T> x, ReadOnlySpan<T> second, Span<T> y, Span<long> winners, int from, int to) =>
            Kernel.Run(Geometry, new UnitRange(from, to), x, y, winners);
    }
}
