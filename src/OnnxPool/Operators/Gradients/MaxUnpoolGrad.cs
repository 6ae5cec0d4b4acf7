namespace OnnxPool;

/// <summary>MaxUnpoolGrad, version 1 of domain ai.onnxpool: the gradient of ONNX MaxUnpool.</summary>
/// <remarks>
/// Each element of X gets what dY has where the forward operator put it; several that were put at one position get the same, though only the last of them
/// is seen there (as in PyTorch). Elements are moved as they are. dY has the shape that the attributes give, or one that output_shape may have had.
/// </remarks>
public sealed class MaxUnpoolGrad : GradientOperator
{
    MaxUnpoolGrad() : base(MaxUnpool.Operator, ["dY", "I"], 2)
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static MaxUnpoolGrad Operator { get; } = new();

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout)
    {
        UnpoolShape.RequireLayout(layout);
        return new Node(version, PoolAttributes.Read(attributes, version));
    }

    sealed class Node(OperatorVersion version, PoolAttributes attributes) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape)
        {
            _ = UnpoolShape.Infer(shape, attributes);
            return shape.ToArray();
        }

        public override void Check(int? rank) => WindowCall.Check(attributes, rank);

        private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
        {
            (InputFacts dy, InputFacts positions) = (inputs[0]!, inputs[1]!);
            PoolInputs.RequireInt64("I", positions);
            UnpoolShape.RequireFit(dy.Shape, UnpoolShape.Infer(positions.Shape, attributes), "shape of dY");
            return new PoolPlan(
                positions.Shape, (scoped in PoolBuffers b) => MaxUnpool.Gather(dy.Type, b.Data, dy.Shape, b.Positions, b.Result));
        }
    }
}
