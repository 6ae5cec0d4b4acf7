namespace OnnxPool.Tests.Oracle;

sealed class GlobalAveragePoolTests
{
    [TestCase(new long[] { 2, 2, 3 }, new long[] { 2, 2, 1 }, new double[] { 2, 5, 8, 11 })]
    [TestCase(new long[] { 1, 2, 2, 3 }, new long[] { 1, 2, 1, 1 }, new double[] { 3.5, 9.5 })]
    [TestCase(new long[] { 3, 1, 2, 1, 2 }, new long[] { 3, 1, 1, 1, 1 }, new double[] { 2.5, 6.5, 10.5 })]
    [TestCase(new long[] { 1, 1, 1, 2, 3, 2 }, new long[] { 1, 1, 1, 1, 1, 1 }, new double[] { 6.5 })]
    [TestCase(new long[] { 3, 4 }, new long[] { 3, 4 }, new double[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    public void Mean_of_each_plane(long[] shape, long[] outputShape, double[] expected)
    {
        double[] x = [.. Enumerable.Range(1, 12).Select(i => (double)i)];
        Reference.AverageResult result = Reference.GlobalAveragePool.Forward(x, shape);
        Assert.That(result.Shape, Is.EqualTo(outputShape));
        Assert.That(result.Y, Is.EqualTo(expected));
        Assert.That(result.Divisors, Is.All.EqualTo(12 / expected.Length));
        Assert.That(result.Taps, Is.EqualTo(result.Divisors));
    }

    [TestCase(new long[] { 0, 3, 2 }, new long[] { 0, 3, 1 }, 0)]
    [TestCase(new long[] { 2, 0, 2 }, new long[] { 2, 0, 1 }, 0)]
    [TestCase(new long[] { 2, 3, 0, 5 }, new long[] { 2, 3, 1, 1 }, 6)]
    public void Empty_planes_give_0_and_empty_batches_nothing(long[] shape, long[] outputShape, int outputs)
    {
        Reference.AverageResult result = Reference.GlobalAveragePool.Forward([], shape);
        Assert.That(result.Shape, Is.EqualTo(outputShape));
        Assert.That(result.Y, Is.EqualTo(new double[outputs]));
        Assert.That(result.Divisors, Is.EqualTo(new long[outputs]));
    }

    [Test]
    public void Many_equal_terms_average_to_themselves() =>
        Assert.That(Reference.GlobalAveragePool.Forward([.. Enumerable.Repeat(0.1, 1 << 20)], [1, 1, 1 << 10, 1 << 10]).Y, Is.EqualTo(new[] { 0.1 }));

    [TestCase(new long[] { 3 }, "rank 1", "at least 2")]
    [TestCase(new long[0], "rank 0", "at least 2")]
    [TestCase(new long[] { 1, -1, 2 }, "-1", "at least 0")]
    public void Invalid_input_is_named_with_what_is_allowed(long[] shape, string found, string allowed) =>
        Assert.That(
            () => Reference.GlobalAveragePool.OutputShape(shape),
            Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));
}
