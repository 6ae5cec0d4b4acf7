using System.Numerics;

namespace OnnxPool;

/// <summary>Averages: what AveragePool and GlobalAveragePool do.</summary>
/// <param name="includePad">Whether padding counts in the divisor.</param>
readonly struct AverageWork(bool includePad) : IPoolWork
{
    public T Empty<T>() where T : unmanaged, INumber<T> => T.Zero;

    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        AverageKernel<T, TSum> kernel = AverageKernels<T, TSum>.Table.Select(new KernelRequest(geometry, Winners: false));
        Spread.Run(x, [], y, [], kernel.Units(geometry), kernel.Cost(geometry), new Call<T, TSum>
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
        public AverageKernel<T, TSum> Kernel;
        public PoolGeometry Geometry;
        public bool IncludePad;

        public readonly void Run(ReadOnlySpan<T> x, ReadOnlySpan<T> second, Span<T> y, Span<long> positions, int from, int to) =>
            Kernel.Run(Geometry, new UnitRange(from, to), IncludePad, x, y);
    }
}
