using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>ONNX GlobalMaxPool, versions 1 and 22: the maximum of each plane.</summary>
/// <remarks>
/// The maximum is that of <see cref="MaxPool"/>: IEEE 754-2019 maximum, with the bits of the first element that holds it.
/// A plane without elements gives −∞.
/// </remarks>
public sealed class GlobalMaxPool : PoolOperator
{
    GlobalMaxPool()
        : base("GlobalMaxPool",
        [
            new("GlobalMaxPool", 1, [], TypeSets.Floats, ["Y"]),
            new("GlobalMaxPool", 22, [], TypeSets.FloatsAndBFloat16, ["Y"]),
        ])
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static GlobalMaxPool Operator { get; } = new();

    /// <summary>Shape (N, C, 1, …, 1) of Y for X of <paramref name="shape"/> (N, C, D1, …, Dn), n 0 or more.</summary>
    /// <param name="shape">Shape of X.</param>
    /// <param name="layout">NCHW, or NHWC for a shape (N, D1, …, Dn, C).</param>
    /// <exception cref="InvalidPoolingException">Less than two dimensions.</exception>
    public static long[] OutputShape(ReadOnlySpan<long> shape, PoolLayout layout = PoolLayout.Nchw) =>
        PoolGeometry.Global(shape, layout).OutputShape.ToArray();

    /// <summary>Y = maximum of each plane of X (ONNX GlobalMaxPool-22).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X: (N, C, D1, …, Dn), n 0 or more.</param>
    /// <param name="y">Receives N * C elements.</param>
    /// <param name="layout">NCHW, or NHWC for a shape (N, D1, …, Dn, C).</param>
    /// <exception cref="InvalidPoolingException">Shape or buffers that do not fit together or overlap, or an element type that the operator does not have.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> shape, Span<T> y, PoolLayout layout = PoolLayout.Nchw) where T : unmanaged =>
        Forward(x, PoolGeometry.Global(shape, layout), y);

    /// <summary>Y = maximum of each plane of X, with the shape settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="geometry">Shape and layout, from <see cref="PoolGeometry.Global"/>.</param>
    /// <param name="y">Receives N * C elements.</param>
    /// <exception cref="InvalidPoolingException">
    /// A geometry of windows, buffers of another length or that overlap, or an element type that the operator does not have. Nothing is written then.
    /// </exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, PoolGeometry geometry, Span<T> y) where T : unmanaged
    {
        WindowCall.RequireGlobal(geometry);
        PoolCall.Run(x, geometry, y, Operator, new MaxWork([]));
    }

    /// <summary>The gradient of X (GlobalMaxPoolGrad-1 of domain ai.onnxpool; see there for numbers and ties).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y: N * C elements.</param>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X and of its gradient: (N, C, D1, …, Dn), n 0 or more.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <param name="ties">Who gets the gradient of a plane where several elements hold the maximum.</param>
    /// <param name="layout">NCHW, or NHWC for a shape (N, D1, …, Dn, C).</param>
    /// <exception cref="InvalidPoolingException">Shape or buffers that do not fit together or overlap, or an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dY, ReadOnlySpan<T> x, ReadOnlySpan<long> shape, Span<T> dX, TiePolicy ties = TiePolicy.First, PoolLayout layout = PoolLayout.Nchw)
        where T : unmanaged =>
        Backward(dY, x, PoolGeometry.Global(shape, layout), dX, ties);

    /// <summary>The gradient of X, with the shape settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y: N * C elements.</param>
    /// <param name="x">X in row-major order.</param>
    /// <param name="geometry">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <param name="ties">Who gets the gradient of a plane where several elements hold the maximum.</param>
    /// <exception cref="InvalidPoolingException">As in the forward call; an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(ReadOnlySpan<T> dY, ReadOnlySpan<T> x, PoolGeometry geometry, Span<T> dX, TiePolicy ties = TiePolicy.First)
        where T : unmanaged
    {
        WindowCall.RequireGlobal(geometry);
        GradientCall.RequireInput("x", x, geometry, dX);
        GradientCall.Run(dY, geometry, dX, GlobalMaxPoolGrad.Operator, new MaxGradientWork(MemoryMarshal.AsBytes(x), ties));
    }

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout) => new Node(version, layout);

    sealed class Node(OperatorVersion version, PoolLayout layout) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape) => GlobalMaxPool.OutputShape(shape, layout);

        public override PoolGeometry Geometry(ReadOnlySpan<long> shape) => PoolGeometry.Global(shape, layout);

        private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
        {
            (ElementType type, PoolGeometry geometry) = (inputs[0]!.Type, Geometry(inputs[0]!.Shape));
            return new PoolPlan(geometry.OutputShape, (scoped in PoolBuffers b) => PoolCall.Run(type, b.Data, geometry, b.Result, new MaxWork([])));
        }
    }
}
