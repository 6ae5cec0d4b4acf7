namespace OnnxPool.Tests.Oracle;

sealed class FlattenTests
{
    [TestCase(new long[] { 2, 3, 4 }, -3, 1, 24)]
    [TestCase(new long[] { 2, 3, 4 }, -2, 2, 12)]
    [TestCase(new long[] { 2, 3, 4 }, -1, 6, 4)]
    [TestCase(new long[] { 2, 3, 4 }, 0, 1, 24)]
    [TestCase(new long[] { 2, 3, 4 }, 1, 2, 12)]
    [TestCase(new long[] { 2, 3, 4 }, 2, 6, 4)]
    [TestCase(new long[] { 2, 3, 4 }, 3, 24, 1)]
    [TestCase(new long[0], 0, 1, 1)]
    [TestCase(new long[] { 5 }, 0, 1, 5)]
    [TestCase(new long[] { 5 }, 1, 5, 1)]
    [TestCase(new long[] { 5 }, -1, 1, 5)]
    [TestCase(new long[] { 2, 0, 3 }, 0, 1, 0)]
    [TestCase(new long[] { 2, 0, 3 }, 1, 2, 0)]
    [TestCase(new long[] { 2, 0, 3 }, 2, 0, 3)]
    [TestCase(new long[] { 2, 0, 3 }, 3, 0, 1)]
    [TestCase(new long[] { 0 }, 1, 0, 1)]
    [TestCase(new long[] { 1L << 40, 1L << 40, 0 }, 0, 1, 0)]
    public void Shape_is_split_at_the_axis(long[] shape, long axis, long outer, long inner) =>
        Assert.That(Reference.Flatten.OutputShape(shape, axis, opset: 11), Is.EqualTo(new[] { outer, inner }));

    [TestCase(new long[] { 2, 3, 4 }, 4, 13, "axis is 4", "-3 to 3")]
    [TestCase(new long[] { 2, 3, 4 }, -4, 13, "axis is -4", "-3 to 3")]
    [TestCase(new long[] { 2, 3, 4 }, -1, 1, "axis is -1", "0 to 3")]
    [TestCase(new long[] { 2, 3, 4 }, -1, 10, "axis is -1", "0 to 3")]
    [TestCase(new long[0], 1, 13, "axis is 1", "0 to 0")]
    [TestCase(new long[0], -1, 13, "axis is -1", "0 to 0")]
    [TestCase(new long[] { 2, -3 }, 1, 13, "(2, -3)", "at least 0")]
    [TestCase(new long[] { 2, 3 }, 1, 0, "opset is 0", "at least 1")]
    public void Invalid_input_is_named_with_what_is_allowed(long[] shape, long axis, long opset, string found, string allowed) =>
        Assert.That(
            () => Reference.Flatten.OutputShape(shape, axis, opset),
            Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));

    [TestCase(new long[] { 2, 3, 4 }, 2, new long[] { 6, 4 })]
    [TestCase(new long[] { 2, 3, 4 }, -3, new long[] { 1, 24 })]
    [TestCase(new long[0], 0, new long[] { 1, 1 })]
    [TestCase(new long[] { 0, 3 }, 1, new long[] { 0, 3 })]
    public void The_gradient_has_the_shape_of_the_input(long[] xShape, long axis, long[] dYShape) =>
        Assert.That(Reference.Flatten.BackwardShape(dYShape, xShape, axis, opset: 13), Is.EqualTo(xShape));

    [TestCase(new long[] { 4, 6 }, 2, "(4, 6)", "(6, 4)")]
    [TestCase(new long[] { 2, 3, 4 }, 2, "(2, 3, 4)", "(6, 4)")]
    [TestCase(new long[] { 6, 4 }, 4, "axis is 4", "-3 to 3")]
    public void A_gradient_of_another_shape_is_named(long[] dYShape, long axis, string found, string allowed) =>
        Assert.That(
            () => Reference.Flatten.BackwardShape(dYShape, [2, 3, 4], axis, opset: 13),
            Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));

    [Test]
    public void Axis_up_to_the_rank_is_allowed_at_every_opset([Values(1, 9, 11, 13, 25)] long opset) =>
        Assert.That(Reference.Flatten.OutputShape([2, 3, 4], 3, opset), Is.EqualTo(new long[] { 24, 1 }));
}
