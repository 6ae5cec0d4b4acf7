using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>What one operator's gradient does with the planes of a geometry, for any element type.</summary>
interface IGradientWork
{
    /// <summary>Computes the gradient of the input; there is at least one element on both sides.</summary>
    void Run<T, TSum>(PoolGeometry geometry, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>;
}

/// <summary>The way of all gradients of operators with windows from buffers of a run-time type to a kernel.</summary>
static class GradientCall
{
    /// <exception cref="InvalidPoolingException">dY is not of the output's shape.</exception>
    public static Tensor Run<TWork>(Tensor dy, PoolGeometry geometry, TWork work) where TWork : IGradientWork, allows ref struct
    {
        RequireShape("dY", dy, geometry.OutputShape);
        var dx = new Tensor(dy.Type, geometry.InputShape);
        Run(dy.Type, dy.Bytes, geometry, dx.Bytes, work);
        return dx;
    }

    /// <exception cref="InvalidPoolingException">Buffers of another length or that overlap, or an element type that <paramref name="gradient"/> does not have.</exception>
    public static void Run<T, TWork>(ReadOnlySpan<T> dy, PoolGeometry geometry, Span<T> dx, GradientOperator gradient, TWork work)
        where T : unmanaged
        where TWork : IGradientWork, allows ref struct
    {
        WindowCall.RequireType<T>(gradient);
        WindowCall.RequireLength("dY", dy.Length, geometry.OutputCount, geometry.OutputShape);
        WindowCall.RequireLength("dX", dx.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireApart("dX", dx, "dY", dy);
        Run(ElementTypes.Of<T>(), MemoryMarshal.AsBytes(dy), geometry, MemoryMarshal.AsBytes(dx), work);
    }

    /// <summary>Checks the input of the forward call that a gradient needs again.</summary>
    /// <exception cref="InvalidPoolingException">Another length than the geometry's, or memory that dX has too.</exception>
    public static void RequireInput<T>(string name, ReadOnlySpan<T> x, PoolGeometry geometry, Span<T> dx) where T : unmanaged
    {
        WindowCall.RequireLength(name, x.Length, geometry.InputCount, geometry.InputShape);
        WindowCall.RequireApart("dX", dx, name, x);
    }

    /// <exception cref="InvalidPoolingException">The shape of <paramref name="tensor"/> is another one.</exception>
    public static void RequireShape(string name, Tensor tensor, ReadOnlySpan<long> shape) => RequireShape(name, tensor.Shape, shape);

    /// <exception cref="InvalidPoolingException"><paramref name="found"/> is another shape.</exception>
    public static void RequireShape(string name, ReadOnlySpan<long> found, ReadOnlySpan<long> shape)
    {
        if (!found.SequenceEqual(shape)) Throw.Invalid($"shape of {name}", Shapes.Format(found), Shapes.Format(shape));
    }

    public static void Run<TWork>(ElementType type, ReadOnlySpan<byte> dy, PoolGeometry geometry, Span<byte> dx, TWork work)
        where TWork : IGradientWork, allows ref struct
    {
        if (dy.IsEmpty || dx.IsEmpty)
        {
            dx.Clear();
            return;
        }
        var action = new Action<TWork> { Dy = dy, Geometry = geometry, Dx = dx, Work = work };
        ElementTypes.Dispatch(type, ref action);
    }

    ref struct Action<TWork> : INumericAction where TWork : IGradientWork, allows ref struct
    {
        public ReadOnlySpan<byte> Dy;
        public PoolGeometry Geometry;
        public Span<byte> Dx;
        public TWork Work;

        public readonly void Run<T, TSum>()
            where T : unmanaged, INumber<T>
            where TSum : struct, IRunningSum<TSum, T> =>
            Work.Run<T, TSum>(Geometry, MemoryMarshal.Cast<byte, T>(Dy), MemoryMarshal.Cast<byte, T>(Dx));
    }
}
