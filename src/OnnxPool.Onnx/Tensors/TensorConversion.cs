using System.Runtime.InteropServices;
using Google.Protobuf;

namespace OnnxPool.Onnx;

/// <summary>From <see cref="TensorProto"/> to <see cref="Tensor"/> and back, for every element type that ONNX defines.</summary>
public static class TensorConversion
{
    /// <summary>
    /// The tensor in <paramref name="proto"/>, from <c>raw_data</c> or from the field of its type. Filler bits behind the
    /// last element of a type narrower than a byte become zero, so that equal tensors have equal bytes.
    /// </summary>
    /// <exception cref="InvalidPoolingException">A type that ONNX does not define, data in a field of another type or in several, or of another length than the shape; or data in another file (<see cref="ExternalData"/> reads that).</exception>
    /// <exception cref="UnsupportedPoolingException">A segment of a tensor.</exception>
    public static Tensor ToTensor(TensorProto proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        string subject = Subject(proto);
        if (proto.DataLocation != TensorProto.Types.DataLocation.Default)
            throw Invalid($"{subject} data_location", $"{proto.DataLocation}", "DEFAULT, the data in the message itself");
        (ElementType type, long[] shape, long count) = Layout(proto);
        string? field = FilledField(proto, subject);
        if (field is null)
        {
            if (count > 0) throw Invalid($"{subject} data", "none", $"{count} elements for shape {Shapes.Format(shape)}");
            return new Tensor(type, shape);
        }
        string expected = FieldOf(type);
        if (field == "raw_data" && type != ElementType.String)
        {
            RequireLength($"{subject} raw_data", proto.RawData.Length, type.ByteCount(count), "bytes", type, shape);
            var raw = new Tensor(type, shape);
            proto.RawData.Span.CopyTo(raw.Bytes);
            ClearFiller(raw);
            return raw;
        }
        if (field != expected)
            throw Invalid($"{subject} data", $"{field}", type == ElementType.String ? expected : $"raw_data or {expected} for {type.Name()}");
        return FromField(proto, $"{subject} {field}", type, shape, count);
    }

    /// <summary>The message that holds <paramref name="tensor"/>: numbers in <c>raw_data</c>, texts in <c>string_data</c>.</summary>
    /// <exception cref="InvalidPoolingException">A text that is not valid Unicode.</exception>
    public static TensorProto ToProto(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var proto = new TensorProto { Name = name, DataType = (int)tensor.Type };
        proto.Dims.AddRange(tensor.Shape.ToArray());
        if (tensor.Type != ElementType.String)
        {
            proto.RawData = ByteString.CopyFrom(tensor.Bytes);
            return proto;
        }
        foreach (string text in tensor.Strings)
        {
            proto.StringData.Add(StrictUtf8.Encode(text)
                ?? throw Invalid($"{Subject(proto)} string_data[{proto.StringData.Count}]", "half of a surrogate pair", "valid Unicode"));
        }
        return proto;
    }

    /// <summary>Type, shape and number of elements, checked, without the data.</summary>
    internal static (ElementType Type, long[] Shape, long Count) Layout(TensorProto proto)
    {
        string subject = Subject(proto);
        var type = (ElementType)proto.DataType;
        if (!ElementTypes.IsDefined(type)) throw Invalid($"{subject} data_type", $"{proto.DataType}", "a type that ONNX defines");
        if (proto.Segment is not null)
            throw new UnsupportedPoolingException($"{subject} segment", $"{proto.Segment.Begin} to {proto.Segment.End}", "a whole tensor");
        long[] shape = [.. proto.Dims];
        return (type, shape, Shapes.ElementCount(shape));
    }

    /// <summary>How messages call the tensor.</summary>
    internal static string Subject(TensorProto proto) => proto.Name.Length == 0 ? "tensor" : $"tensor '{proto.Name}'";

    /// <summary>The one field that holds data, or null.</summary>
    internal static string? FilledField(TensorProto proto, string subject)
    {
        (string Name, int Count)[] fields =
        [
            ("raw_data", proto.RawData.Length), ("float_data", proto.FloatData.Count), ("int32_data", proto.Int32Data.Count),
            ("string_data", proto.StringData.Count), ("int64_data", proto.Int64Data.Count),
            ("double_data", proto.DoubleData.Count), ("uint64_data", proto.Uint64Data.Count),
        ];
        string[] filled = [.. fields.Where(f => f.Count > 0).Select(f => f.Name)];
        return filled.Length > 1 ? throw Invalid($"{subject} data", string.Join(" and ", filled), "one field") : filled.FirstOrDefault();
    }

