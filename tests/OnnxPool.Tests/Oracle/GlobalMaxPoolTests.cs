namespace OnnxPool.Tests.Oracle;

sealed class GlobalMaxPoolTests
{
    static readonly double[] s_twelve = [3, -1, 4, 1, -5, 9, -2, -6, -5, -3, -5, -8];

    [TestCase(new long[] { 2, 2, 3 }, new long[] { 2, 2, 1 }, new long[] { 2, 5, 6, 9 })]
    [TestCase(new long[] { 1, 2, 2, 3 }, new long[] { 1, 2, 1, 1 }, new long[] { 5, 6 })]
    [TestCase(new long[] { 3, 1, 2, 1, 2 }, new long[] { 3, 1, 1, 1, 1 }, new long[] { 2, 5, 9 })]
    [TestCase(new long[] { 1, 1, 1, 2, 3, 2 }, new long[] { 1, 1, 1, 1, 1, 1 }, new long[] { 5 })]
    [TestCase(new long[] { 3, 4 }, new long[] { 3, 4 }, new long[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 })]
    public void Maximum_of_each_plane(long[] shape, long[] outputShape, long[] winners)
    {
        Reference.MaxPoolResult result = Reference.GlobalMaxPool.Forward(s_twelve, shape);
        Assert.That(result.Shape, Is.EqualTo(outputShape));
        Assert.That(result.Winners, Is.EqualTo(winners));
        Assert.That(result.Indices, Is.EqualTo(winners));
        Assert.That(result.Y, Is.EqualTo(winners.Select(winner => s_twelve[winner])));
    }

    [Test]
    public void NaN_zeros_infinities_and_equal_elements_follow_the_rules_of_MaxPool()
    {
        var random = new Random(3);
        double[] values = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -0.0, 0.0, -1, 1, 2];
        for (int round = 0; round < 500; round++)
        {
            long[] shape = [random.Next(1, 3), random.Next(1, 4), .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(1, 4))];
            int from = random.Next(6);
            int to = random.Next(from + 1, values.Length + 1);
            double[] x = [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => values[random.Next(from, to)])];

            Reference.MaxPoolResult result = Reference.GlobalMaxPool.Forward(x, shape);
            Reference.MaxPoolResult windowed = Reference.MaxPool.Forward(x, shape, new() { KernelShape = shape[2..] });
            Assert.That(result.Shape, Is.EqualTo(windowed.Shape));
            Assert.That(result.Winners, Is.EqualTo(windowed.Winners), string.Join(", ", x));
            Assert.That(result.Y.Select(BitConverter.DoubleToInt64Bits), Is.EqualTo(result.Winners.Select(winner => BitConverter.DoubleToInt64Bits(x[winner]))));
        }
    }

    [TestCase(new[] { 1, double.NaN, 5, double.NaN }, 1)]
    [TestCase(new[] { -0.0, 0.0, -0.0, 0.0 }, 1)]
    [TestCase(new[] { double.NegativeInfinity, double.NegativeInfinity }, 0)]
    [TestCase(new[] { 2.0, 7, 7, 1 }, 1)]
    public void Winner(double[] x, long expected) =>
        Assert.That(Reference.GlobalMaxPool.Forward(x, [1, 1, x.Length]).Winners, Is.EqualTo(new[] { expected }));

    [TestCase(new long[] { 0, 3, 2 }, new long[] { 0, 3, 1 }, 0)]
    [TestCase(new long[] { 2, 0, 2 }, new long[] { 2, 0, 1 }, 0)]
    [TestCase(new long[] { 2, 3, 0, 5 }, new long[] { 2, 3, 1, 1 }, 6)]
    public void Empty_planes_give_negative_infinity_and_empty_batches_nothing(long[] shape, long[] outputShape, int outputs)
    {
        Reference.MaxPoolResult result = Reference.GlobalMaxPool.Forward([], shape);
        Assert.That(result.Shape, Is.EqualTo(outputShape));
        Assert.That(result.Y, Is.EqualTo(Enumerable.Repeat(double.NegativeInfinity, outputs)));
        Assert.That(result.Winners, Is.EqualTo(Enumerable.Repeat(-1L, outputs)));
    }

    [TestCase(new long[] { 3 }, 3, "rank 1", "at least 2")]
    [TestCase(new long[0], 1, "rank 0", "at least 2")]
    [TestCase(new long[] { 1, -1, 2 }, 2, "-1", "at least 0")]
    [TestCase(new long[] { 1, 2, 2 }, 3, "holds 3", "exactly 4")]
    public void Invalid_input_is_named_with_what_is_allowed(long[] shape, int length, string found, string allowed) =>
        Assert.That(
            () => Reference.GlobalMaxPool.Forward(new double[length], shape),
            Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));
}
