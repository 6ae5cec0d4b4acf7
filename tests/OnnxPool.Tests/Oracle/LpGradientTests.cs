using System.Numerics;

namespace OnnxPool.Tests.Oracle;

sealed class LpGradientTests
{
    const double Infinity = double.PositiveInfinity;
    const double Tiny = double.Epsilon;

    [TestCase(1, new double[] { 3, -4, 0, -0.0 }, 5, new double[] { 5, -5, 0, 0 })]
    [TestCase(2, new double[] { 3, -4, 0, -0.0 }, 5, new double[] { 3, -4, 0, 0 })]
    [TestCase(2, new double[] { 3, -4, 12, 0 }, 1, new[] { 3 / 13.0, -4 / 13.0, 12 / 13.0, 0 })]
    [TestCase(3, new double[] { 3, 4, -5, 0 }, -36, new double[] { -9, -16, 25, 0 })]
    [TestCase(0.5, new double[] { 9, -16, 0, 1 }, 12, new double[] { 32, -24, 0, 96 })]
    [TestCase(1.5, new double[] { 9, 16, 25, 0 }, -1, new[] { -0.5, -2 / 3.0, -5 / 6.0, 0 })]
    [TestCase(2.5, new double[] { 0, 7, 0, 0 }, 3, new double[] { 0, 3, 0, 0 })]
    [TestCase(100, new double[] { 2, -2, 0, 0 }, 1, new[] { 0.5034777750283594, -0.5034777750283594, 0, 0 })]
    [TestCase(1e300, new double[] { 3, -3, 1, 3 }, 3, new double[] { 1, -1, 0, 1 })]
    [TestCase(double.MaxValue, new[] { 2, -2, 1.9999999999999998, 2 }, 3, new double[] { 1, -1, 0, 1 })]
    [TestCase(1e-300, new double[] { 0, -7, 0, 0 }, 3, new double[] { 0, -3, 0, 0 })]
    [TestCase(1e-300, new double[] { 0, -7, 1, 0 }, 3, new[] { 0, -Infinity, Infinity, 0 })]
    public void Closed_forms(double p, double[] x, double g, double[] expected)
    {
        Reference.GradientResult result = Reference.LpPool.Backward([g], x, [1, 1, 2, 2], new() { KernelShape = [2, 2] }, p);
        Assert.That(result.Shape, Is.EqualTo(new long[] { 1, 1, 2, 2 }));
        Assert.That(result.Dx, Is.EqualTo(expected));
        Assert.That(result.Dx.Where(value => value == 0).Any(double.IsNegative), Is.False);
        Assert.That(result.Terms, Is.EqualTo(x.Select(value => value == 0 ? 0L : 1)));
        Assert.That(Reference.GlobalLpPool.Backward([g], x, [1, 1, 2, 2], p).Dx, Is.EqualTo(expected));
    }

