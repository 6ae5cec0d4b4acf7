namespace OnnxPool;

/// <summary>ONNX AveragePool, versions 1, 7, 10, 11, 19 and 22: the mean of each window.</summary>
/// <remarks>
/// <para>The divisor is the number of real elements of the window; with count_include_pad = 1 it is the number of real and padding positions
/// (explicit pads, or those that SAME_* chose), never of positions past the padding, where ceil_mode can make a last window reach.
/// A window without a real element gives 0.</para>
/// <para>float16, bfloat16 and float are within 1 ULP of the exact quotient (sums are held in double), double within 2 ULP (sums are compensated);
/// where terms cancel, by more than 2^28 for the narrower types, these bounds are relative to Σ|x| / divisor. An average of finite elements does not overflow.
/// NaN and infinities propagate as in IEEE 754 addition.</para>
/// <para>Order of summation: down each column of the window, then across the columns, of long windows in blocks, of a window that is the whole plane in
/// 16 partial sums, whatever the kernel and the layout: NHWC gives the bits of NCHW.</para>
/// </remarks>
public sealed class AveragePool : PoolOperator
{
    static readonly AttributeSpec[] s_attributes7 = [.. WindowAttributes.First, new("count_include_pad", AttributeKind.Int)];

    static readonly AttributeSpec[] s_attributes10 = [.. s_attributes7, new("ceil_mode", AttributeKind.Int)];

    static readonly AttributeSpec[] s_attributes19 = [.. s_attributes10, new("dilations", AttributeKind.Ints)];

    AveragePool()
        : base("AveragePool",
        [
            new("AveragePool", 1, WindowAttributes.First, TypeSets.Floats, ["Y"]),
            new("AveragePool", 7, s_attributes7, TypeSets.Floats, ["Y"]),
            new("AveragePool", 10, s_attributes10, TypeSets.Floats, ["Y"]),
            new("AveragePool", 11, s_attributes10, TypeSets.Floats, ["Y"]),
            new("AveragePool", 19, s_attributes19, TypeSets.Floats, ["Y"]),
            new("AveragePool", 22, s_attributes19, TypeSets.FloatsAndBFloat16, ["Y"]),
        ])
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static AveragePool Operator { get; } = new();

    /// <summary>Shape (N, C, O1, …, On) of Y for X of <paramref name="shape"/> (N, C, D1, …, Dn), n at least 1.</summary>
    /// <exception cref="InvalidPoolingException">Attributes that ONNX does not allow, or that do not fit the shape.</exception>
    public static long[] OutputShape(ReadOnlySpan<long> shape, PoolAttributes attributes) =>
        Resolve(shape, attributes).OutputShape.ToArray();

    /// <summary>Y = mean of each window of X (ONNX AveragePool-22).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X: (N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">kernel_shape and others; storage_order must be 0.</param>
    /// <param name="y">Receives Y; as many elements as <see cref="OutputShape(ReadOnlySpan{long}, PoolAttributes)"/> has.</param>
    /// <exception cref="InvalidPoolingException">Attributes, shape or buffers that do not fit together or overlap, or an element type that the operator does not have.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> shape, PoolAttributes attributes, Span<T> y)
        where T : unmanaged =>
        Forward(x, PoolGeometry.Resolve(shape, attributes), y);

    /// <summary>Y = mean of each window of X, with shape and attributes settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="geometry">Shape and attributes, from <see cref="PoolGeometry.Resolve"/>.</param>
    /// <param name="y">Receives Y.</param>
    /// <exception cref="InvalidPoolingException">
    /// A geometry of whole planes or with an attribute that the operator does not have, buffers of another length or that overlap, or an element type that
    /// the operator does not have. Nothing is written then.
    /// </exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, PoolGeometry geometry, Span<T> y)
        where T : unmanaged =>
        PoolCall.Run(x, Require(geometry), y, Operator, new AverageWork(geometry.CountIncludePad == 1));

    /// <summary>The gradient of X (AveragePoolGrad-1 of domain ai.onnxpool; see there for numbers).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y, of Y's shape.</param>
    /// <param name="shape">Shape of X and of its gradient: (N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <exception cref="InvalidPoolingException">Attributes, shape or buffers that do not fit together or overlap, or an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(ReadOnlySpan<T> dY, ReadOnlySpan<long> shape, PoolAttributes attributes, Span<T> dX)
        where T : unmanaged =>
        Backward(dY, PoolGeometry.Resolve(shape, attributes), dX);

    /// <summary>The gradient of X, with shape and attributes settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y, of Y's shape.</param>
    /// <param name="geometry">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <exception cref="InvalidPoolingException">As in the forward call; an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(ReadOnlySpan<T> dY, PoolGeometry geometry, Span<T> dX)
        where T : unmanaged =>
        GradientCall.Run(dY, Require(geometry), dX, AveragePoolGrad.Operator, new AverageGradientWork(geometry.CountIncludePad == 1));

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout) =>
        new Node(version, PoolAttributes.Read(attributes, version, layout));

    internal static PoolGeometry Resolve(ReadOnlySpan<long> shape, PoolAttributes attributes) => Require(PoolGeometry.Resolve(shape, attributes));

    static PoolGeometry Require(PoolGeometry geometry)
    {
        WindowCall.RequireWindows(geometry);
        WindowCall.RequireAbsent("storage_order", geometry.StorageOrder, "AveragePool");
        return geometry;
    }

    sealed class Node(OperatorVersion version, PoolAttributes attributes) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape) => AveragePool.OutputShape(shape, attributes);

        public override void Check(int? rank) => WindowCall.Check(attributes, rank);

        public override PoolGeometry Geometry(ReadOnlySpan<long> shape) => Resolve(shape, attributes);

        private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
        {
            (ElementType type, PoolGeometry geometry) = (inputs[0]!.Type, Geometry(inputs[0]!.Shape));
            return new PoolPlan(geometry.OutputShape, (scoped in PoolBuffers b) => PoolCall.Run(type, b.Data, geometry, b.Result, new AverageWork(attributes.CountIncludePad == 1)));
        }
    }
}
