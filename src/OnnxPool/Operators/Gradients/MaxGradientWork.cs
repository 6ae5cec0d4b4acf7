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
        GradientSpread.Run(
            MaxGradientKernels<T, TSum>.Table, new KernelRequest(geometry, Winners: false, _ties), new MaxGradient(_ties), dy,
            MemoryMarshal.Cast<byte, T>(_x), dx);
}
