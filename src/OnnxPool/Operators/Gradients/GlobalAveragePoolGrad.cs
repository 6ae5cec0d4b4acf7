namespace OnnxPool;

/// <summary>GlobalAveragePoolGrad, version 1 of domain ai.onnxpool: the gradient of ONNX GlobalAveragePool.</summary>
/// <remarks>Every element of a plane gets what dY has for it, over D1 * … * Dn.</remarks>
public sealed class GlobalAveragePoolGrad : GradientOperator
{
    GlobalAveragePoolGrad() : base(GlobalAveragePool.Operator, ["dY", "X_shape"], 2)
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static GlobalAveragePoolGrad Operator { get; } = new();

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout) =>
        new AverageGradientNode(version, includePad: false, shape => PoolGeometry.Global(shape, layout), _ => { });
}
