using System.Numerics;

namespace OnnxPool;

/// <summary>Gradients of maxima whose winners are known.</summary>
/// <param name="winners">For each output a position in its input plane; −1 for an empty window.</param>
readonly ref struct IndexGradientWork(Span<long> winners) : IGradientWork
{
    readonly Span<long> _winners = winners;

    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T> =>
        Spread.Run(dy, [], dx, _winners, (int)geometry.Planes, geometry.Cost, new Call<T, TSum> { Geometry = geometry });

    struct Call<T, TSum> : ISpreadCall<T>
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        public PoolGeometry Geometry;

        public readonly void Run(ReadOnlySpan<T> dy, ReadOnlySpan<T> second, Span<T> dx, Span<long> positions, int from, int to)
        {
            var scatter = new IndexScatter<T, TSum>(Geometry, positions, dy);
            PlaneScatter.Run<T, TSum, IndexScatter<T, TSum>>(Geometry, new UnitRange(from, to), dx, ref scatter);
        }
    }
}
