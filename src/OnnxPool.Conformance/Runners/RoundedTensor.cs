namespace OnnxPool.Conformance;

/// <summary>Tensors of floating-point types made of doubles.</summary>
static class RoundedTensor
{
    /// <summary>Each value rounded to the nearest of the type, ties to even.</summary>
    /// <exception cref="UnsupportedPoolingException">No floating-point type with arithmetic.</exception>
    public static Tensor Of(ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<double> values) => type switch
    {
        ElementType.Float => Convert(type, shape, values, v => (float)v),
        ElementType.Double => Tensor.Of(type, shape, values),
        ElementType.Float16 => Convert(type, shape, values, v => (Half)v),
        ElementType.BFloat16 => Convert(type, shape, values, v => (BFloat16)v),
        _ => throw new UnsupportedPoolingException("element type", type.Name(), "float, double, float16, bfloat16"),
    };

    static Tensor Convert<T>(ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<double> values, Func<double, T> round)
        where T : unmanaged
    {
        var tensor = new Tensor(type, shape);
        Span<T> target = tensor.Values<T>();
        for (int i = 0; i < target.Length; i++) target[i] = round(values[i]);
        return tensor;
    }
}
