namespace OnnxPool.Tests.Oracle;

sealed class MaxUnpoolTests
{
    static readonly Reference.UnpoolAttributes s_halves = new() { KernelShape = [2, 2], Strides = [2, 2] };

    [Test]
    public void Elements_go_where_the_indices_say()
    {
        Reference.MaxUnpoolResult result = Forward([5, 6, 7, 8], [1, 1, 2, 2], [5, 7, 13, 15], s_halves);
        Assert.That(result.Shape, Is.EqualTo(new long[] { 1, 1, 4, 4 }));
        Assert.That(result.Y, Is.EqualTo(new double[] { 0, 0, 0, 0, 0, 5, 0, 6, 0, 0, 0, 0, 0, 7, 0, 8 }));
        Assert.That(result.Sources, Is.EqualTo(new long[] { -1, -1, -1, -1, -1, 0, -1, 1, -1, -1, -1, -1, -1, 2, -1, 3 }));
    }

    [TestCase(new long[] { 1, 1, 5, 5 })]
    [TestCase(new long[] { 1, 1, 2, 8 })]
    [TestCase(new long[] { 1, 1, 16, 1 })]
    public void Indices_point_directly_into_output_shape(long[] outputShape)
    {
        Reference.MaxUnpoolResult result = Forward([5, 6, 7, 8], [1, 1, 2, 2], [5, 7, 13, 15], s_halves, outputShape);
        var expected = new double[outputShape[2] * outputShape[3]];
        (expected[5], expected[7], expected[13], expected[15]) = (5, 6, 7, 8);
        Assert.That(result.Shape, Is.EqualTo(outputShape));
        Assert.That(result.Y, Is.EqualTo(expected));
    }

    [TestCase(3, 1, 1, 0, 0, ExpectedResult = 3)]
    [TestCase(3, 2, 2, 0, 0, ExpectedResult = 6)]
    [TestCase(3, 3, 2, 0, 0, ExpectedResult = 7)]
    [TestCase(3, 2, 3, 0, 0, ExpectedResult = 8)]
    [TestCase(3, 3, 2, 1, 0, ExpectedResult = 6)]
    [TestCase(3, 3, 2, 0, 3, ExpectedResult = 4)]
    [TestCase(1, 2, 7, 1, 1, ExpectedResult = 0)]
    [TestCase(0, 3, 2, 0, 0, ExpectedResult = 1)]
    [TestCase(1L << 53, 3, 1, 0, 1, ExpectedResult = (1L << 53) + 1)]
    public long Output_size(long input, long kernel, long stride, long padBegin, long padEnd) =>
        Reference.MaxUnpool.OutputShape([1, 1, input], new() { KernelShape = [kernel], Strides = [stride], Pads = [padBegin, padEnd] })[2];

    [Test]
    public void Axes_take_their_own_attributes() =>
        Assert.That(
            Reference.MaxUnpool.OutputShape([2, 3, 4, 5, 6], new() { KernelShape = [2, 3, 5], Strides = [1, 2, 3], Pads = [1, 0, 0, 0, 2, 7] }),
            Is.EqualTo(new long[] { 2, 3, 4, 9, 13 }));

    [Test]
    public void Absent_strides_and_pads_are_1_and_0() =>
        Assert.That(Reference.MaxUnpool.OutputShape([1, 2, 4, 5], new() { KernelShape = [2, 3] }), Is.EqualTo(new long[] { 1, 2, 5, 7 }));

    [Test]
    public void The_last_of_equal_indices_wins_and_planes_may_be_crossed()
    {
        Reference.MaxUnpoolResult result = Forward([1, 2, 3, 4], [2, 1, 2], [7, 0, 7, 0], new() { KernelShape = [2], Strides = [2] });
        Assert.That(result.Shape, Is.EqualTo(new long[] { 2, 1, 4 }));
        Assert.That(result.Y, Is.EqualTo(new double[] { 4, 0, 0, 0, 0, 0, 0, 3 }));
        Assert.That(result.Sources, Is.EqualTo(new long[] { 3, -1, -1, -1, -1, -1, -1, 2 }));
    }

