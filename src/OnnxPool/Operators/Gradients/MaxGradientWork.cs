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
        where TSum : struct, IRunningSum<TSum, T>
    {
        MaxGradientKernel<T, TSum> kernel = MaxGradientKernels<T, TSum>.Table.Select(new KernelRequest(geometry, Winners: false));
        Spread.Run(dy, MemoryMarshal.Cast<byte, T>(_x), dx, [], kernel.Units(geometry), kernel.Cost(geometry), new Call<T, TSum>
        {
            Kernel = kernel,
            Geometry = geometry,
            Ties = _ties,
        });
    }

    struct Call<T, TSum> : ISpreadCall<T>
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        public MaxGradientKernel<T, TSum> Kernel;
        public PoolGeometry Geometry;
        public TiePolicy Ties;

        public readonly void Run(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<long> positions, int from, int to) =>
            Kernel.Run(Geometry, new UnitRange(from, to), Ties, x, dy, dx);
    }
}

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
