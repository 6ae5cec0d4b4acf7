using System.Numerics;

namespace OnnxPool;

/// <summary>Gradients of averages.</summary>
/// <param name="includePad">Whether padding counts in the divisor.</param>
readonly struct AverageGradientWork(bool includePad) : IGradientWork
{
    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T> =>
        Spread.Run(dy, [], dx, [], (int)geometry.Planes, geometry.Cost, new Call<T, TSum>
        {
            Kernel = AverageGradientKernels<T, TSum>.Table.Select(new KernelRequest(geometry, Winners: false)),
            Geometry = geometry,
            IncludePad = includePad,
        });

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
