using System.Numerics;

namespace OnnxPool.Tests.Oracle;

sealed class AveragePoolGradientTests
{
    const double Infinity = double.PositiveInfinity;

    [Test]
    public void Windows_of_2x2_spread_a_quarter_to_each()
    {
        Reference.GradientResult result = Reference.AveragePool.Backward([1, 2, 3, 4], [1, 1, 4, 4], new() { KernelShape = [2, 2], Strides = [2, 2] });
        Assert.That(result.Shape, Is.EqualTo(new long[] { 1, 1, 4, 4 }));
        Assert.That(result.Dx, Is.EqualTo(new[] { 0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1, 1, 0.75, 0.75, 1, 1 }));
        Assert.That(result.Terms, Is.All.EqualTo(1));
    }

    [TestCase(false, new double[] { 6 + 4, 6 + 4 + 2, 4 + 2 })]
    [TestCase(true, new double[] { 4 + 4, 4 + 4 + 4, 4 + 4 })]
    public void Padding_counts_with_count_include_pad_only(bool countIncludePad, double[] expected)
    {
        // Windows {0, 1}, {0, 1, 2}, {1, 2} with 3 taps each.
        double[] dY = [12, 12, countIncludePad ? 12 : 4];
        Assert.That(
            Reference.AveragePool.Backward(dY, [1, 1, 3], new() { KernelShape = [3], Pads = [1, 1], CountIncludePad = countIncludePad }).Dx,
            Is.EqualTo(expected));
    }

    [Test]
    public void Taps_past_the_padding_are_not_counted()
    {
        // Windows at -3, 0, 3 and 6 with 7, 7, 7 and 6 counted taps; 4, 7, 6 and 3 real ones.
        var attributes = new Reference.WindowAttributes { KernelShape = [7], Strides = [3], Pads = [3, 3], CeilMode = true };
        Assert.That(
            Reference.AveragePool.Backward([42, 84, 126, 168], [1, 1, 9], attributes with { CountIncludePad = true }).Dx,
            Is.EqualTo(new double[] { 18, 18, 18, 36, 30, 30, 58, 46, 46 }));
        Assert.That(
            Reference.AveragePool.Backward([4, 70, 600, 3000], [1, 1, 9], attributes).Dx,
            Is.EqualTo(new double[] { 11, 11, 11, 111, 110, 110, 1110, 1100, 1100 }));
    }

    [Test]
    public void Dilation_skips_what_it_reaches_over() =>
        Assert.That(Reference.AveragePool.Backward([2, 20, 200], [1, 1, 5], new() { KernelShape = [2], Dilations = [2] }).Dx, Is.EqualTo(new double[] { 1, 10, 101, 10, 100 }));

