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
        where TSum : struct, IRunningSum<TSum, T> =>
        GradientSpread.Run(
            LpGradientKernels<T, TSum>.Table, new KernelRequest(geometry, Winners: false), new LpGradient(p), dy, MemoryMarshal.Cast<byte, T>(_x), dx);
}