    [Test]
    public void Bits_are_kept()
    {
        double[] x = [-0.0, double.NaN, BitConverter.Int64BitsToDouble(unchecked((long)0xFFF0_0000_0000_0123)), double.NegativeInfinity];
        Reference.MaxUnpoolResult result = Forward(x, [1, 1, 4], [6, 4, 2, 0], new() { KernelShape = [2], Strides = [2] });
        Assert.That(result.Sources, Is.EqualTo(new long[] { 3, -1, 2, -1, 1, -1, 0, -1 }));
        Assert.That(
            result.Y.Select(BitConverter.DoubleToInt64Bits),
            Is.EqualTo(result.Sources.Select(source => source < 0 ? 0 : BitConverter.DoubleToInt64Bits(x[source]))));
    }

    [Test]
    public void MaxPool_is_undone_where_its_windows_do_not_overlap()
    {
        double[] x = [.. Enumerable.Range(0, 2 * 3 * 4 * 6).Select(i => (double)(i * 37 % 149) + 1)];
        Reference.MaxPoolResult pooled = Reference.MaxPool.Forward(x, [2, 3, 4, 6], new() { KernelShape = [2, 3], Strides = [2, 3] });
        Reference.MaxUnpoolResult result = Forward(pooled.Y, pooled.Shape, pooled.Winners, new() { KernelShape = [2, 3], Strides = [2, 3] });
        Assert.That(result.Shape, Is.EqualTo(new long[] { 2, 3, 4, 6 }));
        Assert.That(result.Y, Is.EqualTo(x.Select((value, i) => pooled.Winners.Contains(i) ? value : 0)));
    }

    [Test]
    public void Random_problems_agree_with_a_search_from_the_end()
    {
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            int n = random.Next(1, 4);
            long[] shape = [random.Next(0, 3), random.Next(1, 3), .. Enumerable.Range(0, n).Select(_ => (long)random.Next(1, 4))];
            var attributes = new Reference.UnpoolAttributes
            {
                KernelShape = [.. Enumerable.Range(0, n).Select(_ => (long)random.Next(2, 4))],
                Strides = random.Next(3) == 0 ? null : [.. Enumerable.Range(0, n).Select(_ => (long)random.Next(1, 4))],
                Pads = random.Next(3) == 0 ? null : [.. Enumerable.Range(0, 2 * n).Select(_ => (long)random.Next(0, 2))],
            };
            long[] outputShape = Reference.MaxUnpool.OutputShape(shape, attributes);
            bool given = random.Next(2) == 0;
            if (given)
                outputShape[^1] += random.Next(3);
            int size = (int)outputShape.Aggregate((a, b) => a * b);
            if (size == 0)
                continue;
            long[] indices = [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (long)random.Next(size))];
            double[] x = [.. indices.Select(_ => random.NextDouble() - 0.5)];

