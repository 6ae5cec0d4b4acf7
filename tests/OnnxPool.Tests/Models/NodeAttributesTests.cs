using Google.Protobuf;
using OnnxPool.Onnx;
using static OnnxPool.Onnx.AttributeProto.Types;

namespace OnnxPool.Tests.Models;

public sealed class NodeAttributesTests
{
    static IEnumerable<AttributeValue> All =>
        [AttributeValue.Of(-3), AttributeValue.Of(0), AttributeValue.Of([1, 2]), AttributeValue.Of([]), AttributeValue.Of(0.1f), AttributeValue.Of("SAME_UPPER"), AttributeValue.Of("")];

    [TestCaseSource(nameof(All))]
    public void Values_go_there_and_back(AttributeValue value)
    {
        AttributeProto proto = NodeAttributes.ToProto("a", value);
        Assert.That(proto.Type.ToString(), Is.EqualTo(value.Kind.ToString()));
        AttributeValue back = Read(proto);
        Assert.That((back.Kind, back.ToString()), Is.EqualTo((value.Kind, value.ToString())));
    }

    [Test]
    public void The_reader_knows_what_was_read()
    {
        var node = SampleModels.Node("MaxPool", "p", NodeAttributes.ToProto("ceil_mode", AttributeValue.Of(1)), new AttributeProto { Name = "x", Type = AttributeType.Floats, Floats = { 1 } });
        AttributeReader reader = NodeAttributes.Reader(node);
        Assert.That(reader.Int("ceil_mode", 0), Is.EqualTo(1));
        Assert.That(() => reader.ThrowIfUnread("MaxPool-12", ["ceil_mode"]), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains("x: found a value of kind FLOATS"));
    }

    // The type decides when a writer left out a zero.
    [TestCase(AttributeType.Int, AttributeKind.Int, "0")]
    [TestCase(AttributeType.Float, AttributeKind.Float, "0")]
    [TestCase(AttributeType.String, AttributeKind.String, "")]
    [TestCase(AttributeType.Ints, AttributeKind.Ints, "")]
    [TestCase(AttributeType.Tensor, AttributeKind.Other, "a value of kind TENSOR")]
    [TestCase((AttributeType)99, AttributeKind.Other, "a value of kind 99")]
    public void A_typed_attribute_without_value_is_zero(AttributeType type, AttributeKind kind, string text)
    {
        AttributeValue value = Read(new AttributeProto { Name = "a", Type = type });
        Assert.That((value.Kind, value.ToString()), Is.EqualTo((kind, text)));
    }

    static IEnumerable<TestCaseData> Untyped()
    {
        yield return new(new AttributeProto { Name = "a", I = 0 }, AttributeKind.Int, "0");
        yield return new(new AttributeProto { Name = "a", F = 0.5f }, AttributeKind.Float, "0.5");
        yield return new(new AttributeProto { Name = "a", S = ByteString.CopyFromUtf8("VALID") }, AttributeKind.String, "VALID");
        yield return new(new AttributeProto { Name = "a", Ints = { 3, 4 } }, AttributeKind.Ints, "3,4");
        yield return new(new AttributeProto { Name = "a", Type = AttributeType.Undefined, I = 5 }, AttributeKind.Int, "5");
        yield return new(new AttributeProto { Name = "a", T = new TensorProto() }, AttributeKind.Other, "a value of kind TENSOR");
        yield return new(new AttributeProto { Name = "a", G = new GraphProto() }, AttributeKind.Other, "a value of kind GRAPH");
        yield return new(new AttributeProto { Name = "a", Tp = new TypeProto() }, AttributeKind.Other, "a value of kind TYPE_PROTO");
        yield return new(new AttributeProto { Name = "a", SparseTensor = new SparseTensorProto() }, AttributeKind.Other, "a value of kind SPARSE_TENSOR");
        yield return new(new AttributeProto { Name = "a", Strings = { ByteString.Empty } }, AttributeKind.Other, "a value of kind STRINGS");
        yield return new(new AttributeProto { Name = "a", Floats = { 1 } }, AttributeKind.Other, "a value of kind FLOATS");
        yield return new(new AttributeProto { Name = "a", Tensors = { new TensorProto() } }, AttributeKind.Other, "a value of kind TENSORS");
        yield return new(new AttributeProto { Name = "a", Graphs = { new GraphProto() } }, AttributeKind.Other, "a value of kind GRAPHS");
        yield return new(new AttributeProto { Name = "a", SparseTensors = { new SparseTensorProto() } }, AttributeKind.Other, "a value of kind SPARSE_TENSORS");
        yield return new(new AttributeProto { Name = "a", TypeProtos = { new TypeProto() } }, AttributeKind.Other, "a value of kind TYPE_PROTOS");
    }

    [TestCaseSource(nameof(Untyped))]
    public void An_untyped_attribute_has_the_type_of_its_value(AttributeProto proto, AttributeKind kind, string text)
    {
        AttributeValue value = Read(proto);
        Assert.That((value.Kind, value.ToString()), Is.EqualTo((kind, text)));
    }

    static IEnumerable<TestCaseData> Mistakes()
    {
        yield return new(new AttributeProto { I = 1 }, "without a name");
        yield return new(new AttributeProto { Name = "a" }, "a: found neither type nor value");
        yield return new(new AttributeProto { Name = "a", Type = AttributeType.Ints, I = 1 }, "a: found a value of type INT; allowed: INTS, as its type says");
        yield return new(new AttributeProto { Name = "a", Type = (AttributeType)99, I = 1 }, "a: found a value of type INT; allowed: 99");
        yield return new(new AttributeProto { Name = "a", Type = AttributeType.Int, I = 1, Ints = { 1 } }, "a: found values of types INT and INTS");
        yield return new(new AttributeProto { Name = "a", Type = AttributeType.String, S = ByteString.CopyFrom(0xC3) }, "a: found bytes that are not UTF-8");
    }

    [TestCaseSource(nameof(Mistakes))]
    public void Mistakes_name_the_attribute(AttributeProto proto, string message) =>
        Assert.That(() => Read(proto), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains(message));

    [Test]
    public void A_name_may_come_once()
    {
        NodeProto node = SampleModels.Node("MaxPool", "p", NodeAttributes.ToProto("a", AttributeValue.Of(1)), NodeAttributes.ToProto("a", AttributeValue.Of(1)));
        Assert.That(() => NodeAttributes.Reader(node), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains("a: found the attribute twice"));
    }

    [Test]
    public void A_reference_to_the_function_is_unsupported() =>
        Assert.That(
            () => Read(new AttributeProto { Name = "a", Type = AttributeType.Int, RefAttrName = "b" }),
            Throws.TypeOf<UnsupportedPoolingException>().With.Message.Contains("function's attribute 'b'"));

    [Test]
    public void What_is_only_known_by_name_cannot_be_written()
    {
        Assert.That(() => NodeAttributes.ToProto("a", AttributeValue.OfOther("TENSOR")), Throws.TypeOf<InvalidPoolingException>());
        Assert.That(() => NodeAttributes.ToProto("a", AttributeValue.Of("\udc00")), Throws.TypeOf<InvalidPoolingException>());
    }

    static AttributeValue Read(AttributeProto proto) => NodeAttributes.Values(SampleModels.Node("MaxPool", "p", proto)).Values.Single();
}
