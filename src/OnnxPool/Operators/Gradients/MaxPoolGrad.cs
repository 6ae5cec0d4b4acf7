namespace OnnxPool;

/// <summary>MaxPoolGrad, version 1 of domain ai.onnxpool: the gradient of ONNX MaxPool.</summary>
/// <remarks>
/// <para>dX is 0, and for every window the element that holds its maximum gets what dY has for it. Windows that overlap add up; an empty window adds nothing.
/// The maximum is that of <see cref="MaxPool"/>: a NaN is one, +0 is larger than −0.</para>
/// <para>Where several elements hold it, <c>ties</c> decides: <c>first</c> (the default; as PyTorch, TensorFlow and ONNX Runtime do), <c>equal</c> shares,
/// or <c>all</c> get the whole. Indices, if they are given, name one winner for each window, so that they go with <c>first</c> only.</para>
/// <para>float, float16 and bfloat16 are within 1 ULP of the exact sum, double within 2 ULP of Σ|dY| of the windows that an element won;
/// where terms cancel by more than 2^28, that measure holds for the narrower types too. Sums start from +0.</para>
/// </remarks>
public sealed class MaxPoolGrad : GradientOperator
{
    MaxPoolGrad() : base(MaxPool.Operator, ["dY", "X", "Y", "Indices"], 2, [new("ties", AttributeKind.String)])
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static MaxPoolGrad Operator { get; } = new();

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout)
    {
        var windows = PoolAttributes.Read(attributes, version, layout);
        return new MaxGradientNode(
            version, TiePolicies.Parse(attributes.String("ties", "first")), windows.StorageOrder, shape => MaxPool.Resolve(shape, windows), rank => WindowCall.Check(windows, rank));
    }
}
