namespace OnnxPool;

/// <summary>AveragePoolGrad, version 1 of domain ai.onnxpool: the gradient of ONNX AveragePool.</summary>
/// <remarks>
/// <para>Every real element of a window gets what dY has for it, over the divisor of the forward operator: the number of real elements, or with
/// count_include_pad = 1 of real and padding positions. Windows that overlap add up; a window without a real element adds nothing.</para>
/// <para>float, float16 and bfloat16 are within 1 ULP of the exact sum, double within 2 ULP of Σ|dY / divisor|;
/// where terms cancel by more than 2^28, that measure holds for the narrower types too. Sums start from +0.</para>
/// <para>Order of summation: the windows over an element, down each column of outputs, then across the columns; with NHWC in row-major order.</para>
/// </remarks>
public sealed class AveragePoolGrad : GradientOperator
{
    AveragePoolGrad() : base(AveragePool.Operator, ["dY", "X_shape"], 2)
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static AveragePoolGrad Operator { get; } = new();

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout)
    {
        var windows = PoolAttributes.Read(attributes, version, layout);
        return new AverageGradientNode(version, windows.CountIncludePad == 1, shape => AveragePool.Resolve(shape, windows), rank => WindowCall.Check(windows, rank));
    }
}
