namespace OnnxPool;

/// <summary>LpPoolGrad, version 1 of domain ai.onnxpool: the gradient of ONNX LpPool.</summary>
/// <remarks>
/// <para>An element x of a window with norm Y gets sign(x) · (|x| / Y)^(p − 1) of what dY has for it; an element that is 0 gets nothing, for every p.
/// Windows that overlap add up. The norm is formed again from X in double, because Y was rounded.</para>
/// <para>An infinite norm makes that quotient 0 for finite elements, and NaN for infinite ones; a NaN makes it NaN. With p = 1 each element gets
/// sign(x), whatever the norm is.</para>
/// <para>float, float16 and bfloat16 are within 1 ULP of the exact sum, double within 2 ULP of Σ|terms| for p of 1 and 2 and within 8 ULP for other p up to 256;
/// where terms cancel by more than 2^28, that measure holds for the narrower types too. Above 256, |x| over the largest element of the window is rounded before
/// it is raised, which costs up to p ULP of double. Sums start from +0.</para>
/// </remarks>
public sealed class LpPoolGrad : GradientOperator
{
    LpPoolGrad() : base(LpPool.Operator, ["dY", "X", "Y"], 2)
    {
    }

    /// <summary>The operator as models name it.</summary>
    public static LpPoolGrad Operator { get; } = new();

    private protected override PoolNode Read(OperatorVersion version, AttributeReader attributes, PoolLayout layout)
    {
        var windows = PoolAttributes.Read(attributes, version, layout);
        return new LpGradientNode(version, LpWork.Read(attributes, version), shape => LpPool.Resolve(shape, windows), rank => WindowCall.Check(windows, rank));
    }
}
