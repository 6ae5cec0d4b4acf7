using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>ONNX GlobalLpPool, versions 1, 2 and 22: the Lp norm of each plane.</summary>
/// <remarks>Numbers as in <see cref="LpPool"/>. A plane without elements gives 0.</remarks>
public sealed class GlobalLpPool : PoolOperator
{
    static readonly AttributeSpec[] s_attributes1 = [new("p", AttributeKind.Float)];

    static readonly AttributeSpec[] s_attributes2 = [new("p", AttributeKind.Int)];

    GlobalLpPool()
        : base("GlobalLpPool",
        [
            new("GlobalLpPool", 1, s_attributes1, TypeSets.Floats, ["Y"]),
            new("GlobalLpPool", 2, s_attributes2, TypeSets.Floats, ["Y"]),
            new("GlobalLpPool", 22, s_attributes2, TypeSets.FloatsAndBFloat16, ["Y"]),
        ])
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static GlobalLpPool Operator { get; } = new();

    /// <summary>Shape (N, C, 1, …, 1) of Y for X of <paramref name="shape"/> (N, C, D1, …, Dn), n 0 or more.</summary>
    /// <param name="shape">Shape of X.</param>
    /// <param name="layout">NCHW, or NHWC for a shape (N, D1, …, Dn, C).</param>
    /// <exception cref="InvalidPoolingException">Less than two dimensions.</exception>
    public static long[] OutputShape(ReadOnlySpan<long> shape, PoolLayout layout = PoolLayout.Nchw) =>
        PoolGeometry.Global(shape, layout).OutputShape.ToArray();

    /// <summary>Y = (Σ|x|^p)^(1/p) over each plane of X (ONNX GlobalLpPool-22).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X: (N, C, D1, …, Dn), n 0 or more.</param>
    /// <param name="p">Finite and above 0; ONNX from version 2 on has integers only.</param>
    /// <param name="y">Receives N * C elements.</param>
    /// <param name="layout">NCHW, or NHWC for a shape (N, D1, …, Dn, C).</param>
    /// <exception cref="InvalidPoolingException">p, shape or buffers that do not fit together or overlap, or an element type that the operator does not have.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> shape, double p, Span<T> y, PoolLayout layout = PoolLayout.Nchw) where T : unmanaged =>
        Forward(x, PoolGeometry.Global(shape, layout), p, y);

    /// <summary>Y = Lp norm of each plane of X, with the shape settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="geometry">Shape and layout, from <see cref="PoolGeometry.Global"/>.</param>
    /// <param name="p">Finite and above 0.</param>
    /// <param name="y">Receives N * C elements.</param>
    /// <exception cref="InvalidPoolingException">
    /// p, a geometry of windows, buffers of another length or that overlap, or an element type that the operator does not have. Nothing is written then.
    /// </exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, PoolGeometry geometry, double p, Span<T> y) where T : unmanaged
    {
        LpWork.Require(p);
        WindowCall.RequireGlobal(geometry);
        PoolCall.Run(x, geometry, y, Operator, new LpWork(p));
    }

    /// <summary>The gradient of X (GlobalLpPoolGrad-1 of domain ai.onnxpool; see there for numbers).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y: N * C elements.</param>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X and of its gradient: (N, C, D1, …, Dn), n 0 or more.</param>
    /// <param name="p">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <param name="layout">NCHW, or NHWC for a shape (N, D1, …, Dn, C).</param>
    /// <exception cref="InvalidPoolingException">p, shape or buffers that do not fit together or overlap, or an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dY, ReadOnlySpan<T> x, ReadOnlySpan<long> shape, double p, Span<T> dX, PoolLayout layout = PoolLayout.Nchw)
        where T : unmanaged =>
        Backward(dY, x, PoolGeometry.Global(shape, layout), p, dX);

    /// <summary>The gradient of X, with the shape settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y: N * C elements.</param>
    /// <param name="x">X in row-major order.</param>
    /// <param name="geometry">As in the forward call.</param>
    /// <param name="p">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <exception cref="InvalidPoolingException">As in the forward call; an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(ReadOnlySpan<T> dY, ReadOnlySpan<T> x, PoolGeometry geometry, double p, Span<T> dX)
        where T : unmanaged
    {
        LpWork.Require(p);
        WindowCall.RequireGlobal(geometry);
        GradientCall.RequireInput("x", x, geometry, dX);
        GradientCall.Run(dY, geometry, dX, GlobalLpPoolGrad.Operator, new LpGradientWork(MemoryMarshal.AsBytes(x), p));
    }

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout) =>
        new Node(version, LpWork.Read(attributes, version), layout);

    sealed class Node(OperatorVersion version, double p, PoolLayout layout) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape) => GlobalLpPool.OutputShape(shape, layout);

        public override PoolGeometry Geometry(ReadOnlySpan<long> shape) => PoolGeometry.Global(shape, layout);

        private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
        {
            (ElementType type, PoolGeometry geometry) = (inputs[0]!.Type, Geometry(inputs[0]!.Shape));
            return new PoolPlan(geometry.OutputShape, (scoped in PoolBuffers b) => PoolCall.Run(type, b.Data, geometry, b.Result, new LpWork(p)));
        }
    }
}
