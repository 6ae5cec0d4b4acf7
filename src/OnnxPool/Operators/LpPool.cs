using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>ONNX LpPool, versions 1, 2, 11, 18 and 22: the Lp norm of each window, (Σ|x|^p)^(1/p).</summary>
/// <remarks>
/// <para>Padding contributes nothing, and nothing is divided by a count. A window without a real element gives 0.</para>
/// <para>A result overflows or underflows only where it is itself out of range: powers of 1, 2 and 3 of float16, bfloat16 and float are added
/// in double, which they fit; otherwise elements are scaled by the largest of their window before they are raised to p. float16, bfloat16 and float are within 1 ULP of the exact norm, double within 4 ULP,
/// and within 8/p ULP for a p below ½: the root makes the errors of the sum 1/p times as large.
/// Any NaN gives NaN, otherwise any infinity gives +∞.</para>
/// <para>p must be above 0. It is a FLOAT in version 1 and an INT from version 2 on. Version 1 calls kernel_shape optional but gives
/// no meaning to its absence, so it is required here. Order of summation: as of averages where powers are
/// added in double; otherwise the window in row-major order. NHWC gives the bits of NCHW.</para>
/// </remarks>
public sealed class LpPool : PoolOperator
{
    static readonly AttributeSpec[] s_attributes1 = [.. WindowAttributes.First, new("p", AttributeKind.Float)];

    static readonly AttributeSpec[] s_attributes2 = [.. WindowAttributes.First, new("p", AttributeKind.Int)];

    static readonly AttributeSpec[] s_attributes18 =
        [.. s_attributes2, new("ceil_mode", AttributeKind.Int), new("dilations", AttributeKind.Ints)];

    LpPool()
        : base("LpPool",
        [
            new("LpPool", 1, s_attributes1, TypeSets.Floats, ["Y"]),
            new("LpPool", 2, s_attributes2, TypeSets.Floats, ["Y"]),
            new("LpPool", 11, s_attributes2, TypeSets.Floats, ["Y"]),
            new("LpPool", 18, s_attributes18, TypeSets.Floats, ["Y"]),
            new("LpPool", 22, s_attributes18, TypeSets.FloatsAndBFloat16, ["Y"]),
        ])
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static LpPool Operator { get; } = new();

    /// <summary>Shape (N, C, O1, …, On) of Y for X of <paramref name="shape"/> (N, C, D1, …, Dn), n at least 1.</summary>
    /// <exception cref="InvalidPoolingException">Attributes that ONNX does not allow, or that do not fit the shape.</exception>
    public static long[] OutputShape(ReadOnlySpan<long> shape, PoolAttributes attributes) =>
        Resolve(shape, attributes).OutputShape.ToArray();

    /// <summary>Y = Lp norm of each window of X (ONNX LpPool-22).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X: (N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">kernel_shape and others; storage_order and count_include_pad must be 0.</param>
    /// <param name="p">Finite and above 0; ONNX from version 2 on has integers only.</param>
    /// <param name="y">Receives Y; as many elements as <see cref="OutputShape(ReadOnlySpan{long}, PoolAttributes)"/> has.</param>
    /// <exception cref="InvalidPoolingException">Attributes, p, shape or buffers that do not fit together or overlap, or an element type that the operator does not have.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> shape, PoolAttributes attributes, double p, Span<T> y)
        where T : unmanaged =>
        Forward(x, PoolGeometry.Resolve(shape, attributes), p, y);

    /// <summary>Y = Lp norm of each window of X, with shape and attributes settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="geometry">Shape and attributes, from <see cref="PoolGeometry.Resolve"/>.</param>
    /// <param name="p">Finite and above 0.</param>
    /// <param name="y">Receives Y.</param>
    /// <exception cref="InvalidPoolingException">
    /// p, a geometry of whole planes or with an attribute that the operator does not have, buffers of another length or that overlap, or an element type that
    /// the operator does not have. Nothing is written then.
    /// </exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, PoolGeometry geometry, double p, Span<T> y)
        where T : unmanaged
    {
        LpWork.Require(p);
        PoolCall.Run(x, Require(geometry), y, Operator, new LpWork(p));
    }

    /// <summary>The gradient of X (LpPoolGrad-1 of domain ai.onnxpool; see there for numbers).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y, of Y's shape.</param>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X and of its gradient: (N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">As in the forward call.</param>
    /// <param name="p">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <exception cref="InvalidPoolingException">Attributes, p, shape or buffers that do not fit together or overlap, or an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dY, ReadOnlySpan<T> x, ReadOnlySpan<long> shape, PoolAttributes attributes, double p, Span<T> dX)
        where T : unmanaged =>
        Backward(dY, x, PoolGeometry.Resolve(shape, attributes), p, dX);

    /// <summary>The gradient of X, with shape and attributes settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y, of Y's shape.</param>
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
        GradientCall.RequireInput("x", x, Require(geometry), dX);
        GradientCall.Run(dY, geometry, dX, LpPoolGrad.Operator, new LpGradientWork(MemoryMarshal.AsBytes(x), p));
    }

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout) =>
        new Node(version, PoolAttributes.Read(attributes, version, layout), LpWork.Read(attributes, version));

    internal static PoolGeometry Resolve(ReadOnlySpan<long> shape, PoolAttributes attributes) => Require(PoolGeometry.Resolve(shape, attributes));

    static PoolGeometry Require(PoolGeometry geometry)
    {
        WindowCall.RequireWindows(geometry);
        WindowCall.RequireAbsent("storage_order", geometry.StorageOrder, "LpPool");
        WindowCall.RequireAbsent("count_include_pad", geometry.CountIncludePad, "LpPool");
        return geometry;
    }

    sealed class Node(OperatorVersion version, PoolAttributes attributes, double p) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape) => LpPool.OutputShape(shape, attributes);

        public override void Check(int? rank) => WindowCall.Check(attributes, rank);

        public override PoolGeometry Geometry(ReadOnlySpan<long> shape) => Resolve(shape, attributes);

        private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
        {
            (ElementType type, PoolGeometry geometry) = (inputs[0]!.Type, Geometry(inputs[0]!.Shape));
            return new PoolPlan(geometry.OutputShape, (scoped in PoolBuffers b) => PoolCall.Run(type, b.Data, geometry, b.Result, new LpWork(p)));
        }
    }
}
