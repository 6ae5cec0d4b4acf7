namespace OnnxPool;

/// <summary>What is known of an input before its elements.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The shape.</param>
public sealed record InputFacts(ElementType Type, long[] Shape)
{
    /// <summary>The elements, of an input that holds a shape; null for any other.</summary>
    public long[]? Values { get; init; }

    /// <summary>Those of a tensor.</summary>
    /// <param name="tensor">The input.</param>
    /// <param name="isShape">Whether its elements are a shape.</param>
    internal static InputFacts Of(Tensor tensor, bool isShape) => new(tensor.Type, tensor.Shape.ToArray())
    {
        Values = isShape && tensor.Type == ElementType.Int64 ? tensor.Values<long>().ToArray() : null,
    };
}
