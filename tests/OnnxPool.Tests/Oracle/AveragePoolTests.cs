namespace OnnxPool.Tests.Oracle;

sealed class AveragePoolTests
{
    [Test]
    public void Count_include_pad_with_ceil_mode_counts_padding_and_not_what_lies_beyond()
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [3, 3], Strides = [2, 2], Pads = [1, 1, 1, 1], CeilMode = true };
        Reference.AverageResult included = Reference.AveragePool.Forward(Counting(16), [1, 1, 4, 4], attributes with { CountIncludePad = true });
        Assert.That(included.Shape, Is.EqualTo(new long[] { 1, 1, 3, 3 }));
        Assert.That(included.Y, Is.EqualTo(new[] { 14 / 9.0, 30 / 9.0, 2, 57 / 9.0, 11, 6, 4.5, 7.5, 4 }));
        Assert.That(included.Divisors, Is.EqualTo(new long[] { 9, 9, 6, 9, 9, 6, 6, 6, 4 }));

        Reference.AverageResult excluded = Reference.AveragePool.Forward(Counting(16), [1, 1, 4, 4], attributes);
        Assert.That(excluded.Y, Is.EqualTo(new[] { 3.5, 5, 6, 9.5, 11, 12, 13.5, 15, 16 }));
        Assert.That(excluded.Divisors, Is.EqualTo(new long[] { 4, 6, 2, 6, 9, 3, 2, 3, 1 }));
        Assert.That(included.Taps, Is.EqualTo(excluded.Divisors));
    }

    [Test]
    public void Divisors_of_kernel_7_stride_3_pads_3_and_ceil_mode()
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [7], Strides = [3], Pads = [3, 3], CeilMode = true, CountIncludePad = true };
        Reference.AverageResult result = Reference.AveragePool.Forward(Counting(9), [1, 1, 9], attributes);
        Assert.That(result.Divisors, Is.EqualTo(new long[] { 7, 7, 7, 6 }));
        Assert.That(result.Taps, Is.EqualTo(new long[] { 4, 7, 6, 3 }));
        Assert.That(result.Y, Is.EqualTo(new[] { 10 / 7.0, 4, 39 / 7.0, 4 }));
    }

    [Test]
    public void Pads_of_2_around_5x5_with_kernel_5()
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [5, 5], Pads = [2, 2, 2, 2] };
        double[] real =
        [
            7, 7.5, 8, 8.5, 9, 9.5, 10, 10.5, 11, 11.5, 12, 12.5, 13, 13.5, 14, 14.5, 15, 15.5, 16, 16.5, 17, 17.5, 18, 18.5, 19,
        ];
        double[] padded =
        [
            2.52, 3.6, 4.8, 4.08, 3.24, 4.56, 6.4, 8.4, 7.04, 5.52, 7.2, 10, 13, 10.8, 8.4, 6.96, 9.6, 12.4, 10.24, 7.92, 6.12, 8.4, 10.8, 8.88, 6.84,
        ];
        Assert.That(Reference.AveragePool.Forward(Counting(25), [1, 1, 5, 5], attributes).Y, Is.EqualTo(real));
        Assert.That(Reference.AveragePool.Forward(Counting(25), [1, 1, 5, 5], attributes with { CountIncludePad = true }).Y, Is.EqualTo(padded));
    }

    [Test]
    public void Auto_pad_SAME_UPPER_5x5()
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [3, 3], Strides = [2, 2], AutoPad = "SAME_UPPER" };
        Reference.AverageResult result = Reference.AveragePool.Forward(Counting(25), [1, 1, 5, 5], attributes);
        Assert.That(result.Y, Is.EqualTo(new[] { 4, 5.5, 7, 11.5, 13, 14.5, 19, 20.5, 22 }));
    }

    [TestCase("SAME_UPPER", new double[] { 3.0 / 2, 5.0 / 2, 7.0 / 2, 4.0 / 2 })]
    [TestCase("SAME_LOWER", new double[] { 1.0 / 2, 3.0 / 2, 5.0 / 2, 7.0 / 2 })]
    public void Count_include_pad_counts_the_padding_of_auto_pad(string autoPad, double[] expected) =>
        Assert.That(
            Reference.AveragePool.Forward(Counting(4), [1, 1, 4], new() { KernelShape = [2], AutoPad = autoPad, CountIncludePad = true }).Y,
            Is.EqualTo(expected));

    [Test]
    public void Count_include_pad_with_asymmetrical_pads() =>
        Assert.That(
            Reference.AveragePool.Forward(Counting(3), [1, 1, 3], new() { KernelShape = [3], Pads = [2, 1], CountIncludePad = true }).Y,
            Is.EqualTo(new[] { 1 / 3.0, 1, 2, 5 / 3.0 }));

    [Test]
    public void Ceil_mode_overhang() =>
        Assert.That(
            Reference.AveragePool.Forward(Counting(16), [1, 1, 4, 4], new() { KernelShape = [3, 3], Strides = [2, 2], CeilMode = true }).Y,
            Is.EqualTo(new[] { 6, 7.5, 12, 13.5 }));

    [Test]
    public void Kernel_longer_than_the_input_with_ceil_mode_averages_what_there_is()
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [5], Strides = [3], CeilMode = true };
        Assert.That(Reference.AveragePool.Forward(Counting(4), [1, 1, 4], attributes).Y, Is.EqualTo(new[] { 2.5 }));
        Assert.That(Reference.AveragePool.Forward(Counting(4), [1, 1, 4], attributes with { CountIncludePad = true }).Divisors, Is.EqualTo(new long[] { 4 }));
        Assert.That(Reference.AveragePool.Forward(Counting(4), [1, 1, 4], attributes with { CeilMode = false }).Y, Is.Empty);
    }

    [TestCase(false, 0)]
    [TestCase(true, 2)]
    public void A_window_of_padding_only_gives_0(bool countIncludePad, long divisor)
    {
        Reference.AverageResult result = Reference.AveragePool.Forward(
            [3, 4], [1, 1, 2], new() { KernelShape = [2], Dilations = [3], Pads = [1, 1], CountIncludePad = countIncludePad });
        Assert.That(result.Y, Is.EqualTo(new[] { 0.0 }));
        Assert.That(double.IsNegative(result.Y[0]), Is.False);
        Assert.That((result.Divisors[0], result.Taps[0]), Is.EqualTo((divisor, 0L)));
    }

    [TestCase(new[] { 1, double.NaN, 2 }, double.NaN)]
    [TestCase(new[] { double.PositiveInfinity, 1, 2 }, double.PositiveInfinity)]
    [TestCase(new[] { 1, double.NegativeInfinity, double.NegativeInfinity }, double.NegativeInfinity)]
    [TestCase(new[] { double.PositiveInfinity, 1, double.NegativeInfinity }, double.NaN)]
    [TestCase(new[] { double.PositiveInfinity, double.NaN, double.PositiveInfinity }, double.NaN)]
    public void NaN_and_infinities_go_through(double[] x, double expected)
    {
        Assert.That(Reference.AveragePool.Forward(x, [1, 1, 3], new() { KernelShape = [3] }).Y, Is.EqualTo(new[] { expected }));
        Assert.That(Reference.GlobalAveragePool.Forward(x, [1, 1, 3]).Y, Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void Infinity_stays_inside_its_windows() =>
        Assert.That(
            Reference.AveragePool.Forward([double.PositiveInfinity, 1, 3, double.NaN], [1, 1, 4], new() { KernelShape = [2] }).Y,
            Is.EqualTo(new[] { double.PositiveInfinity, 2, double.NaN }));

    [TestCase(new long[] { 0, 2, 5 }, new long[] { 0, 2, 4 })]
    [TestCase(new long[] { 2, 0, 5 }, new long[] { 2, 0, 4 })]
    [TestCase(new long[] { 2, 2, 1 }, new long[] { 2, 2, 0 })]
    public void Empty_outputs_have_the_shape_of_the_formula(long[] shape, long[] expected)
    {
        Reference.AverageResult result = Reference.AveragePool.Forward(new double[shape[0] * shape[1] * shape[2]], shape, new() { KernelShape = [2] });
        Assert.That(result.Shape, Is.EqualTo(expected));
        Assert.That(result.Y, Is.Empty);
    }

    [Test]
    public void Random_problems_agree_with_a_search_over_all_cells()
    {
        var random = new Random(17);
        foreach ((long[] shape, Reference.WindowAttributes attributes) in RandomWindows.Take(600, seed: 18))
        {
            // Multiples of 2^-6 below 2^10: sums in double are exact, so that one division rounds once.
            double[] x = [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => random.Next(-65536, 65536) / 64.0)];
            bool countIncludePad = random.Next(2) == 0;
            var search = new BruteForce(shape, attributes);
            long[][] taps = [.. search.RealTaps()];
            long[] divisors = countIncludePad ? [.. search.PaddedCounts()] : [.. taps.Select(t => t.LongLength)];
            double[] expected = [.. taps.Zip(divisors, (t, divisor) => t.Length == 0 ? 0 : t.Sum(tap => x[tap]) / divisor)];

            Reference.AverageResult result = Reference.AveragePool.Forward(x, shape, attributes with { CountIncludePad = countIncludePad });
            string problem = $"{RandomWindows.Text(shape, attributes)} count_include_pad={countIncludePad}";
            Assert.That(result.Y, Is.EqualTo(expected), problem);
            Assert.That(result.Divisors, Is.EqualTo(divisors), problem);
            Assert.That(result.Taps, Is.EqualTo(taps.Select(t => t.LongLength)), problem);
        }
    }

    static double[] Counting(int count) => [.. Enumerable.Range(1, count).Select(i => (double)i)];
}