            Reference.MaxUnpoolResult result = Forward(x, shape, indices, attributes, given ? outputShape : null);
            Assert.That(result.Shape, Is.EqualTo(outputShape));
            Assert.That(result.Sources, Is.EqualTo(Enumerable.Range(0, size).Select(i => (long)Array.LastIndexOf(indices, i))));
            Assert.That(result.Y, Is.EqualTo(result.Sources.Select(source => source < 0 ? 0 : x[source])));
        }
    }

    [Test]
    public void A_batch_of_0_gives_an_empty_output()
    {
        Reference.MaxUnpoolResult result = Forward([], [0, 3, 2, 2], [], s_halves);
        Assert.That(result.Shape, Is.EqualTo(new long[] { 0, 3, 4, 4 }));
        Assert.That(result.Y, Is.Empty);
    }

    [Test]
    public void An_input_of_length_0_below_a_kernel_longer_than_the_stride_gives_zeros() =>
        Assert.That(Forward([], [1, 2, 0], [], new() { KernelShape = [3], Strides = [2] }).Y, Is.EqualTo(new double[2]));

    [Test]
    public void Pads_that_leave_nothing_do_not_matter_beside_output_shape()
    {
        var attributes = new Reference.UnpoolAttributes { KernelShape = [2, 2], Pads = [2, 0, 1, 5] };
        Assert.That(Reference.MaxUnpool.OutputShape([1, 1, 1, 1], attributes, [1, 1, 1, 2]), Is.EqualTo(new long[] { 1, 1, 1, 2 }));
        Assert.That(Forward([9], [1, 1, 1, 1], [1], attributes, [1, 1, 1, 2]).Y, Is.EqualTo(new double[] { 0, 9 }));
    }

    static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("rank 2", [2, 2], s_halves, null, "rank 2", "at least 3");
        yield return Case("negative length", [1, 1, -2, 2], s_halves, null, "-2", "at least 0");
        yield return Case("kernel_shape too short", s_halves with { KernelShape = [2] }, "kernel_shape has 1", "2 are allowed");
        yield return Case("kernel 0", s_halves with { KernelShape = [0, 2] }, "kernel_shape holds 0", "at least 1");
        yield return Case("strides empty", s_halves with { Strides = [] }, "strides has 0", "2 are allowed");
        yield return Case("stride 0", s_halves with { Strides = [2, 0] }, "strides holds 0", "at least 1");
        yield return Case("pads for one side only", s_halves with { Pads = [0, 0] }, "pads has 2", "4 are allowed");
        yield return Case("pad negative", s_halves with { Pads = [0, 0, -1, 0] }, "pads holds -1", "at least 0");
        yield return Case("negative size", s_halves with { Pads = [0, 3, 0, 2] }, "(1, 1, 4, -1)", "at least 0");
        yield return Case("negative size from nothing", [1, 1, 0, 2], s_halves with { Strides = [3, 1] }, null, "(1, 1, -1, 3)", "at least 0");
        yield return Case("output_shape of rank 3", [1, 1, 2, 2], s_halves, [1, 1, 16], "rank 3", "X is allowed: 4");
        yield return Case("output_shape negative", [1, 1, 2, 2], s_halves, [1, 1, -4, -4], "(1, 1, -4, -4)", "at least 0");
        yield return Case("output_shape with another N", [1, 1, 2, 2], s_halves, [2, 1, 4, 4], "(2, 1, 4, 4)", "1 and 1");
        yield return Case("output_shape with another C", [1, 1, 2, 2], s_halves, [1, 3, 4, 4], "(1, 3, 4, 4)", "1 and 1");
        yield return Case("output_shape too small", [1, 1, 2, 2], s_halves, [1, 1, 5, 3], "15 elements", "at least 16");
    }

    [TestCaseSource(nameof(Cases))]
    public void Invalid_input_is_named_with_what_is_allowed(
        long[] shape, Reference.UnpoolAttributes attributes, long[]? outputShape, string found, string allowed)
    {
        Action[] calls =
        [
            () => Reference.MaxUnpool.OutputShape(shape, attributes, outputShape),
            () => Forward(new double[4], shape, new long[4], attributes, outputShape),
        ];
        foreach (Action call in calls)
            Assert.That(call, Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));
    }

    [TestCase(-1, "holds -1 at position 3", "0 to 15")]
    [TestCase(16, "holds 16 at position 3", "0 to 15")]
    [TestCase(long.MinValue, "at position 3", "0 to 15")]
    public void An_index_must_lie_in_the_output(long index, string found, string allowed) =>
        Assert.That(
            () => Forward(new double[4], [1, 1, 2, 2], [0, 15, 3, index], s_halves),
            Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));

    [Test]
    public void X_and_I_must_have_one_shape_and_data_of_that_length()
    {
        Assert.That(
            () => Reference.MaxUnpool.Forward(new double[4], [1, 1, 2, 2], new long[4], [1, 1, 1, 4], s_halves),
            Throws.ArgumentException.With.Message.Contains("(1, 1, 1, 4)").And.Message.Contains("(1, 1, 2, 2)"));
        Assert.That(
            () => Forward(new double[4], [1, 1, 2, 2], new long[3], s_halves),
            Throws.ArgumentException.With.Message.Contains("I holds 3").And.Message.Contains("exactly 4"));
        Assert.That(
            () => Forward(new double[5], [1, 1, 2, 2], new long[4], s_halves),
            Throws.ArgumentException.With.Message.Contains("X holds 5").And.Message.Contains("exactly 4"));
    }

    [Test]
    public void Sizes_that_do_not_fit_in_64_bits_throw() =>
        Assert.That(() => Reference.MaxUnpool.OutputShape([1, 1, 3], new() { KernelShape = [2], Strides = [1L << 62] }), Throws.InstanceOf<OverflowException>());

    [Test]
    public void The_gradient_is_gathered_by_index()
    {
        double[] dY = [.. Enumerable.Range(0, 16).Select(i => (double)i)];
        Reference.MaxUnpoolGradientResult result = Reference.MaxUnpool.Backward(dY, [1, 1, 4, 4], [5, 7, 7, 0], [1, 1, 2, 2], s_halves);
        Assert.That(result.Shape, Is.EqualTo(new long[] { 1, 1, 2, 2 }));
        Assert.That(result.Sources, Is.EqualTo(new long[] { 5, 7, 7, 0 }));
        Assert.That(result.Dx, Is.EqualTo(new double[] { 5, 7, 7, 0 }));

        // An index may lie in any plane, and the shape may be one that only output_shape gives.
        Assert.That(Reference.MaxUnpool.Backward(dY, [2, 1, 8], [15, 0, 8, 3], [2, 1, 2], new() { KernelShape = [2], Strides = [2] }).Dx, Is.EqualTo(new double[] { 15, 0, 8, 3 }));
        var narrow = new Reference.UnpoolAttributes { KernelShape = [2, 2], Pads = [2, 0, 1, 5] };
        Assert.That(Reference.MaxUnpool.Backward([9, 8], [1, 1, 1, 2], [1], [1, 1, 1, 1], narrow).Dx, Is.EqualTo(new double[] { 8 }));
        Assert.That(Reference.MaxUnpool.Backward([], [0, 3, 4, 4], [], [0, 3, 2, 2], s_halves).Shape, Is.EqualTo(new long[] { 0, 3, 2, 2 }));
    }

    [TestCase(new long[] { 1, 1, 16 }, 16, 4, "shape of dY is (1, 1, 16), of rank 3", "X is allowed: 4")]
    [TestCase(new long[] { 2, 1, 4, 4 }, 32, 4, "shape of dY is (2, 1, 4, 4)", "1 and 1")]
    [TestCase(new long[] { 1, 3, 4, 4 }, 48, 4, "shape of dY is (1, 3, 4, 4)", "1 and 1")]
    [TestCase(new long[] { 1, 1, 5, 3 }, 15, 4, "15 elements", "at least 16")]
    [TestCase(new long[] { 1, 1, -4, -4 }, 16, 4, "(1, 1, -4, -4)", "at least 0")]
    [TestCase(new long[] { 1, 1, 4, 4 }, 15, 4, "dY holds 15", "exactly 16")]
    [TestCase(new long[] { 1, 1, 4, 4 }, 16, 3, "I holds 3", "exactly 4")]
    public void A_gradient_must_have_a_shape_that_the_output_may_have(long[] dYShape, int dYLength, int indices, string found, string allowed) =>
        Assert.That(
            () => Reference.MaxUnpool.Backward(new double[dYLength], dYShape, new long[indices], [1, 1, 2, 2], s_halves),
            Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));

    [TestCase(-1)]
    [TestCase(16)]
    public void An_index_must_lie_in_the_gradient(long index) =>
        Assert.That(
            () => Reference.MaxUnpool.Backward(new double[16], [1, 1, 4, 4], [0, 15, 3, index], [1, 1, 2, 2], s_halves),
            Throws.ArgumentException.With.Message.Contains($"holds {index} at position 3").And.Message.Contains("0 to 15"));

    static Reference.MaxUnpoolResult Forward(double[] x, long[] shape, long[] indices, Reference.UnpoolAttributes attributes, long[]? outputShape = null) =>
        Reference.MaxUnpool.Forward(x, shape, indices, shape, attributes, outputShape);

    static TestCaseData Case(string name, Reference.UnpoolAttributes attributes, string found, string allowed) =>
        Case(name, [1, 1, 2, 2], attributes, null, found, allowed);

    static TestCaseData Case(string name, long[] shape, Reference.UnpoolAttributes attributes, long[]? outputShape, string found, string allowed) =>
        new TestCaseData(shape, attributes, outputShape, found, allowed).SetName($"Invalid: MaxUnpool {name}");
}
