using System.Globalization;

namespace OnnxPool.Conformance;

/// <summary>Tensors as C# expressions.</summary>
static class TensorLiteral
{
    const int PerLine = 16;

    /// <summary>An expression that makes a tensor with the same type, shape and values; all NaNs are the same one.</summary>
    /// <param name="tensor">Any tensor.</param>
    /// <param name="indent">Blanks before further lines.</param>
    public static string Of(Tensor tensor, int indent)
    {
        string declared = $"ElementType.{tensor.Type}, {Integers(tensor.Shape)}";
        return tensor.Type switch
        {
            ElementType.Float => Numbers("float", tensor.Values<float>(), v => Number(v, "float", "f")),
            ElementType.Double => Numbers("double", tensor.Values<double>(), v => Number(v, "double", "d")),
            ElementType.Float16 => Numbers("Half", tensor.Values<Half>(), v => $"(Half)({Number((float)v, "float", "f")})"),
            ElementType.BFloat16 => Numbers("BFloat16", tensor.Values<BFloat16>(), v => $"(BFloat16)({Number((float)v, "float", "f")})"),
            ElementType.Int8 => Numbers("sbyte", tensor.Values<sbyte>(), Integer),
            ElementType.UInt8 => Numbers("byte", tensor.Values<byte>(), Integer),
            ElementType.Int64 => Numbers("long", tensor.Values<long>(), Integer),
            ElementType.String => $"Texts({Integers(tensor.Shape)}, {List(tensor.Strings, Quoted, indent)})",
            _ => $"Bits({declared}, {List<byte>(tensor.Bytes, b => $"0x{b:X2}", indent)})",
        };

        string Numbers<T>(string type, ReadOnlySpan<T> values, Func<T, string> write) => $"Tensor.Of<{type}>({declared}, {List(values, write, indent)})";
    }

    /// <summary>A method that the expression of a tensor of this type calls; null if it calls none of its own.</summary>
    public static string? Helper(ElementType type) => type switch
    {
        ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16 or ElementType.Int8 or ElementType.UInt8 or ElementType.Int64 => null,
        ElementType.String => """
                static Tensor Texts(long[] shape, string[] values)
                {
                    var tensor = new Tensor(ElementType.String, shape);
                    values.CopyTo(tensor.Strings);
                    return tensor;
                }
            """,
        _ => """
                static Tensor Bits(ElementType type, long[] shape, byte[] bytes)
                {
                    var tensor = new Tensor(type, shape);
                    bytes.CopyTo(tensor.Bytes);
                    return tensor;
                }
            """,
    };

    /// <summary>A text as a C# literal.</summary>
    public static string Quoted(string text) => $"\"{string.Concat(text.Select(Escaped))}\"";

    static string Escaped(char c) => c is '"' or '\\' ? $"\\{c}" : char.IsControl(c) || c > '~' ? $"\\u{(int)c:x4}" : $"{c}";

    static string Integers(ReadOnlySpan<long> values) => $"[{string.Join(", ", values.ToArray())}]";

    static string Integer<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    // -0f is the negative zero; the shortest digits that read back as the number.
    static string Number<T>(T value, string type, string suffix) where T : System.Numerics.IFloatingPointIeee754<T> =>
        T.IsNaN(value) ? $"{type}.NaN"
        : T.IsPositiveInfinity(value) ? $"{type}.PositiveInfinity"
        : T.IsNegativeInfinity(value) ? $"{type}.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture) + suffix;

    static string List<T>(ReadOnlySpan<T> values, Func<T, string> write, int indent)
    {
        string[] written = new string[values.Length];
        for (int i = 0; i < written.Length; i++) written[i] = write(values[i]);
        if (written.Length <= PerLine) return $"[{string.Join(", ", written)}]";
        string margin = "\n" + new string(' ', indent + 4);
        return $"[{string.Concat(written.Chunk(PerLine).Select(line => margin + string.Join(", ", line) + ","))}\n{new string(' ', indent)}]";
    }
}
