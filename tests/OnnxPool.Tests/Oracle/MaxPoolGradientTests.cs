namespace OnnxPool.Tests.Oracle;

sealed class MaxPoolGradientTests
{
    const double Infinity = double.PositiveInfinity;

    static readonly double[] s_values = [double.NaN, double.NegativeInfinity, Infinity, -0.0, 0.0, -1, 1, 2];

    [Test]
    public void Values_1_to_16_give_it_to_6_8_14_and_16([Values] Reference.TiePolicy ties)
    {
        double[] x = [.. Enumerable.Range(1, 16).Select(i => (double)i)];
        Reference.GradientResult result = Reference.MaxPool.Backward(
            [1, 2, 3, 4], x, [1, 1, 4, 4], new() { KernelShape = [2, 2], Strides = [2, 2] }, ties);
        Assert.That(result.Shape, Is.EqualTo(new long[] { 1, 1, 4, 4 }));
        Assert.That(result.Dx, Is.EqualTo(new double[] { 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4 }));
        Assert.That(result.Terms, Is.EqualTo(result.Dx.Select(value => value > 0 ? 1L : 0)));
    }

    [TestCase(Reference.TiePolicy.First, new double[] { 1, 0, 0, 0 })]
    [TestCase(Reference.TiePolicy.Equal, new double[] { 1 / 3.0, 1 / 3.0, 0, 1 / 3.0 })]
    [TestCase(Reference.TiePolicy.All, new double[] { 1, 1, 0, 1 })]
    public void Three_twos_of_four(Reference.TiePolicy ties, double[] expected)
    {
        Assert.That(Reference.MaxPool.Backward([1], [2, 2, 1, 2], [1, 1, 2, 2], new() { KernelShape = [2, 2] }, ties).Dx, Is.EqualTo(expected));
        Assert.That(Reference.GlobalMaxPool.Backward([1], [2, 2, 1, 2], [1, 1, 2, 2], ties).Dx, Is.EqualTo(expected));
    }

    [TestCase(new double[] { 1, 3, 2, 3 }, Reference.TiePolicy.First, new double[] { 0, 2, 0, 1 })]
    [TestCase(new double[] { 5, 5, 5, 5 }, Reference.TiePolicy.First, new double[] { 1, 1, 1, 0 })]
    [TestCase(new double[] { 5, 5, 5, 5 }, Reference.TiePolicy.Equal, new double[] { 0.5, 1, 1, 0.5 })]
    [TestCase(new double[] { 5, 5, 5, 5 }, Reference.TiePolicy.All, new double[] { 1, 2, 2, 1 })]
    public void Overlapping_windows_accumulate(double[] x, Reference.TiePolicy ties, double[] expected) =>
        Assert.That(Reference.MaxPool.Backward([1, 1, 1], x, [1, 1, 4], new() { KernelShape = [2] }, ties).Dx, Is.EqualTo(expected));

    [TestCase(new[] { 1, double.NaN, Infinity, double.NaN }, new long[] { 1, 3 })]
    [TestCase(new[] { -0.0, 0.0, -0.0, 0.0 }, new long[] { 1, 3 })]
    [TestCase(new[] { -0.0, -1, -0.0, -0.0 }, new long[] { 0, 2, 3 })]
    [TestCase(new[] { -Infinity, -Infinity, -Infinity, -Infinity }, new long[] { 0, 1, 2, 3 })]
    public void NaNs_tie_with_each_other_and_zeros_of_both_signs_do_not(double[] x, long[] tied)
    {
        double[] first = new double[4], equal = new double[4], all = new double[4];
        first[tied[0]] = 12;
        foreach (long tap in tied)
            (equal[tap], all[tap]) = (12.0 / tied.Length, 12);
        foreach ((Reference.TiePolicy ties, double[] expected) in new[] { (Reference.TiePolicy.First, first), (Reference.TiePolicy.Equal, equal), (Reference.TiePolicy.All, all) })
        {
            Assert.That(Reference.MaxPool.Backward([12], x, [1, 1, 4], new() { KernelShape = [4] }, ties).Dx, Is.EqualTo(expected), $"{ties}");
            Assert.That(Reference.GlobalMaxPool.Backward([12], x, [1, 1, 4], ties).Dx, Is.EqualTo(expected), $"{ties}");
        }
    }

