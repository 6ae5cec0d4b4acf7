using System.Numerics;

namespace OnnxPool;

/// <summary>Adds each output's gradient to the element that won there.</summary>
/// <param name="geometry">Where the windows lie.</param>
/// <param name="winners">For each output a position in its input plane; −1 for an empty window.</param>
/// <param name="dy">The gradient of the outputs.</param>
readonly ref struct IndexScatter<T, TSum>(PoolGeometry geometry, ReadOnlySpan<long> winners, ReadOnlySpan<T> dy) : IPlaneScatter<TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    readonly int _outputPlane = (int)geometry.OutputPlane;
    readonly ReadOnlySpan<long> _winners = winners;
    readonly ReadOnlySpan<T> _dy = dy;

    public void Add(int plane, Span<TSum> sums, double scale)
    {
        ReadOnlySpan<long> winners = _winners.Slice(plane * _outputPlane, _outputPlane);
        ReadOnlySpan<T> dy = _dy.Slice(plane * _outputPlane, _outputPlane);
        for (int o = 0; o < dy.Length; o++)
        {
            var winner = (int)winners[o];
            if (winner >= 0) sums[winner] = TSum.Plus(sums[winner], double.CreateTruncating(dy[o]) * scale);
        }
    }
}
