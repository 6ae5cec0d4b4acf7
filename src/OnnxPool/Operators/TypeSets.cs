namespace OnnxPool;

/// <summary>Sets of element types that ONNX's type constraints repeat.</summary>
static class TypeSets
{
    public static readonly ElementType[] Floats = [ElementType.Float16, ElementType.Float, ElementType.Double];

    public static readonly ElementType[] FloatsAndBFloat16 = [.. Floats, ElementType.BFloat16];

    /// <summary>The fifteen types of ONNX before bfloat16.</summary>
    public static readonly ElementType[] Classic = [.. ElementTypes.All.Where(t => t < ElementType.BFloat16)];

    /// <summary>Every type up to and including <paramref name="last"/>, in the order in which ONNX added them.</summary>
    public static ElementType[] UpTo(ElementType last) => [.. ElementTypes.All.Where(t => t <= last)];
}