    [Test]
    public void A_window_of_padding_only_adds_nothing([Values] bool countIncludePad)
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [2], Dilations = [3], Pads = [1, 1], CountIncludePad = countIncludePad };
        Reference.GradientResult result = Reference.AveragePool.Backward([double.NaN], [1, 1, 2], attributes);
        Assert.That(result.Dx, Is.EqualTo(new double[] { 0, 0 }));
        Assert.That(result.Terms, Is.EqualTo(new long[] { 0, 0 }));
    }

    [Test]
    public void NaN_and_infinities_follow_IEEE_addition() =>
        Assert.That(
            Reference.AveragePool.Backward([1, Infinity, 1, -Infinity, -Infinity, double.NaN], [1, 1, 7], new() { KernelShape = [2] }).Dx,
            Is.EqualTo(new[] { 0.5, Infinity, Infinity, -Infinity, -Infinity, double.NaN, double.NaN }));

    [Test]
    public void Random_problems_agree_with_a_sum_over_windows_and_taps([Values] bool countIncludePad)
    {
        var random = new Random(51);
        foreach ((long[] shape, Reference.WindowAttributes attributes) in RandomWindows.Take(400, seed: 52))
        {
            var search = new BruteForce(shape, attributes);
            long[][] windows = [.. search.RealTaps()];
            long[] divisors = countIncludePad ? [.. search.PaddedCounts()] : [.. windows.Select(taps => taps.LongLength)];

            double[] dY = [.. windows.Select(_ => (double)random.Next(-99, 100))];
            var numerators = new BigInteger[shape.Aggregate((a, b) => a * b)];
            BigInteger common = divisors.Where(divisor => divisor > 0).Distinct().Aggregate(BigInteger.One, (product, divisor) => product * divisor);
            for (int o = 0; o < windows.Length; o++)
            {
                foreach (long tap in windows[o])
                    numerators[tap] += (BigInteger)dY[o] * common / divisors[o];
            }

            Reference.GradientResult result = Reference.AveragePool.Backward(dY, shape, attributes with { CountIncludePad = countIncludePad });
            string problem = $"{RandomWindows.Text(shape, attributes)} count_include_pad={countIncludePad}";
            for (int i = 0; i < numerators.Length; i++)
            {
                Assert.That(Nearest(result.Dx[i], result.Residuals[i], numerators[i], common), $"{problem} at {i}: {result.Dx[i]:R}");
                Assert.That(result.ErrorInUlps(i, result.Dx[i], Reference.FloatFormat.Binary64), Is.EqualTo(Math.Abs(result.Residuals[i])));
            }

            // Without padding in the divisor, a window gives away just what it got.
            if (!countIncludePad)
                Assert.That(numerators.Aggregate(BigInteger.Zero, (a, b) => a + b), Is.EqualTo(common * (BigInteger)dY.Where((_, o) => windows[o].Length > 0).Sum()), problem);
            Assert.That(result.Terms, Is.EqualTo(Enumerable.Range(0, numerators.Length).Select(i => windows.LongCount(taps => taps.Contains(i)))), problem);
        }
    }

    [Test]
    public void A_sum_of_fractions_is_exact()
    {
        // 1/3 + 4/3 − 5/3 is 0, but not with the doubles next to them; 1/2 + 1/3 + 1/2 has two divisors.
        Assert.That((1 / 3.0) + (4 / 3.0) - (5 / 3.0), Is.Not.Zero);
        Assert.That(Reference.AveragePool.Backward([1, 4, -5], [1, 1, 5], new() { KernelShape = [3] }).Dx[2], Is.Zero);
        Reference.GradientResult mixed = Reference.AveragePool.Backward([1, 1, 1], [1, 1, 3], new() { KernelShape = [3], Pads = [1, 1] });
        Assert.That(mixed.Dx[1], Is.EqualTo(4 / 3.0));
        Assert.That(mixed.Residuals[1], Is.EqualTo(1 / 3.0).Within(1e-15));

        // Thirds of three windows make a whole.
        Reference.GradientResult whole = Reference.AveragePool.Backward([1, 1, 1], [1, 1, 5], new() { KernelShape = [3] });
        Assert.That((whole.Dx[2], whole.Residuals[2]), Is.EqualTo((1.0, 0.0)));
        Assert.That(whole.Magnitudes[2], Is.EqualTo(1));
    }

    [TestCase(new[] { 1e300, -1e300, 3 }, 1.0)]
    [TestCase(new[] { double.MaxValue, double.MaxValue, double.MaxValue }, double.MaxValue)]
    [TestCase(new[] { double.Epsilon, double.Epsilon, double.Epsilon }, double.Epsilon)]
    [TestCase(new[] { double.Epsilon, 0, 0 }, 0.0)]
    [TestCase(new[] { double.MaxValue, -double.MaxValue, 2 * double.Epsilon }, double.Epsilon)]
    public void Magnitudes_far_apart_do_not_disturb_each_other(double[] dY, double expected) =>
        Assert.That(Reference.AveragePool.Backward(dY, [1, 1, 5], new() { KernelShape = [3] }).Dx[2], Is.EqualTo(expected));

    [TestCase(new long[] { 2, 1, 3 }, new[] { 1 / 3.0, 1 / 3.0, 1 / 3.0, -2 / 3.0, -2 / 3.0, -2 / 3.0 })]
    [TestCase(new long[] { 1, 2, 2, 2 }, new[] { 0.25, 0.25, 0.25, 0.25, -0.5, -0.5, -0.5, -0.5 })]
    [TestCase(new long[] { 1, 2 }, new[] { 1.0, -2 })]
    public void A_global_pool_divides_by_the_plane(long[] shape, double[] expected)
    {
        Reference.GradientResult result = Reference.GlobalAveragePool.Backward([1, -2], shape);
        Assert.That(result.Shape, Is.EqualTo(shape));
        Assert.That(result.Dx, Is.EqualTo(expected));
        Assert.That(result.Magnitudes, Is.EqualTo(expected.Select(Math.Abs)));
    }

    [Test]
    public void Empty_shapes_give_empty_gradients()
    {
        Assert.That(Reference.AveragePool.Backward([], [0, 2, 5], new() { KernelShape = [2] }).Shape, Is.EqualTo(new long[] { 0, 2, 5 }));
        Assert.That(Reference.AveragePool.Backward([], [2, 2, 1], new() { KernelShape = [2] }).Dx, Is.EqualTo(new double[4]));
        Assert.That(Reference.GlobalAveragePool.Backward(new double[6], [2, 3, 0]).Dx, Is.Empty);
        Assert.That(Reference.GlobalAveragePool.Backward([], [0, 3, 2]).Dx, Is.Empty);
    }

    /// <summary>Whether value + residual ULPs is numerator / divisor, and value the nearest double, for quotients that are 0 or normal.</summary>
    static bool Nearest(double value, double residual, BigInteger numerator, BigInteger divisor)
    {
        if (numerator.IsZero)
            return value == 0 && residual == 0 && !double.IsNegative(value);

        // The quotient, value and ULP times 2^160; the residual is good to 53 bits more than the value.
        BigInteger exact = (numerator << 160) / divisor;
        BigInteger scaled = new BigInteger(Math.ScaleB(value, 160));
        bool finer = Math.Sign(residual) == -Math.Sign(value) && BigInteger.Abs(scaled).IsPowerOfTwo;
        int ulpBits = (int)BigInteger.Abs(scaled).GetBitLength() - 53 - (finer ? 1 : 0);
        BigInteger step = new BigInteger(Math.ScaleB(residual, 52)) << (ulpBits - 52);
        return Math.Abs(residual) <= 0.5 && BigInteger.Abs(exact - scaled - step) <= BigInteger.One << (ulpBits - 50);
    }
}
