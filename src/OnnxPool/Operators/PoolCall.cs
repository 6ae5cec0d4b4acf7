using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>What one operator does with the planes of a geometry, for any element type.</summary>
interface IPoolWork
{
    /// <summary>What a window without a real element yields.</summary>
    T Empty<T>() where T : unmanaged, INumber<T>;

    /// <summary>Selects a kernel and runs it; there is at least one element on both sides.</summary>
    void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>;
}

/// <summary>The way of all operators with windows from buffers of a run-time type to a kernel.</summary>
static class PoolCall
{
    public static Tensor Run<TWork>(Tensor x, PoolGeometry geometry, TWork work) where TWork : IPoolWork, allows ref struct
    {
        var y = new Tensor(x.Type, geometry.OutputShape);
        Run(x.Type, x.Bytes, geometry, y.Bytes, work);
        return y;
    }

    /// <exception cref="InvalidPoolingException">Buffers of another length or that overlap, or an element type that <paramref name="owner"/> does not have.</exception>
    public static void Run<T, TWork>(ReadOnlySpan<T> x, PoolGeometry geometry, Span<T> y, PoolOperator owner, TWork work)
        where T : unmanaged
        where TWork : IPoolWork, allows ref struct
    {
        WindowCall.RequireType<T>(owner);
        WindowCall.RequireLength("x", x.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireLength("y", y.Length, geometry.OutputCount, geometry.OutputShape);
        WindowCall.RequireApart("y", y, "x", x);
        Run(ElementTypes.Of<T>(), MemoryMarshal.AsBytes(x), geometry, MemoryMarshal.AsBytes(y), work);
    }

    public static void Run<TWork>(ElementType type, ReadOnlySpan<byte> x, PoolGeometry geometry, Span<byte> y, TWork work)
        where TWork : IPoolWork, allows ref struct
    {
        var action = new Action<TWork> { X = x, Geometry = geometry, Y = y, Work = work };
        ElementTypes.Dispatch(type, ref action);
    }

    ref struct Action<TWork> : INumericAction where TWork : IPoolWork, allows ref struct
    {
        public ReadOnlySpan<byte> X;
        public PoolGeometry Geometry;
        public Span<byte> Y;
        public TWork Work;

        public readonly void Run<T, TSum>()
            where T : unmanaged, INumber<T>
            where TSum : struct, IRunningSum<TSum, T>
        {
            Span<T> y = MemoryMarshal.Cast<byte, T>(Y);
            if (y.IsEmpty) return;
            if (X.IsEmpty) y.Fill(Work.Empty<T>());
            else Work.Run<T, TSum>(Geometry, MemoryMarshal.Cast<byte, T>(X), y);
        }
    }
}
