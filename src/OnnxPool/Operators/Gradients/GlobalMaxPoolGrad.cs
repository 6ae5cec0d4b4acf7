namespace OnnxPool;

/// <summary>GlobalMaxPoolGrad, version 1 of domain ai.onnxpool: the gradient of ONNX GlobalMaxPool.</summary>
/// <remarks>That of <see cref="MaxPoolGrad"/> with one window for each plane. Indices are flat positions in X.</remarks>
public sealed class GlobalMaxPoolGrad : GradientOperator
{
    GlobalMaxPoolGrad() : base(GlobalMaxPool.Operator, ["dY", "X", "Y", "Indices"], 2, [new("ties", AttributeKind.String)])
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static GlobalMaxPoolGrad Operator { get; } = new();

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout) =>
        new MaxGradientNode(version, TiePolicies.Parse(attributes.String("ties", "first")), 0, shape => PoolGeometry.Global(shape, layout), _ => { });
}
