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
    /// <exception cref="InvalidPoolingException">Less than two dimensions.</exception>
    public static long[] OutputShape(ReadOnlySpan<long> shape) => PoolGeometry.Global(shape).OutputShape.ToArray();

    /// <summary>Y = (Σ|x|^p)^(1/p) over each plane of X (ONNX GlobalLpPool-22).</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X: (N, C, D1, …, Dn), n 0 or more.</param>
    /// <param name="p">Finite and above 0; ONNX from version 2 on has integers only.</param>
    /// <param name="y">Receives N * C elements.</param>
    /// <exception cref="InvalidPoolingException">p, shape or buffer lengths that do not fit together, or an element type that the operator does not have.</exception>
    /// <exception cref="UnsupportedPoolingException">An element type that no operator computes in.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> shape, double p, Span<T> y) where T : unmanaged
    {
        LpWork.Require(p);
        PoolCall.Run(x, PoolGeometry.Global(shape), y, Operator, new LpWork(p));
    }

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes) =>
        new Node(version, LpWork.Read(attributes, version));

    sealed class Node(OperatorVersion version, double p) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape) => GlobalLpPool.OutputShape(shape);

        public override PoolGeometry Geometry(ReadOnlySpan<long> shape) => PoolGeometry.Global(shape);

        private protected override Tensor[] Compute(IReadOnlyList<Tensor> inputs, int outputs) =>
            [PoolCall.Run(inputs[0], Geometry(inputs[0].Shape), new LpWork(p))];
    }
}
