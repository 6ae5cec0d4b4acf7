namespace OnnxPool.Onnx;

/// <summary>What a graph says about a tensor before anything has run.</summary>
/// <param name="Type">The element type; <see cref="ElementType.Undefined"/> if it is not said.</param>
/// <param name="Shape">The dimensions, <see cref="ValueTypes.UnknownDimension"/> for one that is not a number; null for an unknown rank.</param>
public sealed record DeclaredType(ElementType Type, IReadOnlyList<long>? Shape)
{
    /// <summary>Whether every dimension is known.</summary>
    public bool IsStatic => Shape is not null && !Shape.Contains(ValueTypes.UnknownDimension);

    /// <summary>Reads a tensor's type.</summary>
    /// <returns>The type, or null for a sequence, a map, or another type that is no dense tensor.</returns>
    public static DeclaredType? Of(TypeProto? type)
    {
        if (type?.TensorType is not TypeProto.Types.Tensor tensor) return null;
        return new DeclaredType((ElementType)tensor.ElemType, tensor.Shape is null ? null : [.. tensor.Shape.Dim.Select(Size)]);
    }

    // Some exporters write -1 for a dimension that they do not know.
    static long Size(TensorShapeProto.Types.Dimension dimension) =>
        dimension.HasDimValue && dimension.DimValue >= 0 ? dimension.DimValue : ValueTypes.UnknownDimension;
}