    /// <summary>Zeroes the bits behind the last element.</summary>
    internal static void ClearFiller(Tensor tensor)
    {
        long used = tensor.ElementCount * tensor.Type.BitsPerElement() % 8;
        if (used > 0) tensor.Bytes[^1] &= (byte)((1 << (int)used) - 1);
    }

    static string FieldOf(ElementType type) => type switch
    {
        ElementType.Float or ElementType.Complex64 => "float_data",
        ElementType.Double or ElementType.Complex128 => "double_data",
        ElementType.Int64 => "int64_data",
        ElementType.UInt32 or ElementType.UInt64 => "uint64_data",
        ElementType.String => "string_data",
        _ => "int32_data",
    };

    static Tensor FromField(TensorProto proto, string subject, ElementType type, long[] shape, long count)
    {
        bool isComplex = type is ElementType.Complex64 or ElementType.Complex128;
        long expected = isComplex ? 2 * count : type.BitsPerElement() is > 0 and < 8 ? type.ByteCount(count) : count;
        int found = type switch
        {
            ElementType.Float or ElementType.Complex64 => proto.FloatData.Count,
            ElementType.Double or ElementType.Complex128 => proto.DoubleData.Count,
            ElementType.Int64 => proto.Int64Data.Count,
            ElementType.UInt32 or ElementType.UInt64 => proto.Uint64Data.Count,
            ElementType.String => proto.StringData.Count,
            _ => proto.Int32Data.Count,
        };
        RequireLength(subject, found, expected, "entries", type, shape);
        var tensor = new Tensor(type, shape);
        switch (type)
        {
            case ElementType.Float or ElementType.Complex64: Copy(proto.FloatData, MemoryMarshal.Cast<byte, float>(tensor.Bytes)); break;
            case ElementType.Double or ElementType.Complex128: Copy(proto.DoubleData, MemoryMarshal.Cast<byte, double>(tensor.Bytes)); break;
            case ElementType.Int64: Copy(proto.Int64Data, tensor.Values<long>()); break;
            case ElementType.UInt64: Copy(proto.Uint64Data, tensor.Values<ulong>()); break;
            case ElementType.UInt32: CopyUInt32(proto, subject, tensor); break;
            case ElementType.String: CopyStrings(proto, subject, tensor); break;
            default: CopyInt32(proto, subject, tensor); break;
        }
        ClearFiller(tensor);
        return tensor;
    }

    static void Copy<T>(IList<T> source, Span<T> target)
    {
        for (int i = 0; i < target.Length; i++) target[i] = source[i];
    }

    static void CopyUInt32(TensorProto proto, string subject, Tensor tensor)
    {
        Span<uint> target = tensor.Values<uint>();
        for (int i = 0; i < target.Length; i++)
        {
            ulong value = proto.Uint64Data[i];
            target[i] = value <= uint.MaxValue ? (uint)value : throw Invalid($"{subject}[{i}]", $"{value}", $"0 to {uint.MaxValue} for uint32");
        }
    }

    static void CopyStrings(TensorProto proto, string subject, Tensor tensor)
    {
        Span<string> target = tensor.Strings;
        for (int i = 0; i < target.Length; i++)
            target[i] = StrictUtf8.Decode(proto.StringData[i]) ?? throw Invalid($"{subject}[{i}]", "bytes that are not UTF-8", "UTF-8 text");
    }

    // One entry is one element, or one byte of packed elements; floats of 16 and 8 bits are entered as their bits.
    static void CopyInt32(TensorProto proto, string subject, Tensor tensor)
    {
        (int min, int max) = tensor.Type switch
        {
            ElementType.Int32 => (int.MinValue, int.MaxValue),
            ElementType.Int16 => (short.MinValue, short.MaxValue),
            ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            ElementType.Bool => (0, 1),
            _ => (0, tensor.Type.BitsPerElement() == 16 ? ushort.MaxValue : byte.MaxValue),
        };
        int bytesPerEntry = Math.Max(1, tensor.Type.BitsPerElement() / 8);
        Span<byte> target = tensor.Bytes;
        for (int i = 0; i < proto.Int32Data.Count; i++)
        {
            int value = proto.Int32Data[i];
            if (value < min || value > max) throw Invalid($"{subject}[{i}]", $"{value}", $"{min} to {max} for {tensor.Type.Name()}");
            for (int b = 0; b < bytesPerEntry; b++) target[(i * bytesPerEntry) + b] = (byte)(value >> (8 * b));
        }
    }

    static void RequireLength(string subject, long found, long expected, string unit, ElementType type, long[] shape)
    {
        if (found != expected) throw Invalid(subject, $"{found} {unit}", $"{expected} for {type.Name()} of shape {Shapes.Format(shape)}");
    }

    static InvalidPoolingException Invalid(string subject, string found, string allowed) => new(subject, found, allowed);
}
