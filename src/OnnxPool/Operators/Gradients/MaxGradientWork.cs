using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Gradients of maxima whose winners are found again.</summary>
/// <param name="x">Bytes of the input.</param>
/// <param name="ties">Who gets the gradient where several elements hold the maximum.</param>
readonly ref struct MaxGradientWork(ReadOnlySpan<byte> x, TiePolicy ties) : IGradientWork
{
    readonly ReadOnlySpan<byte> _x = x;
    readonly TiePolicy _ties = TiePolicies.Require(ties);

    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T> =>
        MaxGradientKernels<T, TSum>.Table.Select(new KernelRequest(geometry, Winners: false))
            .Run(geometry, _ties, MemoryMarshal.Cast<byte, T>(_x), dy, dx);
}

/// <summary>Gradients of maxima whose winners are known.</summary>
/// <param name="winners">For each output a position in its input plane; −1 for an empty window.</param>
readonly ref struct IndexGradientWork(ReadOnlySpan<long> winners) : IGradientWork
{
    readonly ReadOnlySpan<long> _winners = winners;

    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        var scatter = new IndexScatter<T, TSum>(geometry, _winners, dy);
        PlaneScatter.Run<T, TSum, IndexScatter<T, TSum>>(geometry, dx, ref scatter);
    }
}
