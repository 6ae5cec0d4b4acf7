using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Gradients of norms.</summary>
/// <param name="x">Bytes of the input.</param>
/// <param name="p">Finite and above 0.</param>
readonly ref struct LpGradientWork(ReadOnlySpan<byte> x, double p) : IGradientWork
{
    readonly ReadOnlySpan<byte> _x = x;

    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        LpGradientKernel<T, TSum> kernel = LpGradientKernels<T, TSum>.Table.Select(new KernelRequest(geometry, Winners: false));
        Spread.Run(dy, MemoryMarshal.Cast<byte, T>(_x), dx, [], kernel.Units(geometry), kernel.Cost(geometry), new Call<T, TSum>
        {
            Kernel = kernel,
            Geometry = geometry,
            P = p,
        });
    }

    struct Call<T, TSum> : ISpreadCall<T>
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        public LpGradientKernel<T, TSum> Kernel;
        public PoolGeometry Geometry;
        public double P;

        public readonly void Run(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<long> positions, int from, int to) =>
            Kernel.Run(Geometry, new UnitRange(from, to), P, x, dy, dx);
    }
}
