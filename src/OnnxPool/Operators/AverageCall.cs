using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Averages over a geometry for any element type: what AveragePool and GlobalAveragePool share.</summary>
static class AverageCall
{
    public static Tensor Run(Tensor x, PoolGeometry geometry, bool includePad)
    {
        var y = new Tensor(x.Type, geometry.OutputShape);
        Run(x.Type, geometry, includePad, x.Bytes, y.Bytes);
        return y;
    }

    public static void Run<T>(ReadOnlySpan<T> x, PoolGeometry geometry, bool includePad, Span<T> y, PoolOperator owner) where T : unmanaged
    {
        WindowCall.RequireType<T>(owner);
        WindowCall.RequireLength("x", x.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireLength("y", y.Length, geometry.OutputCount, geometry.OutputShape);
        Run(ElementTypes.Of<T>(), geometry, includePad, MemoryMarshal.AsBytes(x), MemoryMarshal.AsBytes(y));
    }

    static void Run(ElementType type, PoolGeometry geometry, bool includePad, ReadOnlySpan<byte> x, Span<byte> y)
    {
        var action = new Action { Geometry = geometry, IncludePad = includePad, X = x, Y = y };
        ElementTypes.Dispatch(type, ref action);
    }

    ref struct Action : INumericAction
    {
        public PoolGeometry Geometry;
        public bool IncludePad;
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
            AverageKernels<T, TSum>.Table.Select(new KernelRequest(Geometry, Winners: false))
                .Run(Geometry, IncludePad, MemoryMarshal.Cast<byte, T>(X), y);
        }
    }
}
