using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>ONNX MaxPool, versions 1, 8, 10, 11, 12 and 22: the maximum of each window, and on request where it stands.</summary>
/// <remarks>
/// <para>The maximum is IEEE 754-2019 maximum: any NaN in the window gives a NaN, +0 is larger than −0, −∞ stays −∞. Padding never takes part.
/// A window without a real element gives −∞ (the least value of an integer type) and index −1.</para>
/// <para>Indices hold the first position, in row-major order of the window, of that maximum (of the first NaN if there is one).
/// Y is bit-equal to X at that position, with or without Indices.</para>
/// <para>Sizes and padding: <see cref="PoolGeometry.Resolve"/>.</para>
/// </remarks>
public sealed class MaxPool : PoolOperator
{
    static readonly AttributeSpec[] s_attributes8 = [.. WindowAttributes.First, new("storage_order", AttributeKind.Int)];

    static readonly AttributeSpec[] s_attributes10 =
        [.. s_attributes8, new("ceil_mode", AttributeKind.Int), new("dilations", AttributeKind.Ints)];

    static readonly ElementType[] s_types12 = [.. TypeSets.Floats, ElementType.Int8, ElementType.UInt8];

    MaxPool()
        : base("MaxPool",
        [
            new("MaxPool", 1, WindowAttributes.First, TypeSets.Floats, ["Y"]),
            new("MaxPool", 8, s_attributes8, TypeSets.Floats, ["Y", "Indices"]),
            new("MaxPool", 10, s_attributes10, TypeSets.Floats, ["Y", "Indices"]),
            new("MaxPool", 11, s_attributes10, TypeSets.Floats, ["Y", "Indices"]),
            new("MaxPool", 12, s_attributes10, s_types12, ["Y", "Indices"]),
            new("MaxPool", 22, s_attributes10, [.. s_types12, ElementType.BFloat16], ["Y", "Indices"]),
        ])
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static MaxPool Operator { get; } = new();

    /// <summary>Shape (N, C, O1, …, On) of Y and Indices for X of <paramref name="shape"/> (N, C, D1, …, Dn), n at least 1.</summary>
    /// <exception cref="InvalidPoolingException">Attributes that ONNX does not allow, or that do not fit the shape.</exception>
    public static long[] OutputShape(ReadOnlySpan<long> shape, PoolAttributes attributes) =>
        Resolve(shape, attributes).OutputShape.ToArray();

    /// <summary>Y = maximum of each window of X (ONNX MaxPool-22).</summary>
    /// <typeparam name="T">float, double, Half, BFloat16, sbyte or byte.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X: (N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">kernel_shape and others; count_include_pad must be 0.</param>
    /// <param name="y">Receives Y; as many elements as <see cref="OutputShape(ReadOnlySpan{long}, PoolAttributes)"/> has.</param>
    /// <param name="indices">
    /// Empty, or receives for each element of Y the flat position in X of its maximum, by storage_order 0 or 1 inside a plane; −1 for an empty window.
    /// </param>
    /// <exception cref="InvalidPoolingException">Attributes, shape or buffers that do not fit together or overlap, or an element type that the operator does not have.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<long> shape, PoolAttributes attributes, Span<T> y, Span<long> indices = default)
        where T : unmanaged =>
        Forward(x, PoolGeometry.Resolve(shape, attributes), y, indices);

    /// <summary>Y = maximum of each window of X, with shape and attributes settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half, BFloat16, sbyte or byte.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="geometry">Shape and attributes, from <see cref="PoolGeometry.Resolve"/>.</param>
    /// <param name="y">Receives Y.</param>
    /// <param name="indices">Empty, or receives the positions as the other form says.</param>
    /// <exception cref="InvalidPoolingException">
    /// A geometry of whole planes or with an attribute that the operator does not have, buffers of another length or that overlap, or an element type that
    /// the operator does not have. Nothing is written then.
    /// </exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, PoolGeometry geometry, Span<T> y, Span<long> indices = default)
        where T : unmanaged
    {
        Require(geometry);
        if (!indices.IsEmpty)
        {
            WindowCall.RequireLength("indices", indices.Length, geometry.OutputCount, geometry.OutputShape);
            WindowCall.RequireApart("indices", indices, "x", x);
            WindowCall.RequireApart<long, T>("indices", indices, "y", y);
        }
        PoolCall.Run(x, geometry, y, Operator, new MaxWork(indices));
        MaxIndices.FromPositions(geometry, geometry.StorageOrder, indices);
    }

