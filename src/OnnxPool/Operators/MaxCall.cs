using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Maxima over a geometry for any element type: what MaxPool and GlobalMaxPool share.</summary>
static class MaxCall
{
    /// <param name="x">X.</param>
    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="winners">Empty, or receives positions in the input planes.</param>
    public static Tensor Run(Tensor x, PoolGeometry geometry, Span<long> winners)
    {
        var y = new Tensor(x.Type, geometry.OutputShape);
        Run(x.Type, geometry, x.Bytes, y.Bytes, winners);
        return y;
    }

    public static void Run<T>(ReadOnlySpan<T> x, PoolGeometry geometry, Span<T> y, Span<long> winners, PoolOperator owner)
        where T : unmanaged
    {
        WindowCall.RequireType<T>(owner);
        WindowCall.RequireLength("x", x.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireLength("y", y.Length, geometry.OutputCount, geometry.OutputShape);
        if (!winners.IsEmpty) WindowCall.RequireLength("indices", winners.Length, geometry.OutputCount, geometry.OutputShape);
        Run(ElementTypes.Of<T>(), geometry, MemoryMarshal.AsBytes(x), MemoryMarshal.AsBytes(y), winners);
    }

    static void Run(ElementType type, PoolGeometry geometry, ReadOnlySpan<byte> x, Span<byte> y, Span<long> winners)
    {
        var action = new Action { Geometry = geometry, X = x, Y = y, Winners = winners };
        ElementTypes.Dispatch(type, ref action);
    }

    ref struct Action : INumericAction
    {
        public PoolGeometry Geometry;
        public ReadOnlySpan<byte> X;
        public Span<byte> Y;
        public Span<long> Winners;

        public readonly void Run<T, TSum>()
            where T : unmanaged, INumber<T>
            where TSum : struct, IRunningSum<TSum, T>
        {
            Span<T> y = MemoryMarshal.Cast<byte, T>(Y);
            if (y.IsEmpty) return;
            if (X.IsEmpty)
            {
                y.Fill(MaxKernel<T>.Empty);
                Winners.Fill(-1);
                return;
            }
            MaxKernels<T>.Table.Select(new KernelRequest(Geometry, !Winners.IsEmpty))
                .Run(Geometry, MemoryMarshal.Cast<byte, T>(X), y, Winners);
        }
    }
}
