using System.Numerics;

namespace OnnxPool;

/// <summary>Gradients of averages.</summary>
/// <param name="includePad">Whether padding counts in the divisor.</param>
readonly struct AverageGradientWork(bool includePad) : IGradientWork
{
    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        AverageGradientKernel<T, TSum> kernel = AverageGradientKernels<T, TSum>.Table.Select(new KernelRequest(geometry, Winners: false));
        Spread.Run(dy, [], dx, [], kernel.Units(geometry), kernel.Cost(geometry), new Call<T, TSum>
        {
            Kernel = kernel,
            Geometry = geometry,
            IncludePad = includePad,
        });
    }

    struct Call<T, TSum> : ISpreadCall<T>
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        public AverageGradientKernel<T, TSum> Kernel;
        public PoolGeometry Geometry;
        public bool IncludePad;

        public readonly void Run(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<long> positions, int from, int to) =>
            Kernel.Run(Geometry, new UnitRange(from, to), IncludePad, dy, dx);
    }
}
