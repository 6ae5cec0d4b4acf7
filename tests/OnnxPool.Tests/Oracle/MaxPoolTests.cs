namespace OnnxPool.Tests.Oracle;

sealed class MaxPoolTests
{
    static readonly double[] s_oneToFive = [1, 2, 3, 4, 5];

    [TestCase(2, "SAME_UPPER", new double[] { 2, 4, 5 })]
    [TestCase(2, "SAME_LOWER", new double[] { 2, 4, 5 })]
    [TestCase(3, "SAME_UPPER", new double[] { 3, 5 })]
    [TestCase(3, "SAME_LOWER", new double[] { 2, 5 })]
    [TestCase(4, "SAME_UPPER", new double[] { 2, 5 })]
    [TestCase(4, "SAME_LOWER", new double[] { 2, 5 })]
    [TestCase(3, "VALID", new double[] { 3 })]
    public void Auto_pad(long stride, string autoPad, double[] expected) =>
        Assert.That(
            Reference.MaxPool.Forward(s_oneToFive, [1, 1, 5], new() { KernelShape = [3], Strides = [stride], AutoPad = autoPad }).Y,
            Is.EqualTo(expected));

    [Test]
    public void Auto_pad_VALID_with_ceil_mode_keeps_the_overhanging_window() =>
        Assert.That(
            Reference.MaxPool.Forward(s_oneToFive, [1, 1, 5], new() { KernelShape = [3], Strides = [3], AutoPad = "VALID", CeilMode = true }).Y,
            Is.EqualTo(new double[] { 3, 5 }));

    [Test]
    public void Auto_pad_SAME_with_a_stride_above_the_kernel_starts_at_the_first_element() =>
        Assert.That(
            Reference.MaxPool.Forward([10, 11, 12, 13, 14, 15, 16, 17], [1, 1, 8], new() { KernelShape = [1], Strides = [4], AutoPad = "SAME_UPPER" }).Winners,
            Is.EqualTo(new long[] { 0, 4 }));

    [Test]
    public void Pads_of_2_around_5x5_with_kernel_5() =>
        Assert.That(
            Reference.MaxPool.Forward(Counting(25), [1, 1, 5, 5], new() { KernelShape = [5, 5], Pads = [2, 2, 2, 2] }).Y,
            Is.EqualTo(new double[] { 13, 14, 15, 15, 15, 18, 19, 20, 20, 20, 23, 24, 25, 25, 25, 23, 24, 25, 25, 25, 23, 24, 25, 25, 25 }));

    [Test]
    public void Pads_of_each_side_are_their_own()
    {
        Reference.MaxPoolResult result = Reference.MaxPool.Forward(
            [6, 5, 4, 3, 2, 1], [1, 1, 2, 3], new() { KernelShape = [2, 2], Pads = [1, 0, 0, 2] });
        Assert.That(result.Shape, Is.EqualTo(new long[] { 1, 1, 2, 4 }));
        Assert.That(result.Y, Is.EqualTo(new[] { 6, 5, 4, double.NegativeInfinity, 6, 5, 4, double.NegativeInfinity }));
    }

    [Test]
    public void Dilation_2_reaches_over_a_cell() =>
        Assert.That(
            Reference.MaxPool.Forward([9, 1, 3, 2, 8, 4, 0], [1, 1, 7], new() { KernelShape = [2], Dilations = [2] }).Winners,
            Is.EqualTo(new long[] { 0, 3, 4, 5, 4 }));

    [Test]
    public void Ceil_mode_overhang()
    {
        Reference.MaxPoolResult result = Reference.MaxPool.Forward(
            Counting(16), [1, 1, 4, 4], new() { KernelShape = [3, 3], Strides = [2, 2], CeilMode = true });
        Assert.That(result.Shape, Is.EqualTo(new long[] { 1, 1, 2, 2 }));
        Assert.That(result.Y, Is.EqualTo(new double[] { 11, 12, 15, 16 }));
    }

    [TestCase(0, new long[] { 6, 8, 16, 18 })]
    [TestCase(1, new long[] { 6, 16, 8, 18 })]
    public void Indices_follow_storage_order_2D(long storageOrder, long[] indices)
    {
        Reference.MaxPoolResult result = Reference.MaxPool.Forward(
            Counting(25), [1, 1, 5, 5], new() { KernelShape = [2, 2], Strides = [2, 2], StorageOrder = storageOrder });
        Assert.That(result.Y, Is.EqualTo(new double[] { 7, 9, 17, 19 }));
        Assert.That(result.Indices, Is.EqualTo(indices));
        Assert.That(result.Winners, Is.EqualTo(new long[] { 6, 8, 16, 18 }));
    }

    [Test]
    public void Indices_count_whole_planes_and_storage_order_stays_inside_the_plane()
    {
        // Two planes of 2x3x4 each; the maximum lies at (1, 0, 2) in the first and at (0, 2, 1) in the second.
        var x = new double[2 * 24];
        x[12 + 2] = 5;
        x[24 + 8 + 1] = 5;
        var attributes = new Reference.WindowAttributes { KernelShape = [2, 3, 4] };
        Assert.That(Reference.MaxPool.Forward(x, [1, 2, 2, 3, 4], attributes).Indices, Is.EqualTo(new long[] { 14, 33 }));
        Assert.That(
            Reference.MaxPool.Forward(x, [2, 1, 2, 3, 4], attributes with { StorageOrder = 1 }).Indices,
            Is.EqualTo(new long[] { 1 + (2 * 0) + (2 * 3 * 2), 24 + 0 + (2 * 2) + (2 * 3 * 1) }));
    }