    [TestCase(0.5)]
    [TestCase(1)]
    [TestCase(1.7)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(100)]
    public void Central_differences_of_the_norm(double p)
    {
        var random = new Random(61);
        foreach ((long[] shape, Reference.WindowAttributes attributes) in RandomWindows.Take(12, seed: 62))
        {
            double[] x = [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (0.5 + random.NextDouble()) * (random.Next(2) == 0 ? 1 : -1))];
            double[] dY = [.. Reference.LpPool.Forward(x, shape, attributes, p).Y.Select(_ => random.NextDouble() + 0.5)];
            double[] dx = Reference.LpPool.Backward(dY, x, shape, attributes, p).Dx;
            for (int check = 0; check < 5; check++)
            {
                int i = random.Next(x.Length);
                double step = Math.ScaleB(1, p == 100 ? -23 : -17);
                double difference = (Loss(x[i] + step) - Loss(x[i] - step)) / (2 * step);
                Assert.That(dx[i], Is.EqualTo(difference).Within(2e-7 * Math.Max(1, Math.Abs(difference))), $"p={p} {RandomWindows.Text(shape, attributes)} at {i}");

                double Loss(double value)
                {
                    double[] moved = [.. x];
                    moved[i] = value;
                    return Reference.LpPool.Forward(moved, shape, attributes, p).Y.Zip(dY, (y, g) => y * g).Sum();
                }
            }
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(2.3)]
    [TestCase(3)]
    [TestCase(0.5)]
    [TestCase(70)]
    public void Random_problems_agree_with_a_sum_over_windows_and_taps(double p)
    {
        var random = new Random(63);
        foreach ((long[] shape, Reference.WindowAttributes attributes) in RandomWindows.Take(p == 2 ? 200 : 30, seed: 64))
        {
            double[] x = [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (double)random.Next(-5, 6))];
            long[][] windows = [.. new BruteForce(shape, attributes).RealTaps()];
            double[] dY = [.. windows.Select(_ => (double)random.Next(-9, 10))];
            double[] expected = new double[x.Length];
            double[] magnitudes = new double[x.Length];
            for (int o = 0; o < windows.Length; o++)
            {
                double y = Math.Pow(windows[o].Sum(tap => Math.Pow(Math.Abs(x[tap]), p)), 1 / p);
                foreach (long tap in windows[o].Where(tap => x[tap] != 0))
                {
                    double term = dY[o] * Math.Sign(x[tap]) * Math.Pow(Math.Abs(x[tap]), p - 1) * Math.Pow(y, 1 - p);
                    expected[tap] += term;
                    magnitudes[tap] += Math.Abs(term);
                }
            }

            Reference.GradientResult result = Reference.LpPool.Backward(dY, x, shape, attributes, p);
            for (int i = 0; i < x.Length; i++)
            {
                string problem = $"p={p} {RandomWindows.Text(shape, attributes)} at {i}";
                Assert.That(result.Dx[i], Is.EqualTo(expected[i]).Within(1e-12 * magnitudes[i]), problem);
                Assert.That(result.Magnitudes[i], Is.EqualTo(magnitudes[i]).Within(1e-12 * magnitudes[i]), problem);
                Assert.That(result.ErrorInUlpsOfMagnitude(i, expected[i], Reference.FloatFormat.Binary64), Is.LessThan(1000), problem);
            }
        }
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(64)]
    [TestCase(65)]
    [TestCase(100)]
    public void Whole_p_gives_the_nearest_double_and_its_distance(int p)
    {
        // The term t of x is |x|^(p−1) / S^((p−1)/p) with S = Σ|x|^p, so that t^p · S^(p−1) is |x|^(p(p−1)).
        var random = new Random(65);
        for (int round = 0; round < 10; round++)
        {
            double[] x = [.. Enumerable.Range(0, 5).Select(_ => (double)random.Next(90, 100))];
            BigInteger sum = x.Aggregate(BigInteger.Zero, (total, value) => total + BigInteger.Pow((BigInteger)value, p));
            Reference.GradientResult result = Reference.GlobalLpPool.Backward([1], x, [1, 1, 5], p);
            for (int i = 0; i < x.Length; i++)
            {
                double term = result.Dx[i];
                int ulp = Math.ILogB(term) - 52;
                BigInteger units = new(Math.ScaleB(term, -ulp));
                BigInteger exact = BigInteger.Pow((BigInteger)x[i], p * (p - 1));

                // Between one and the other side of the value and its residual, in units of 2^-40 ULP.
                BigInteger near = (units << 40) + new BigInteger(Math.Floor(Math.ScaleB(result.Residuals[i], 40)));
                Assert.That(result.Residuals[i], Is.InRange(-0.5, 0.5));
                Assert.That(Compare(near - 1), Is.LessThan(0), $"p={p} {x[i]}");
                Assert.That(Compare(near + 2), Is.GreaterThan(0), $"p={p} {x[i]}");

                int Compare(BigInteger candidate) =>
                    (BigInteger.Pow(candidate, p) * BigInteger.Pow(sum, p - 1)).CompareTo(exact << ((40 - ulp) * p));
            }
        }
    }

    [Test]
    public void Terms_are_good_to_far_more_than_a_double()
    {
        // For p = 1/2 the term is Σ√|x| / √|x| of the window: 7/4 and 9/4 for 16, which cancel for G = −9 and 7.
        Reference.GradientResult half = Reference.LpPool.Backward([-9, 7], [9, 16, 25], [1, 1, 3], new() { KernelShape = [2] }, 0.5);
        Assert.That(Math.Abs(half.Dx[1]), Is.LessThan(Math.ScaleB(1, -160)));
        Assert.That(half.Magnitudes[1], Is.EqualTo(31.5));
        Assert.That(half.ErrorInUlpsOfMagnitude(1, 0, Reference.FloatFormat.Binary64), Is.LessThan(Math.ScaleB(1, -100)));

        // For p = 2 and norms that are whole numbers every term is exact, 3/5 and 3/5 of opposite signs as well as 5·3/5 and 13·3/13.
        Assert.That(Reference.LpPool.Backward([1, -1], [4, 3, 4], [1, 1, 3], new() { KernelShape = [2] }, 2).Dx[1], Is.Zero);
        double[] x = [0, 4, 3, 4, 12];
        Assert.That(Reference.LpPool.Backward([5, -13], x, [1, 1, 5], new() { KernelShape = [3], Strides = [2] }, 2).Dx[2], Is.Zero);
    }

    [TestCase(1000)]
    [TestCase(-1076)]
    public void Huge_and_subnormal_elements_keep_their_ratio(int exponent)
    {
        double[] x = [Math.ScaleB(12, exponent), Math.ScaleB(-16, exponent)];
        Assert.That(Reference.GlobalLpPool.Backward([5], x, [1, 1, 2], 2).Dx, Is.EqualTo(new double[] { 3, -4 }));
        Assert.That(Reference.GlobalLpPool.Backward([5], x, [1, 1, 2], 1).Dx, Is.EqualTo(new double[] { 5, -5 }));
        foreach (double p in new[] { 0.7, 3, 2.5, 100 })
        {
            double[] usual = Reference.GlobalLpPool.Backward([5], [3, -4], [1, 1, 2], p).Dx;
            Assert.That(Reference.GlobalLpPool.Backward([5], x, [1, 1, 2], p).Dx, Is.EqualTo(usual), $"p={p}");
        }
    }

    [TestCase(1.0)]
    [TestCase(2.0)]
    [TestCase(2.5)]
    public void Huge_and_subnormal_gradients_are_rounded_once(double p)
    {
        double[] x = [1, 1, 1, 1];
        double factor = Math.Pow(4, (1 - p) / p);
        foreach (double g in new[] { Math.ScaleB(1, 1023), 1e-300, -1e300 })
            Assert.That(Reference.GlobalLpPool.Backward([g], x, [1, 1, 4], p).Dx, Is.All.EqualTo(g * factor).Within(2).Ulps, $"{g}");
        Assert.That(Reference.GlobalLpPool.Backward([8 * Tiny], x, [1, 1, 4], p).Dx, Is.All.EqualTo(Math.Round(8 * factor) * Tiny));
    }

    [Test]
    public void A_norm_past_the_range_of_double_is_still_a_number()
    {
        double[] x = [.. Enumerable.Repeat(Math.ScaleB(1, 1023), 16)];
        Assert.That(Reference.GlobalLpPool.Forward(x, [1, 1, 16], 2).Y[0], Is.EqualTo(Infinity));
        Assert.That(Reference.GlobalLpPool.Backward([3], x, [1, 1, 16], 2).Dx, Is.All.EqualTo(0.75));
        Assert.That(Reference.GlobalLpPool.Backward([3], x, [1, 1, 16], 0.5).Dx, Is.All.EqualTo(48));
    }

    [Test]
    public void A_factor_past_the_range_of_double_gives_infinity_and_one_below_it_0()
    {
        double[] x = [Math.ScaleB(1, 1000), -Math.ScaleB(1, -1000)];
        Assert.That(Reference.GlobalLpPool.Backward([1], x, [1, 1, 2], 0.25).Dx[1], Is.EqualTo(-Infinity));
        Reference.GradientResult result = Reference.GlobalLpPool.Backward([1], x, [1, 1, 2], 64);
        Assert.That(result.Dx, Is.EqualTo(new double[] { 1, 0 }));
        Assert.That(result.Terms, Is.EqualTo(new long[] { 1, 1 }));
        Assert.That(Reference.GlobalLpPool.Backward([0], x, [1, 1, 2], 0.25).Dx, Is.EqualTo(new double[] { 0, 0 }));

        // 2^-800 · 2^(2000 · 3/4) is 2^700, although the factor alone is past the range.
        Assert.That(Reference.GlobalLpPool.Backward([Math.ScaleB(1, -800)], x, [1, 1, 2], 0.25).Dx[1], Is.EqualTo(-Math.ScaleB(1, 700)).Within(1e-9).Percent);
    }

    [TestCase(1, 2.0, new[] { Infinity, 3, 0, -Infinity }, new double[] { 2, 2, 0, -2 })]
    [TestCase(1, 2.0, new[] { double.NaN, 3, 0, -Infinity }, new[] { double.NaN, 2, 0, -2 })]
    [TestCase(2, 2.0, new[] { Infinity, 3, 0, -3 }, new[] { double.NaN, 0, 0, 0 })]
    [TestCase(2, 2.0, new[] { double.NaN, 3, 0, -Infinity }, new[] { double.NaN, double.NaN, 0, double.NaN })]
    [TestCase(0.5, 2.0, new[] { Infinity, 3, 0, -3 }, new[] { double.NaN, Infinity, 0, -Infinity })]
    [TestCase(0.5, -2.0, new[] { Infinity, 3, 0, -3 }, new[] { double.NaN, -Infinity, 0, Infinity })]
    [TestCase(0.5, 0.0, new[] { Infinity, 3, 0, -3 }, new[] { double.NaN, double.NaN, 0, double.NaN })]
    [TestCase(2.5, Infinity, new[] { Infinity, 3, 0, -3 }, new[] { double.NaN, double.NaN, 0, double.NaN })]
    [TestCase(2, Infinity, new[] { 1.0, -3, 0, 3 }, new[] { Infinity, -Infinity, 0, Infinity })]
    [TestCase(2.5, double.NaN, new[] { 1.0, -3, 0, 3 }, new[] { double.NaN, double.NaN, 0, double.NaN })]
    [TestCase(2, double.NaN, new[] { 0.0, -0.0, 0, 0 }, new double[] { 0, 0, 0, 0 })]
    [TestCase(0.5, 1.0, new[] { 0.0, -0.0, 0, 0 }, new double[] { 0, 0, 0, 0 })]
    [TestCase(1, Infinity, new[] { 0.0, 5, 0, 0 }, new[] { 0, Infinity, 0, 0 })]
    public void NaN_infinities_and_zeros(double p, double g, double[] x, double[] expected)
    {
        Assert.That(Reference.GlobalLpPool.Backward([g], x, [1, 1, 4], p).Dx, Is.EqualTo(expected));
        Assert.That(Reference.LpPool.Backward([g], x, [1, 1, 4], new() { KernelShape = [4] }, p).Dx, Is.EqualTo(expected));
    }

    [TestCase(1.0)]
    [TestCase(2.5)]
    public void A_window_of_padding_only_adds_nothing(double p) =>
        Assert.That(
            Reference.LpPool.Backward([double.NaN], [3, 4], [1, 1, 2], new() { KernelShape = [2], Dilations = [3], Pads = [1, 1] }, p).Dx,
            Is.EqualTo(new double[] { 0, 0 }));

    [Test]
    public void Padding_dilation_and_overlap()
    {
        // Windows {x0}, {x1}, {x0, x2}, {x1, x3}, {x2, x4}, {x3} of 3, 9, −4, 12, 0.
        Reference.GradientResult result = Reference.LpPool.Backward(
            [1, 1, 5, 15, 4, 1], [3, 9, -4, 12, 0], [1, 1, 5], new() { KernelShape = [2], Dilations = [2], Pads = [2, 1] }, 2);
        Assert.That(result.Dx, Is.EqualTo(new double[] { 1 + 3, 1 + 9, -4 - 4, 12 + 1, 0 }));
        Assert.That(result.Terms, Is.EqualTo(new long[] { 2, 2, 2, 2, 0 }));
    }

    [TestCase(2)]
    [TestCase(2.5)]
    public void Empty_shapes_give_empty_gradients(double p)
    {
        Assert.That(Reference.LpPool.Backward([], [], [0, 2, 5], new() { KernelShape = [2] }, p).Shape, Is.EqualTo(new long[] { 0, 2, 5 }));
        Assert.That(Reference.LpPool.Backward([], new double[4], [2, 2, 1], new() { KernelShape = [2] }, p).Dx, Is.EqualTo(new double[4]));
        Assert.That(Reference.GlobalLpPool.Backward(new double[6], [], [2, 3, 0], p).Dx, Is.Empty);
        Assert.That(Reference.GlobalLpPool.Backward([], [], [0, 3, 2], p).Dx, Is.Empty);
        Assert.That(Reference.GlobalLpPool.Backward([7, 8], [5, -6], [1, 2], p).Dx, Is.EqualTo(new double[] { 7, -8 }));
    }
}
