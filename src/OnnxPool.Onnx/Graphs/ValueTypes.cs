namespace OnnxPool.Onnx;

/// <summary>Makes the messages that say which type a value has.</summary>
public static class ValueTypes
{
    /// <summary>Stands for a dimension that is not known before the model runs.</summary>
    public const long UnknownDimension = -1;

    /// <summary>A tensor of unknown rank.</summary>
    public static TypeProto Tensor(ElementType type) =>
        new() { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } };

    /// <summary>A tensor of known rank; <see cref="UnknownDimension"/> is allowed.</summary>
    /// <exception cref="InvalidPoolingException">Another negative dimension.</exception>
    public static TypeProto Tensor(ElementType type, ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (long size in shape)
        {
            var dimension = new TensorShapeProto.Types.Dimension();
            if (size < UnknownDimension) throw new InvalidPoolingException("shape", Shapes.Format(shape), $"dimensions >= 0, or {UnknownDimension} for unknown");
            if (size != UnknownDimension) dimension.DimValue = size;
            dimensions.Dim.Add(dimension);
        }
        TypeProto tensor = Tensor(type);
        tensor.TensorType.Shape = dimensions;
        return tensor;
    }

    /// <summary>A value with its type, or with a name only.</summary>
    public static ValueInfoProto Named(string name, TypeProto? type = null)
    {
        var value = new ValueInfoProto { Name = name };
        if (type is not null) value.Type = type;
        return value;
    }
}
