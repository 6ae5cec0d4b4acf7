using OnnxPool.Conformance;

namespace OnnxPool.Tests.Operators;

sealed class FlattenTests
{
    static IEnumerable<ElementType> Types => ElementTypes.All;

    [TestCaseSource(nameof(Types))]
    public void Elements_of_every_type_stay_as_they_are(ElementType type)
    {
        // 15 elements: packed types end inside a byte.
        Tensor x = ProblemData.Create(type, [3, 1, 5], DataKind.Special, "flatten", seed: 1);
        byte[] before = x.Bytes.ToArray();
        string[] texts = type == ElementType.String ? x.Strings.ToArray() : [];
        Tensor y = Bind(25, axis: 2).Run([x], 1)[0];
        Assert.That((y.Type, Shapes.Format(y.Shape)), Is.EqualTo((type, "3x5")));
        Assert.That(y.Bytes.ToArray(), Is.EqualTo(before));
        if (type == ElementType.String) Assert.That(y.Strings.ToArray(), Is.EqualTo(texts).And.Not.All.EqualTo(""));
        else Assert.That(before.Distinct().Count(), Is.GreaterThan(1), "data that says nothing");
    }

    [TestCaseSource(nameof(Types))]
    public void A_scalar_and_an_empty_tensor_of_every_type(ElementType type)
    {
        Tensor scalar = ProblemData.Create(type, [], DataKind.Uniform, "scalar", seed: 2);
        Tensor matrix = Bind(25, axis: 0).Run([scalar], 1)[0];
        Assert.That((Shapes.Format(matrix.Shape), matrix.ElementCount), Is.EqualTo(("1x1", 1L)));
        Assert.That(matrix.Bytes.ToArray(), Is.EqualTo(scalar.Bytes.ToArray()));
        Assert.That(Shapes.Format(Bind(25, axis: 2).Run([new Tensor(type, [2, 0, 3])], 1)[0].Shape), Is.EqualTo("0x3"));
    }

    [TestCase("2x3x4", -3, "1x24")]
    [TestCase("2x3x4", -2, "2x12")]
    [TestCase("2x3x4", -1, "6x4")]
    [TestCase("2x3x4", 0, "1x24")]
    [TestCase("2x3x4", 1, "2x12")]
    [TestCase("2x3x4", 2, "6x4")]
    [TestCase("2x3x4", 3, "24x1")]
    [TestCase("5", 0, "1x5")]
    [TestCase("5", 1, "5x1")]
    [TestCase("5", -1, "1x5")]
    [TestCase("scalar", 0, "1x1")]
    [TestCase("2x0x3", 0, "1x0")]
    [TestCase("2x0x3", 1, "2x0")]
    [TestCase("2x0x3", 2, "0x3")]
    [TestCase("2x0x3", 3, "0x1")]
    [TestCase("0", 1, "0x1")]
    public void Shapes_by_axis(string shape, int axis, string matrix)
    {
        Assert.That(Shapes.TryParse(shape, out long[] dims));
        Assert.That(Shapes.Format(Flatten.OutputShape(dims, axis)), Is.EqualTo(matrix));
        Assert.That(Shapes.Format(Bind(11, axis).OutputShape(dims)), Is.EqualTo(matrix));
        int[] x = [.. Enumerable.Range(7, (int)Shapes.ElementCount(dims))];
        int[] y = new int[x.Length];
        Flatten.Forward<int>(x, dims, axis, y);
        Assert.That(y, Is.EqualTo(x));
        if (axis < 0)
        {
            Assert.That(() => Bind(9, axis).OutputShape(dims), Throws.InstanceOf<InvalidPoolingException>()
                .With.Message.EqualTo($"axis: found {axis}; allowed: 0 to {dims.Length} for shape {shape}"));
        }
    }

    [TestCase("2x3x4", 4)]
    [TestCase("2x3x4", -4)]
    [TestCase("scalar", 1)]
    [TestCase("scalar", -1)]
    [TestCase("5", 2)]
    public void An_axis_out_of_range_is_an_error(string shape, int axis)
    {
        Assert.That(Shapes.TryParse(shape, out long[] dims));
        Assert.That(() => Flatten.OutputShape(dims, axis), Throws.InstanceOf<InvalidPoolingException>()
            .With.Message.EqualTo($"axis: found {axis}; allowed: {-dims.Length} to {dims.Length} for shape {shape}"));
    }

    [Test]
    public void The_default_axis_is_1_and_does_not_fit_a_scalar()
    {
        var node = Flatten.Operator.Bind(13, new AttributeReader(new Dictionary<string, AttributeValue>()));
        Assert.That(node.OutputShape([2, 3, 4]), Is.EqualTo((long[])[2, 12]));
        Assert.That(() => node.OutputShape([]), Throws.InstanceOf<InvalidPoolingException>().With.Property(nameof(PoolingException.Found)).EqualTo("1"));
        Assert.That(node.Geometry([2, 3]), Is.Null);
    }

    static PoolNode Bind(int opset, long axis) =>
        Flatten.Operator.Bind(opset, new AttributeReader(new Dictionary<string, AttributeValue> { ["axis"] = AttributeValue.Of(axis) }));
}
