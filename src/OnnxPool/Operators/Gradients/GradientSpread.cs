using System.Numerics;

namespace OnnxPool;

/// <summary>Selects the kernel of a gradient, and gives its units to threads.</summary>
static class GradientSpread
{
    public static void Run<T, TRule>(
        KernelTable<GradientKernel<T, TRule>> table, KernelRequest request, TRule rule, ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx)
        where T : unmanaged, INumber<T>
    {
        GradientKernel<T, TRule> kernel = table.Select(request);
        PoolGeometry geometry = request.Geometry;
        Spread.Run(dy, x, dx, [], kernel.Units(geometry), kernel.Cost(geometry), new Call<T, TRule> { Kernel = kernel, Geometry = geometry, Rule = rule });
    }

    struct Call<T, TRule> : ISpreadCall<T> where T : unmanaged, INumber<T>
    {
        public GradientKernel<T, TRule> Kernel;
        public PoolGeometry Geometry;
        public TRule Rule;

        public readonly void Run(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<long> positions, int from, int to) =>
            Kernel.Run(Geometry, new UnitRange(from, to), Rule, x, dy, dx);
    }
}
