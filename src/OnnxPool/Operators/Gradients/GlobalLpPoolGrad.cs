namespace OnnxPool;

/// <summary>GlobalLpPoolGrad, version 1 of domain ai.onnxpool: the gradient of ONNX GlobalLpPool.</summary>
/// <remarks>That of <see cref="LpPoolGrad"/> with one window for each plane.</remarks>
public sealed class GlobalLpPoolGrad : GradientOperator
{
    GlobalLpPoolGrad() : base(GlobalLpPool.Operator, ["dY", "X", "Y"], 2)
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static GlobalLpPoolGrad Operator { get; } = new();

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout) =>
        new LpGradientNode(version, LpWork.Read(attributes, version), shape => PoolGeometry.Global(shape, layout), _ => { });
}
