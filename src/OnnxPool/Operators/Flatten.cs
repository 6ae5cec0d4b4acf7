namespace OnnxPool;

/// <summary>ONNX Flatten, versions 1, 9, 11, 13, 21, 23, 24 and 25: the same elements as a matrix.</summary>
/// <remarks>
/// The outer dimension is the product of those before axis, the inner one of the rest; an empty product is 1. Elements are moved as they are,
/// whatever their type. axis is 0 to r for an input of rank r, and from version 11 also −r to −1, counted from the back. A scalar has axis 0 only,
/// so the default of 1 does not fit it.
/// </remarks>
public sealed class Flatten : PoolOperator
{
    // From this version on axis may be negative.
    const int NegativeAxisSince = 11;

    static readonly AttributeSpec[] s_attributes = [new("axis", AttributeKind.Int)];

    Flatten()
        : base("Flatten",
        [
            Row(1, TypeSets.Floats),
            Row(9, TypeSets.Classic),
            Row(NegativeAxisSince, TypeSets.Classic),
            Row(13, TypeSets.UpTo(ElementType.BFloat16)),
            Row(21, TypeSets.UpTo(ElementType.Int4)),
            Row(23, TypeSets.UpTo(ElementType.Float4E2M1)),
            Row(24, TypeSets.UpTo(ElementType.Float8E8M0)),
            Row(25, TypeSets.UpTo(ElementType.Int2)),
        ])
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static Flatten Operator { get; } = new();

    /// <summary>The matrix shape of an input of <paramref name="shape"/> (ONNX Flatten-25).</summary>
    /// <param name="shape">Any shape, a scalar's too.</param>
    /// <param name="axis">−r to r for rank r.</param>
    /// <exception cref="InvalidPoolingException">axis out of range.</exception>
    public static long[] OutputShape(ReadOnlySpan<long> shape, long axis = 1) => OutputShape(shape, axis, allowNegative: true);

    /// <summary>Copies X; only the shape changes (ONNX Flatten-25).</summary>
    /// <param name="x">X in row-major order.</param>
    /// <param name="shape">Shape of X.</param>
    /// <param name="axis">−r to r for rank r.</param>
    /// <param name="y">Receives as many elements as X has.</param>
    /// <exception cref="InvalidPoolingException">axis out of range, or buffers of another length.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> shape, long axis, Span<T> y)
    {
        _ = Sizes(shape, axis, allowNegative: true);
        long count = Shapes.ElementCount(shape);
        WindowCall.RequireLength("x", x.Length, count, shape);
        WindowCall.RequireLength("y", y.Length, count, shape);
        x.CopyTo(y);
    }

    /// <summary>Copies the gradient of the output; only the shape changes (FlattenGrad-1 of domain ai.onnxpool).</summary>
    /// <param name="dY">Gradient of the output.</param>
    /// <param name="shape">Shape of X.</param>
    /// <param name="axis">As in the forward call.</param>
    /// <param name="dX">Receives as many elements as X has.</param>
    /// <exception cref="InvalidPoolingException">axis out of range, or buffers of another length.</exception>
    public static void Backward<T>(ReadOnlySpan<T> dY, ReadOnlySpan<long> shape, long axis, Span<T> dX)
    {
        (long outer, long inner) = Sizes(shape, axis, allowNegative: true);
        ReadOnlySpan<long> output = [outer, inner];
        long count = Shapes.ElementCount(shape);
        WindowCall.RequireLength("dY", dY.Length, count, output);
        WindowCall.RequireLength("dX", dX.Length, count, shape);
        dY.CopyTo(dX);
    }

    /// <exception cref="InvalidPoolingException">Flatten does not know which axis is which.</exception>
    internal static void RequireLayout(PoolLayout layout)
    {
        if (layout != PoolLayout.Nchw) Throw.Invalid("layout", layout.Name(), "none: Flatten takes the axes as they are");
    }

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout)
    {
        RequireLayout(layout);
        return new Node(version, attributes.Int("axis", 1));
    }

    static long[] OutputShape(ReadOnlySpan<long> shape, long axis, bool allowNegative)
    {
        (long outer, long inner) = Sizes(shape, axis, allowNegative);
        return [outer, inner];
    }

    static (long Outer, long Inner) Sizes(ReadOnlySpan<long> shape, long axis, bool allowNegative)
    {
        int rank = shape.Length;
        int least = allowNegative ? -rank : 0;
        if (axis < least || axis > rank)
            Throw.Invalid("axis", $"{axis}", $"{least} to {rank} for shape {Shapes.Format(shape)}");
        int split = (int)(axis < 0 ? axis + rank : axis);
        return (Shapes.ElementCount(shape[..split]), Shapes.ElementCount(shape[split..]));
    }

    static OperatorVersion Row(int since, IReadOnlyList<ElementType> types) => new("Flatten", since, s_attributes, types, ["output"])
    {
        Inputs = ["input"],
    };

    sealed class Node(OperatorVersion version, long axis) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape) =>
            Flatten.OutputShape(shape, axis, allowNegative: Version.Since >= NegativeAxisSince);

        private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs) =>
            new(OutputShape(inputs[0]!.Shape), (scoped in PoolBuffers b) => b.Data.CopyTo(b.Result));

        private protected override Tensor[] Compute(IReadOnlyList<Tensor?> inputs, int outputs) =>
            [inputs[0]!.Reshape(OutputShape(inputs[0]!.Shape))];
    }
}