    [Test]
    public void A_window_of_padding_only_adds_nothing([Values] Reference.TiePolicy ties)
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [2], Pads = [3, 2] };
        Assert.That(Reference.MaxPool.Backward([1, 2, 4, 8, 16, 32, 64], [3, 5, 4], [1, 1, 3], attributes, ties).Dx, Is.EqualTo(new double[] { 4, 24, 32 }));

        // Nothing is added, so that a NaN that no element receives goes nowhere.
        var dilated = new Reference.WindowAttributes { KernelShape = [2], Dilations = [3], Pads = [1, 1] };
        Assert.That(Reference.MaxPool.Backward([double.NaN], [3, 4], [1, 1, 2], dilated, ties).Dx, Is.EqualTo(new double[] { 0, 0 }));
        Assert.That(Reference.MaxPool.BackwardFromIndices([double.NaN], [-1], [1, 1, 2], dilated).Dx, Is.EqualTo(new double[] { 0, 0 }));
    }

    [Test]
    public void Dilation_and_ceil_mode()
    {
        var dilated = new Reference.WindowAttributes { KernelShape = [2], Dilations = [2] };
        Assert.That(
            Reference.MaxPool.Backward([1, 2, 4, 8, 16], [9, 1, 3, 2, 8, 4, 0], [1, 1, 7], dilated, Reference.TiePolicy.First).Dx,
            Is.EqualTo(new double[] { 1, 0, 0, 2, 20, 8, 0 }));
        var ceil = new Reference.WindowAttributes { KernelShape = [3], Strides = [2], CeilMode = true };
        Assert.That(
            Reference.MaxPool.Backward([1, 2], [7, 5, 6, 8], [1, 1, 4], ceil, Reference.TiePolicy.First).Dx, Is.EqualTo(new double[] { 1, 0, 0, 2 }));
    }

    [Test]
    public void NaN_and_infinities_among_the_gradients_follow_IEEE_addition()
    {
        double[] x = [0, 9, 0, 9, 0, 9, 0, 9, 0];
        double[] dY = [Infinity, 1, Infinity, -Infinity, double.NaN, -Infinity, 2, -0.0];
        Reference.GradientResult result = Reference.MaxPool.Backward(dY, x, [1, 1, 9], new() { KernelShape = [2] }, Reference.TiePolicy.First);
        Assert.That(result.Dx, Is.EqualTo(new[] { 0, Infinity, 0, double.NaN, 0, double.NaN, 0, 2, 0 }));
        Assert.That(result.Magnitudes[1], Is.EqualTo(Infinity));
        Assert.That(result.Terms, Is.EqualTo(new long[] { 0, 2, 0, 2, 0, 2, 0, 2, 0 }));
    }

    [Test]
    public void No_zero_is_negative([Values] Reference.TiePolicy ties)
    {
        double[] dx = Reference.MaxPool.Backward([-0.0, -double.Epsilon], [1, 1, 1, 1, 2, 1], [1, 1, 6], new() { KernelShape = [3], Strides = [3] }, ties).Dx;
        Assert.That(dx.Where(value => value == 0).Any(double.IsNegative), Is.False);
        Assert.That(dx[4], Is.EqualTo(-double.Epsilon));
        Assert.That(double.IsNegative(Reference.GlobalMaxPool.Backward([-double.Epsilon], [1, 1, 1], [1, 1, 3], Reference.TiePolicy.Equal).Dx[0]), Is.False);
    }

    [Test]
    public void Indices_give_what_the_first_of_ties_gives_for_either_storage_order([Values(0, 1)] long storageOrder)
    {
        var random = new Random(41);
        foreach ((long[] shape, Reference.WindowAttributes windows) in RandomWindows.Take(200, seed: 42))
        {
            Reference.WindowAttributes attributes = windows with { StorageOrder = storageOrder };
            double[] x = Draw(random, shape, s_values);
            Reference.MaxPoolResult forward = Reference.MaxPool.Forward(x, shape, attributes);
            double[] dY = [.. forward.Y.Select(_ => (double)random.Next(-9, 10))];

            Reference.GradientResult first = Reference.MaxPool.Backward(dY, x, shape, attributes, Reference.TiePolicy.First);
            Reference.GradientResult scattered = Reference.MaxPool.BackwardFromIndices(dY, forward.Indices, shape, attributes);
            Assert.That(scattered.Dx, Is.EqualTo(first.Dx), RandomWindows.Text(shape, attributes));
            Assert.That(scattered.Shape, Is.EqualTo(shape));
        }
    }

    [Test]
    public void Random_problems_agree_with_a_sum_over_windows_and_taps()
    {
        var random = new Random(43);
        foreach ((long[] shape, Reference.WindowAttributes attributes) in RandomWindows.Take(400, seed: 44))
        {
            double[] x = Draw(random, shape, s_values[random.Next(4)..]);
            long[][] windows = [.. new BruteForce(shape, attributes).RealTaps()];

            // Shares of up to 256 tied taps are whole multiples of 1 / lcm, so that whole numbers stand for them.
            long[][] tied = [.. windows.Select(taps => Largest(x, taps))];
            long lcm = tied.Aggregate(1L, (value, taps) => Lcm(value, Math.Max(1, taps.Length)));
            if (lcm > 1L << 40)
                continue;
            double[] dY = [.. windows.Select(_ => (double)(random.Next(-9, 10) * lcm))];

            foreach (Reference.TiePolicy ties in Enum.GetValues<Reference.TiePolicy>())
            {
                double[] expected = new double[x.Length];
                for (int o = 0; o < windows.Length; o++)
                {
                    foreach (long tap in ties == Reference.TiePolicy.First ? tied[o].Take(1) : tied[o])
                        expected[tap] += ties == Reference.TiePolicy.Equal ? dY[o] / tied[o].Length : dY[o];
                }

                Reference.GradientResult result = Reference.MaxPool.Backward(dY, x, shape, attributes, ties);
                Assert.That(result.Dx, Is.EqualTo(expected), $"{ties} {RandomWindows.Text(shape, attributes)}");
                Assert.That(result.Dx.Sum(), Is.EqualTo(dY.Zip(tied, (g, taps) => g * (ties == Reference.TiePolicy.All ? taps.Length : Math.Min(1, taps.Length))).Sum()));
            }
        }
    }

    [Test]
    public void A_global_pool_is_one_window_over_each_plane([Values] Reference.TiePolicy ties)
    {
        var random = new Random(45);
        for (int round = 0; round < 100; round++)
        {
            long[] shape = [random.Next(1, 3), random.Next(1, 4), .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(1, 4))];
            double[] x = Draw(random, shape, s_values[random.Next(4)..]);
            double[] dY = [.. Enumerable.Range(0, (int)(shape[0] * shape[1])).Select(_ => (double)random.Next(-9, 10))];
            Assert.That(
                Reference.GlobalMaxPool.Backward(dY, x, shape, ties).Dx,
                Is.EqualTo(Reference.MaxPool.Backward(dY, x, shape, new() { KernelShape = shape[2..] }, ties).Dx));
        }
    }

    [TestCase(new long[] { 0, 2, 5 }, 0)]
    [TestCase(new long[] { 2, 0, 5 }, 0)]
    [TestCase(new long[] { 2, 2, 1 }, 4)]
    public void Empty_outputs_give_zeros(long[] shape, int elements)
    {
        Reference.GradientResult result = Reference.MaxPool.Backward([], new double[elements], shape, new() { KernelShape = [2] }, Reference.TiePolicy.Equal);
        Assert.That(result.Shape, Is.EqualTo(shape));
        Assert.That(result.Dx, Is.EqualTo(new double[elements]));
        Assert.That(Reference.MaxPool.BackwardFromIndices([], [], shape, new() { KernelShape = [2] }).Dx, Is.EqualTo(new double[elements]));
    }

    [Test]
    public void Global_pools_of_nothing_and_of_no_axis()
    {
        Assert.That(Reference.GlobalMaxPool.Backward([], [], [0, 3, 2], Reference.TiePolicy.All).Dx, Is.Empty);
        Assert.That(Reference.GlobalMaxPool.Backward(new double[6], [], [2, 3, 0, 5], Reference.TiePolicy.All).Dx, Is.Empty);
        Assert.That(Reference.GlobalMaxPool.Backward([7, 8], [5, 6], [1, 2], Reference.TiePolicy.All).Dx, Is.EqualTo(new double[] { 7, 8 }));
    }

    [TestCase(new long[] { 1, 1, 4 }, new long[] { 0, 4 }, "holds 4 at position 1", "-1 and 0 to 3")]
    [TestCase(new long[] { 1, 1, 4 }, new long[] { -2, 3 }, "holds -2 at position 0", "-1 and 0 to 3")]
    [TestCase(new long[] { 1, 2, 4 }, new long[] { 0, 3, 4, 3 }, "holds 3 at position 3", "-1 and 4 to 7")]
    [TestCase(new long[] { 2, 1, 4 }, new long[] { 4, 3, 4, 5 }, "holds 4 at position 0", "-1 and 0 to 3")]
    [TestCase(new long[] { 2, 1, 4 }, new long[] { 0, 3, 4 }, "Indices holds 3", "exactly 4")]
    public void An_index_must_lie_in_the_plane_of_its_window(long[] shape, long[] indices, string found, string allowed) =>
        Assert.That(
            () => Reference.MaxPool.BackwardFromIndices(new double[shape[0] * shape[1] * 2], indices, shape, new() { KernelShape = [2], Strides = [2] }),
            Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));

    [Test]
    public void A_plane_without_elements_allows_minus_1_only()
    {
        var attributes = new Reference.WindowAttributes { KernelShape = [1], Pads = [1, 0] };
        Assert.That(Reference.MaxPool.BackwardFromIndices([5, 6], [-1, -1], [1, 2, 0], attributes).Dx, Is.Empty);
        Assert.That(
            () => Reference.MaxPool.BackwardFromIndices([5, 6], [-1, 0], [1, 2, 0], attributes),
            Throws.ArgumentException.With.Message.Contains("holds 0 at position 1; only -1 is allowed"));
    }

    [Test]
    public void An_unknown_policy_is_named() =>
        Assert.That(
            () => Reference.GlobalMaxPool.Backward([], [], [0, 1, 1], (Reference.TiePolicy)3),
            Throws.ArgumentException.With.Message.Contains("ties is 3").And.Message.Contains("First, Equal and All"));

    static double[] Draw(Random random, long[] shape, double[] values) =>
        [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => values[random.Next(values.Length)])];

    /// <summary>The taps of the largest element, all of them: sorted by NaN first, then by value, then with +0 before −0.</summary>
    static long[] Largest(double[] x, long[] taps) => taps.Length == 0 ? [] : [.. taps
        .GroupBy(tap => double.IsNaN(x[tap]) ? (2, 0, 0) : (1, x[tap], double.IsNegative(x[tap]) ? 0 : 1))
        .MaxBy(group => group.Key)!.Order()];

    static long Lcm(long a, long b) => a / (long)System.Numerics.BigInteger.GreatestCommonDivisor(a, b) * b;
}
