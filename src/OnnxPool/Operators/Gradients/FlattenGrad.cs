namespace OnnxPool;

/// <summary>FlattenGrad, version 1 of domain ai.onnxpool: the gradient of ONNX Flatten, which is dY under the shape of X.</summary>
public sealed class FlattenGrad : GradientOperator
{
    FlattenGrad() : base(Flatten.Operator, ["dY", "X_shape"], 2)
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static FlattenGrad Operator { get; } = new();

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout)
    {
        Flatten.RequireLayout(layout);
        return new Node(version, attributes.Int("axis", 1));
    }

    sealed class Node(OperatorVersion version, long axis) : PoolNode(version)
    {
        public override long[] OutputShape(ReadOnlySpan<long> shape)
        {
            _ = Flatten.OutputShape(shape, axis);
            return shape.ToArray();
        }

        private protected override PoolPlan Settle(IReadOnlyList<InputFacts?> inputs)
        {
            long[] shape = PoolInputs.Shape(inputs[1]!);
            GradientCall.RequireShape("dY", inputs[0]!.Shape, Flatten.OutputShape(shape, axis));
            return new PoolPlan(shape, (scoped in PoolBuffers b) => b.Data.CopyTo(b.Result));
        }

        private protected override Tensor[] Compute(IReadOnlyList<Tensor?> inputs, int outputs) =>
            [inputs[0]!.Reshape(Settle([InputFacts.Of(inputs[0]!, false), InputFacts.Of(inputs[1]!, true)]).OutputShape)];
    }
}