    /// <summary>The gradient of X (MaxPoolGrad-1 of domain ai.onnxpool; see there for numbers and ties).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y, of Y's shape.</param>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X and of its gradient: (N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <param name="ties">Who gets the gradient of a window where several elements hold the maximum.</param>
    /// <exception cref="InvalidPoolingException">Attributes, shape or buffers that do not fit together or overlap, or an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dY, ReadOnlySpan<T> x, ReadOnlySpan<long> shape, PoolAttributes attributes, Span<T> dX, TiePolicy ties = TiePolicy.First)
        where T : unmanaged =>
        Backward(dY, x, PoolGeometry.Resolve(shape, attributes), dX, ties);

    /// <summary>The gradient of X, with shape and attributes settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y, of Y's shape.</param>
    /// <param name="x">X in row-major order.</param>
    /// <param name="geometry">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <param name="ties">Who gets the gradient of a window where several elements hold the maximum.</param>
    /// <exception cref="InvalidPoolingException">As in the forward call; an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(ReadOnlySpan<T> dY, ReadOnlySpan<T> x, PoolGeometry geometry, Span<T> dX, TiePolicy ties = TiePolicy.First)
        where T : unmanaged
    {
        Require(geometry);
        GradientCall.RequireInput("x", x, geometry, dX);
        GradientCall.Run(dY, geometry, dX, MaxPoolGrad.Operator, new MaxGradientWork(MemoryMarshal.AsBytes(x), ties));
    }

    /// <summary>The gradient of X from the Indices of the forward call (MaxPoolGrad-1 of domain ai.onnxpool).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y, of Y's shape.</param>
    /// <param name="indices">What the forward call gave, one for each element of Y.</param>
    /// <param name="shape">Shape of X and of its gradient: (N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <exception cref="InvalidPoolingException">
    /// Attributes, shape or buffers that do not fit together or overlap, an index outside of its plane, or an element type without gradient.
    /// </exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(
        ReadOnlySpan<T> dY, ReadOnlySpan<long> indices, ReadOnlySpan<long> shape, PoolAttributes attributes, Span<T> dX)
        where T : unmanaged =>
        Backward(dY, indices, PoolGeometry.Resolve(shape, attributes), dX);

    /// <summary>The gradient of X from the Indices of the forward call, with shape and attributes settled before; allocates nothing.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="dY">Gradient of Y, of Y's shape.</param>
    /// <param name="indices">What the forward call gave, one for each element of Y.</param>
    /// <param name="geometry">As in the forward call.</param>
    /// <param name="dX">Receives the gradient of X.</param>
    /// <exception cref="InvalidPoolingException">As in the forward call; an index outside of its plane, or an element type without gradient.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Backward<T>(ReadOnlySpan<T> dY, ReadOnlySpan<long> indices, PoolGeometry geometry, Span<T> dX)
        where T : unmanaged
    {
        Require(geometry);
        WindowCall.RequireLength("indices", indices.Length, geometry.OutputCount, geometry.OutputShape);
        WindowCall.RequireApart("dX", dX, "indices", indices);
        GradientCall.Run(dY, geometry, dX, MaxPoolGrad.Operator, IndexGradientWork.Of(geometry, indices, geometry.StorageOrder));
    }

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout) =>
        new Node(version, PoolAttributes.Read(attributes, version, layout));

    internal static PoolGeometry Resolve(ReadOnlySpan<long> shape, PoolAttributes attributes) => Require(PoolGeometry.Resolve(shape, attributes));

    static PoolGeometry Require(PoolGeometry geometry)
    {
        WindowCall.RequireWindows(geometry);
        WindowCall.RequireAbsent("count_include_pad", geometry.CountIncludePad, "MaxPool");
        if (geometry.Layout != PoolLayout.Nchw && geometry.StorageOrder == 1)
            Throw.Invalid("storage_order", $"1 with layout {geometry.Layout.Name()}", "0: it is about planes whose elements are neighbours");
        return geometry;
    }

    sealed class Node(OperatorVersion version, PoolAttributes attributes) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape) => MaxPool.OutputShape(shape, attributes);

        public override void Check(int? rank) => WindowCall.Check(attributes, rank);

        public override PoolGeometry Geometry(ReadOnlySpan<long> shape) => Resolve(shape, attributes);

        private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
        {
            (ElementType type, PoolGeometry geometry) = (inputs[0]!.Type, Geometry(inputs[0]!.Shape));
            return new PoolPlan(geometry.OutputShape, (scoped in PoolBuffers b) =>
            {
                PoolCall.Run(type, b.Data, geometry, b.Result, new MaxWork(b.Indices));
                MaxIndices.FromPositions(geometry, geometry.StorageOrder, b.Indices);
            });
        }
    }
}