    [TestCase(0)]
    [TestCase(1)]
    public void The_first_of_equal_elements_in_row_major_order_wins(long storageOrder)
    {
        Assert.That(Reference.MaxPool.Forward([1, 3, 2, 3], [1, 1, 4], new() { KernelShape = [2] }).Winners, Is.EqualTo(new long[] { 1, 1, 3 }));
        Assert.That(
            Reference.MaxPool.Forward([1, 7, 7, 0], [1, 1, 2, 2], new() { KernelShape = [2, 2], StorageOrder = storageOrder }).Winners,
            Is.EqualTo(new long[] { 1 }));
    }

    [Test]
    public void NaN_wins_and_the_first_one_gives_the_index()
    {
        Reference.MaxPoolResult result = Reference.MaxPool.Forward(
            [1, double.NaN, 2, double.NaN, 0, -1, double.PositiveInfinity], [1, 1, 7], new() { KernelShape = [3] });
        Assert.That(result.Y, Is.EqualTo(new[] { double.NaN, double.NaN, double.NaN, double.NaN, double.PositiveInfinity }));
        Assert.That(result.Indices, Is.EqualTo(new long[] { 1, 1, 3, 3, 6 }));
    }

    [TestCase(-0.0, 0.0, 1)]
    [TestCase(0.0, -0.0, 0)]
    [TestCase(-0.0, -0.0, 0)]
    [TestCase(0.0, 0.0, 0)]
    public void Positive_zero_exceeds_negative_zero(double first, double second, long winner)
    {
        double[] x = [first, second];
        Reference.MaxPoolResult result = Reference.MaxPool.Forward(x, [1, 1, 2], new() { KernelShape = [2] });
        Assert.That(result.Winners, Is.EqualTo(new[] { winner }));
        Assert.That(double.IsNegative(result.Y[0]), Is.EqualTo(double.IsNegative(x[winner])));
    }

    [Test]
    public void Negative_infinity_is_an_element_and_not_an_empty_window() =>
        Assert.That(
            Reference.MaxPool.Forward([double.NegativeInfinity, double.NegativeInfinity, -5], [1, 1, 3], new() { KernelShape = [2] }).Winners,
            Is.EqualTo(new long[] { 0, 2 }));

    [TestCase(0)]
    [TestCase(1)]
    public void A_window_of_padding_only_gives_negative_infinity_and_index_minus_1(long storageOrder)
    {
        Reference.MaxPoolResult dilated = Reference.MaxPool.Forward(
            [3, 4], [1, 1, 2], new() { KernelShape = [2], Dilations = [3], Pads = [1, 1], StorageOrder = storageOrder });
        Assert.That((dilated.Y, dilated.Indices, dilated.Winners), Is.EqualTo((Only(double.NegativeInfinity), Only(-1L), Only(-1L))));

        Reference.MaxPoolResult padded = Reference.MaxPool.Forward(
            [3, 5, 4], [1, 1, 3], new() { KernelShape = [2], Pads = [3, 2], StorageOrder = storageOrder });
        Assert.That(padded.Indices, Is.EqualTo(new long[] { -1, -1, 0, 1, 1, 2, -1 }));
    }

    [TestCase(new long[] { 0, 2, 5 }, new long[] { 0, 2, 4 })]
    [TestCase(new long[] { 2, 0, 5 }, new long[] { 2, 0, 4 })]
    [TestCase(new long[] { 2, 2, 1 }, new long[] { 2, 2, 0 })]
    public void Empty_outputs_have_the_shape_of_the_formula(long[] shape, long[] expected)
    {
        Reference.MaxPoolResult result = Reference.MaxPool.Forward(new double[shape[0] * shape[1] * shape[2]], shape, new() { KernelShape = [2] });
        Assert.That(result.Shape, Is.EqualTo(expected));
        Assert.That(result.Y, Is.Empty);
    }

    [Test]
    public void A_spatial_length_of_0_inside_padding_gives_empty_windows()
    {
        Reference.MaxPoolResult result = Reference.MaxPool.Forward([], [1, 2, 0], new() { KernelShape = [1], Pads = [1, 0] });
        Assert.That(result.Shape, Is.EqualTo(new long[] { 1, 2, 1 }));
        Assert.That(result.Winners, Is.EqualTo(new long[] { -1, -1 }));
    }

    [Test]
    public void Random_problems_agree_with_a_search_over_all_cells()
    {
        var random = new Random(7);
        double[] values = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -0.0, 0.0, -1, 1, 2, -2, 3, -3, 0.5];
        foreach ((long[] shape, Reference.WindowAttributes attributes) in RandomWindows.Take(600, seed: 8))
        {
            int from = random.Next(4);
            double[] x = [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => values[random.Next(from, values.Length)])];
            long[] winners = [.. new BruteForce(shape, attributes).RealTaps().Select(taps => Best(x, taps))];

            Reference.MaxPoolResult result = Reference.MaxPool.Forward(x, shape, attributes);
            Assert.That(result.Winners, Is.EqualTo(winners), RandomWindows.Text(shape, attributes));
            Assert.That(result.Indices, Is.EqualTo(winners), RandomWindows.Text(shape, attributes));
            Assert.That(
                result.Y.Select(BitConverter.DoubleToInt64Bits),
                Is.EqualTo(winners.Select(winner => BitConverter.DoubleToInt64Bits(winner < 0 ? double.NegativeInfinity : x[winner]))));
        }

        static long Best(double[] x, long[] taps) => taps
            .OrderByDescending(tap => double.IsNaN(x[tap]))
            .ThenByDescending(tap => x[tap])
            .ThenBy(tap => x[tap] == 0 && double.IsNegative(x[tap]))
            .ThenBy(tap => tap)
            .FirstOrDefault(-1);
    }

    static double[] Counting(int count) => [.. Enumerable.Range(1, count).Select(i => (double)i)];

    static T[] Only<T>(T value) => [value];
}
