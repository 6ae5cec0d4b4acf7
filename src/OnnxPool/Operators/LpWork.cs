using System.Numerics;

namespace OnnxPool;

/// <summary>Lp norms: what LpPool and GlobalLpPool do.</summary>
/// <param name="p">Finite and above 0, as <see cref="Require"/> says.</param>
readonly struct LpWork(double p) : IPoolWork
{
    /// <summary>Reads p by the rules of a version: FLOAT in version 1, INT later; 2 if absent.</summary>
    /// <exception cref="InvalidPoolingException">As <see cref="Require"/>.</exception>
    public static double Read(AttributeReader attributes, OperatorVersion version)
    {
        double p = version.Find("p")!.Value.Kind == AttributeKind.Float ? attributes.Float("p", 2) : attributes.Int("p", 2);
        Require(p);
        return p;
    }

    /// <exception cref="InvalidPoolingException">p is not a finite number above 0: what it would give is no norm.</exception>
    public static void Require(double p)
    {
        if (!(p > 0 && double.IsFinite(p))) Throw.Invalid("p", $"{p}", "a finite number above 0");
    }

    public T Empty<T>() where T : unmanaged, INumber<T> => T.Zero;

    public void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        LpKernel<T> kernel = LpKernels<T>.Table.Select(new KernelRequest(geometry, Winners: false) { P = p });
        Spread.Run(x, [], y, [], kernel.Units(geometry), kernel.Cost(geometry), new Call<T>
        {
            Kernel = kernel,
            Geometry = geometry,
            P = p,
        });
    }

    struct Call<T> : ISpreadCall<T> where T : unmanaged, INumber<T>
    {
        public LpKernel<T> Kernel;
        public PoolGeometry Geometry;
        public double P;

        public readonly void Run(ReadOnlySpan<T> x, ReadOnlySpan<T> second, Span<T> y, Span<long> positions, int from, int to) =>
            Kernel.Run(Geometry, new UnitRange(from, to), P, x, y);
    }
}
