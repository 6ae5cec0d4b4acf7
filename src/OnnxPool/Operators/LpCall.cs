using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Lp norms over a geometry for any element type: what LpPool and GlobalLpPool share.</summary>
static class LpCall
{
    /// <summary>Reads p by the rules of a version: FLOAT in version 1, INT later; 2 if absent.</summary>
    public static double ReadP(AttributeReader attributes, OperatorVersion version) =>
        version.Find("p")!.Value.Kind == AttributeKind.Float ? attributes.Float("p", 2) : attributes.Int("p", 2);

    /// <exception cref="InvalidPoolingException">p is not a finite number above 0: what it would give is no norm.</exception>
    public static void RequireP(double p)
    {
        if (!(p > 0 && double.IsFinite(p))) Throw.Invalid("p", $"{p}", "a finite number above 0");
    }

    public static Tensor Run(Tensor x, PoolGeometry geometry, double p)
    {
        var y = new Tensor(x.Type, geometry.OutputShape);
        Run(x.Type, geometry, p, x.Bytes, y.Bytes);
        return y;
    }

    public static void Run<T>(ReadOnlySpan<T> x, PoolGeometry geometry, double p, Span<T> y, PoolOperator owner) where T : unmanaged
    {
        WindowCall.RequireType<T>(owner);
        RequireP(p);
        WindowCall.RequireLength("x", x.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireLength("y", y.Length, geometry.OutputCount, geometry.OutputShape);
        Run(ElementTypes.Of<T>(), geometry, p, MemoryMarshal.AsBytes(x), MemoryMarshal.AsBytes(y));
    }

    static void Run(ElementType type, PoolGeometry geometry, double p, ReadOnlySpan<byte> x, Span<byte> y)
    {
        var action = new Action { Geometry = geometry, P = p, X = x, Y = y };
        ElementTypes.Dispatch(type, ref action);
    }

    ref struct Action : INumericAction
    {
        public PoolGeometry Geometry;
        public double P;
        public ReadOnlySpan<byte> X;
        public Span<byte> Y;

        public readonly void Run<T, TSum>()
            where T : unmanaged, INumber<T>
            where TSum : struct, IRunningSum<TSum, T>
        {
            Span<T> y = MemoryMarshal.Cast<byte, T>(Y);
            if (y.IsEmpty) return;
            if (X.IsEmpty)
            {
                y.Clear();
                return;
            }
            LpKernels<T>.Table.Select(new KernelRequest(Geometry, Winners: false))
                .Run(Geometry, P, MemoryMarshal.Cast<byte, T>(X), y);
        }
    }
}
