using Google.Protobuf;
using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

public sealed class TensorConversionTests
{
    static IEnumerable<ElementType> Types => ElementTypes.All;

    [TestCaseSource(nameof(Types))]
    public void Every_type_survives_raw_data(ElementType type)
    {
        foreach (long[] shape in (long[][])[[], [0], [1], [5], [2, 3], [3, 0, 2]])
        {
            Tensor tensor = Filled(type, shape);
            var proto = TensorProto.Parser.ParseFrom(TensorConversion.ToProto("t", tensor).ToByteArray());
            Assert.That((proto.Name, proto.DataType), Is.EqualTo(("t", (int)type)));
            Assert.That(proto.HasRawData, Is.EqualTo(type != ElementType.String));
            RequireEqual(TensorConversion.ToTensor(proto), tensor);
        }
    }

    // The fields as ONNX's own helper fills them; the bytes are little-endian.
    static IEnumerable<TestCaseData> Fields()
    {
        yield return Case(ElementType.Float, [2], p => p.FloatData.Add([1, -2]), [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]);
        yield return Case(ElementType.Complex64, [1], p => p.FloatData.Add([1, -2]), [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]);
        yield return Case(ElementType.Double, [1], p => p.DoubleData.Add(-2), [0, 0, 0, 0, 0, 0, 0, 0xC0]);
        yield return Case(ElementType.Complex128, [1], p => p.DoubleData.Add([0, -2]), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xC0]);
        yield return Case(ElementType.Int64, [2], p => p.Int64Data.Add([1, -2]), [1, 0, 0, 0, 0, 0, 0, 0, 0xFE, 255, 255, 255, 255, 255, 255, 255]);
        yield return Case(ElementType.UInt64, [1], p => p.Uint64Data.Add(ulong.MaxValue - 1), [0xFE, 255, 255, 255, 255, 255, 255, 255]);
        yield return Case(ElementType.UInt32, [2], p => p.Uint64Data.Add([1, uint.MaxValue - 1]), [1, 0, 0, 0, 0xFE, 255, 255, 255]);
        yield return Case(ElementType.Int32, [2], p => p.Int32Data.Add([0x01020304, -2]), [4, 3, 2, 1, 0xFE, 255, 255, 255]);
        yield return Case(ElementType.Int16, [2], p => p.Int32Data.Add([0x0102, -2]), [2, 1, 0xFE, 255]);
        yield return Case(ElementType.UInt16, [2], p => p.Int32Data.Add([0x0102, 0xFFFE]), [2, 1, 0xFE, 255]);
        yield return Case(ElementType.Float16, [2], p => p.Int32Data.Add([0x3C00, 0xC000]), [0, 0x3C, 0, 0xC0]);
        yield return Case(ElementType.BFloat16, [2], p => p.Int32Data.Add([0x3F80, 0xC000]), [0x80, 0x3F, 0, 0xC0]);
        yield return Case(ElementType.Int8, [3], p => p.Int32Data.Add([127, -128, -2]), [127, 128, 0xFE]);
        yield return Case(ElementType.UInt8, [2], p => p.Int32Data.Add([127, 254]), [127, 0xFE]);
        yield return Case(ElementType.Bool, [3], p => p.Int32Data.Add([1, 0, 1]), [1, 0, 1]);
        foreach (ElementType type in (ElementType[])[ElementType.Float8E4M3FN, ElementType.Float8E4M3FNUZ, ElementType.Float8E5M2, ElementType.Float8E5M2FNUZ, ElementType.Float8E8M0])
            yield return Case(type, [2], p => p.Int32Data.Add([0x38, 0xC0]), [0x38, 0xC0]);
        // Two elements in an entry, the first in the low bits; the last entry is half empty.
        foreach (ElementType type in (ElementType[])[ElementType.UInt4, ElementType.Int4, ElementType.Float4E2M1])
            yield return Case(type, [3], p => p.Int32Data.Add([0xA1, 0xF7]), [0xA1, 0x07]);
        // Four elements in an entry.
        foreach (ElementType type in (ElementType[])[ElementType.UInt2, ElementType.Int2])
            yield return Case(type, [5], p => p.Int32Data.Add([0xE4, 0xFE]), [0xE4, 0x02]);
    }

    [TestCaseSource(nameof(Fields))]
    public void Every_type_is_read_from_its_field(TensorProto proto, byte[] bytes)
    {
        Tensor tensor = TensorConversion.ToTensor(TensorProto.Parser.ParseFrom(proto.ToByteArray()));
        Assert.That(tensor.Type, Is.EqualTo((ElementType)proto.DataType));
        Assert.That(tensor.Shape.ToArray(), Is.EqualTo(proto.Dims));
        Assert.That(tensor.Bytes.ToArray(), Is.EqualTo(bytes));
    }

    [TestCaseSource(nameof(Fields))]
    public void Raw_data_holds_the_same_bytes(TensorProto proto, byte[] bytes)
    {
        var raw = new TensorProto { DataType = proto.DataType, Dims = { proto.Dims }, RawData = ByteString.CopyFrom(bytes) };
        RequireEqual(TensorConversion.ToTensor(raw), TensorConversion.ToTensor(proto));
    }

    [TestCaseSource(nameof(Fields))]
    public void One_entry_too_many_or_too_few_is_an_error(TensorProto proto, byte[] bytes)
    {
        foreach (long change in (long[])[-1, 1])
        {
            TensorProto other = proto.Clone();
            // Four elements are one byte more for every packed type.
            other.Dims[0] += change * (((ElementType)proto.DataType).BitsPerElement() < 8 ? 4 : 1);
            if (other.Dims[0] < 0) continue;
            Assert.That(() => TensorConversion.ToTensor(other), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains("_data: found").And.Message.Contains($"of shape {other.Dims[0]}"));
            TensorProto raw = new() { DataType = proto.DataType, Dims = { other.Dims }, RawData = ByteString.CopyFrom(bytes) };
            Assert.That(() => TensorConversion.ToTensor(raw), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains($"raw_data: found {bytes.Length} bytes"));
        }
    }

    [Test]
    public void The_field_tests_cover_every_type() =>
        Assert.That(Fields().Select(c => (ElementType)((TensorProto)c.Arguments[0]!).DataType).Append(ElementType.String).Distinct(), Is.EquivalentTo(ElementTypes.All));

    static IEnumerable<TestCaseData> Mistakes()
    {
        yield return Mistake("type 0", 0, [1], p => p.Int32Data.Add(1), "data_type: found 0");
        yield return Mistake("type of the future", 27, [1], p => p.Int32Data.Add(1), "data_type: found 27");
        yield return Mistake("field of another type", 1, [1], p => p.DoubleData.Add(1), "data: found double_data; allowed: raw_data or float_data for float");
        yield return Mistake("two fields", 1, [1], p => { p.FloatData.Add(1); p.RawData = ByteString.CopyFrom(1, 2, 3, 4); }, "found raw_data and float_data");
        yield return Mistake("no data", 1, [2, 3], _ => { }, "found none; allowed: 6 elements for shape 2x3");
        yield return Mistake("negative dimension", 1, [-1], _ => { }, "found -1");
        yield return Mistake("more than 2^63 elements", 1, [long.MaxValue, 2], _ => { }, "below 2^63");
        yield return Mistake("more than memory", 1, [1L << 40], p => p.RawData = ByteString.CopyFrom(1), "at most");
        yield return Mistake("text as raw data", 8, [1], p => p.RawData = ByteString.CopyFrom(65), "found raw_data; allowed: string_data");
        yield return Mistake("text that is not UTF-8", 8, [2], p => p.StringData.Add([ByteString.CopyFromUtf8("a"), ByteString.CopyFrom(0xFF)]), "string_data[1]: found bytes that are not UTF-8");
        yield return Mistake("int8 too large", 3, [1], p => p.Int32Data.Add(128), "int32_data[0]: found 128; allowed: -128 to 127 for int8");
        yield return Mistake("uint8 negative", 2, [1], p => p.Int32Data.Add(-1), "0 to 255");
        yield return Mistake("bool of 2", 9, [1], p => p.Int32Data.Add(2), "0 to 1");
        yield return Mistake("float16 bits too large", 10, [1], p => p.Int32Data.Add(65536), "0 to 65535");
        yield return Mistake("float8 bits too large", 17, [1], p => p.Int32Data.Add(256), "0 to 255");
        yield return Mistake("int4 byte too large", 22, [1], p => p.Int32Data.Add(256), "0 to 255");
        yield return Mistake("uint32 too large", 12, [1], p => p.Uint64Data.Add(1UL << 32), "uint64_data[0]: found 4294967296");
        yield return Mistake("external", 1, [1], p => p.DataLocation = TensorProto.Types.DataLocation.External, "data_location: found External");
    }

    [TestCaseSource(nameof(Mistakes))]
    public void Mistakes_say_what_was_found(TensorProto proto, string message) =>
        Assert.That(() => TensorConversion.ToTensor(proto), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains(message));

    [Test]
    public void A_segment_is_unsupported()
    {
        var proto = new TensorProto { DataType = 1, Dims = { 1 }, FloatData = { 1 }, Segment = new() { Begin = 0, End = 1 } };
        Assert.That(() => TensorConversion.ToTensor(proto), Throws.TypeOf<UnsupportedPoolingException>().With.Message.Contains("segment"));
    }

    [Test]
    public void Texts_are_kept_in_UTF8()
    {
        var tensor = new Tensor(ElementType.String, [3]);
        string[] texts = ["", "größe", "池\0"];
        texts.CopyTo(tensor.Strings);
        TensorProto proto = TensorConversion.ToProto("s", tensor);
        Assert.That(proto.StringData[1].ToByteArray(), Is.EqualTo("größe"u8.ToArray()));
        Assert.That(TensorConversion.ToTensor(proto).Strings.ToArray(), Is.EqualTo(texts));
        tensor.Strings[2] = "\ud800";
        Assert.That(() => TensorConversion.ToProto("s", tensor), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains("string_data[2]"));
    }

    static Tensor Filled(ElementType type, long[] shape)
    {
        var tensor = new Tensor(type, shape);
        if (type == ElementType.String)
        {
            for (int i = 0; i < tensor.Strings.Length; i++) tensor.Strings[i] = $"text {i}";
            return tensor;
        }
        new Random(1).NextBytes(tensor.Bytes);
        TensorConversion.ClearFiller(tensor);
        return tensor;
    }

    static void RequireEqual(Tensor actual, Tensor expected)
    {
        Assert.That(actual.Type, Is.EqualTo(expected.Type));
        Assert.That(actual.Shape.ToArray(), Is.EqualTo(expected.Shape.ToArray()));
        Assert.That(actual.Bytes.ToArray(), Is.EqualTo(expected.Bytes.ToArray()));
        if (expected.Type == ElementType.String) Assert.That(actual.Strings.ToArray(), Is.EqualTo(expected.Strings.ToArray()));
    }

    static TestCaseData Case(ElementType type, long[] shape, Action<TensorProto> fill, byte[] bytes) =>
        new TestCaseData(Proto((int)type, shape, fill), bytes).SetArgDisplayNames(type.Name());

    static TestCaseData Mistake(string name, int type, long[] shape, Action<TensorProto> fill, string message) =>
        new TestCaseData(Proto(type, shape, fill), message).SetArgDisplayNames(name);

    static TensorProto Proto(int type, long[] shape, Action<TensorProto> fill)
    {
        var proto = new TensorProto { Name = "t", DataType = type, Dims = { shape } };
        fill(proto);
        return proto;
    }
}
