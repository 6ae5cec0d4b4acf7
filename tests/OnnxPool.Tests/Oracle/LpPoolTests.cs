namespace OnnxPool.Tests.Oracle;

sealed class LpPoolTests
{
    const double Infinity = double.PositiveInfinity;

    static readonly Reference.WindowAttributes s_legal = new() { KernelShape = [2, 2] };

    [Test]
    public void A_window_past_the_end_is_not_scaled_up() =>
        Assert.That(
            Reference.LpPool.Forward([1, 2, 3, 4, 5], [1, 1, 5], new() { KernelShape = [2], Strides = [2], CeilMode = true }, 2).Y,
            Is.EqualTo(new[] { Math.Sqrt(5), 5, 5 }));

    [TestCase(0.5, new[] { 13.928203230275509, 16.0, 23.31370849898476, 39.59591794226542 })]
    [TestCase(0.75, new[] { 8.796847368070548, 10.079368399158986, 14.903683707430039, 25.07130576399336 })]
    [TestCase(1, new[] { 7.0, 8, 12, 20 })]
    [TestCase(1.5, new[] { 5.584250376480029, 6.349604207872798, 9.789043259085902, 16.032755970752717 })]
    [TestCase(2, new[] { 5.0, 5.656854249492381, 8.94427190999916, 14.422205101855956 })]
    [TestCase(2.5, new[] { 4.6881408423435875, 5.278031643091577, 8.538225303772217, 13.582047116759485 })]
    [TestCase(3, new[] { 4.497941445275415, 5.039684199579493, 8.320335292207616, 13.084265240754359 })]
    public void Norm_of_neighbours(double p, double[] expected)
    {
        double[] x = [3, -4, 4, -8, -12];
        Assert.That(Reference.LpPool.Forward(x, [1, 1, 5], new() { KernelShape = [2] }, p).Y, Is.EqualTo(expected));
        Assert.That(
            Reference.GlobalLpPool.Forward([3, -4, -4, 4, 4, -8, -8, -12], [2, 2, 2], p).Y,
            Is.EqualTo(expected));
    }

    [Test]
    public void Padding_adds_nothing_and_dilation_reaches_over_a_cell()
    {
        Reference.LpResult result = Reference.LpPool.Forward(
            [3, 9, -4, 12, 0], [1, 1, 5], new() { KernelShape = [2], Dilations = [2], Pads = [2, 1] }, 2);
        Assert.That(result.Shape, Is.EqualTo(new long[] { 1, 1, 6 }));
        Assert.That(result.Y, Is.EqualTo(new double[] { 3, 9, 5, 15, 4, 12 }));
        Assert.That(result.Taps, Is.EqualTo(new long[] { 1, 1, 2, 2, 2, 1 }));
    }

    [Test]
    public void Auto_pad_SAME_UPPER_pads_at_the_end() =>
        Assert.That(
            Reference.LpPool.Forward([3, 4, 12], [1, 1, 3], new() { KernelShape = [2], Strides = [2], AutoPad = "SAME_UPPER" }, 2).Y,
            Is.EqualTo(new double[] { 5, 12 }));

    [TestCase(1.0)]
    [TestCase(2.5)]
    public void A_window_of_padding_only_gives_0(double p)
    {
        Reference.LpResult result = Reference.LpPool.Forward([3, 4], [1, 1, 2], new() { KernelShape = [2], Dilations = [3], Pads = [1, 1] }, p);
        AssertPositiveZero(result.Y);
        Assert.That(result.Taps, Is.EqualTo(new long[] { 0 }));
        Assert.That(result.ErrorInUlps(0, 0, Reference.FloatFormat.Binary32), Is.Zero);
    }

    [TestCase(1.0)]
    [TestCase(2.5)]
    public void Zeros_give_positive_zero(double p) => AssertPositiveZero(Reference.GlobalLpPool.Forward([-0.0, -0.0, 0.0], [1, 1, 3], p).Y);

    [TestCase(new[] { 1, double.NaN, 2 }, double.NaN)]
    [TestCase(new[] { Infinity, 1, 2 }, Infinity)]
    [TestCase(new[] { 0, double.NegativeInfinity, 0 }, Infinity)]
    [TestCase(new[] { Infinity, 1, double.NegativeInfinity }, Infinity)]
    [TestCase(new[] { Infinity, double.NaN, Infinity }, double.NaN)]
    public void NaN_and_infinities_go_through(double[] x, double expected)
    {
        foreach (double p in new[] { 0.25, 1, 2, 3, 2.5, 64, 65, 1e300 })
        {
            Assert.That(Reference.LpPool.Forward(x, [1, 1, 3], new() { KernelShape = [3] }, p).Y, Is.EqualTo(new[] { expected }));
            Assert.That(Reference.GlobalLpPool.Forward(x, [1, 1, 3], p).Y, Is.EqualTo(new[] { expected }));
        }
    }

    [Test]
    public void Infinity_stays_inside_its_windows() =>
        Assert.That(
            Reference.LpPool.Forward([double.NegativeInfinity, 3, 4, double.NaN], [1, 1, 4], new() { KernelShape = [2] }, 2).Y,
            Is.EqualTo(new[] { Infinity, 5, double.NaN }));

    [TestCase(new long[] { 0, 2, 5 }, new long[] { 0, 2, 4 })]
    [TestCase(new long[] { 2, 0, 5 }, new long[] { 2, 0, 4 })]
    [TestCase(new long[] { 2, 2, 1 }, new long[] { 2, 2, 0 })]
    public void Empty_outputs_have_the_shape_of_the_formula(long[] shape, long[] expected)
    {
        Reference.LpResult result = Reference.LpPool.Forward(new double[shape[0] * shape[1] * shape[2]], shape, new() { KernelShape = [2] }, 2);
        Assert.That(result.Shape, Is.EqualTo(expected));
        Assert.That(result.Y, Is.Empty);
    }

    [Test]
    public void Random_problems_agree_with_a_search_over_all_cells()
    {
        var random = new Random(29);
        foreach ((long[] shape, Reference.WindowAttributes attributes) in RandomWindows.Take(600, seed: 30))
        {
            double[] x = [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (double)random.Next(-99, 100))];
            long[][] taps = [.. new BruteForce(shape, attributes).RealTaps()];
            string problem = RandomWindows.Text(shape, attributes);

            // Sums and squares are whole numbers far below 2^53, and Math.Sqrt rounds once.
            Reference.LpResult first = Reference.LpPool.Forward(x, shape, attributes, 1);
            Assert.That(first.Y, Is.EqualTo(taps.Select(t => t.Sum(tap => Math.Abs(x[tap])))), problem);
            Reference.LpResult second = Reference.LpPool.Forward(x, shape, attributes, 2);
            Assert.That(second.Shape, Is.EqualTo(Reference.MaxPool.OutputShape(shape, attributes)), problem);
            Assert.That(second.Y, Is.EqualTo(taps.Select(t => Math.Sqrt(t.Sum(tap => x[tap] * x[tap])))), problem);
            Assert.That(second.Taps, Is.EqualTo(taps.Select(t => t.LongLength)), problem);
        }
    }

    [TestCase(new long[] { 2, 2, 3 }, new long[] { 2, 2, 1 })]
    [TestCase(new long[] { 1, 2, 2, 3 }, new long[] { 1, 2, 1, 1 })]
    [TestCase(new long[] { 3, 1, 2, 1, 2 }, new long[] { 3, 1, 1, 1, 1 })]
    [TestCase(new long[] { 1, 1, 1, 2, 3, 2 }, new long[] { 1, 1, 1, 1, 1, 1 })]
    [TestCase(new long[] { 3, 4 }, new long[] { 3, 4 })]
    public void Norm_of_each_plane(long[] shape, long[] outputShape)
    {
        double[] x = [.. Enumerable.Range(1, 12).Select(i => (double)(i % 2 == 0 ? i : -i))];
        Reference.LpResult result = Reference.GlobalLpPool.Forward(x, shape, 2);
        int plane = x.Length / result.Y.Length;
        Assert.That(result.Shape, Is.EqualTo(outputShape));
        Assert.That(result.Y, Is.EqualTo(x.Chunk(plane).Select(chunk => Math.Sqrt(chunk.Sum(value => value * value)))));
        Assert.That(result.Taps, Is.All.EqualTo(plane));
    }

    [TestCase(new long[] { 0, 3, 2 }, new long[] { 0, 3, 1 }, 0)]
    [TestCase(new long[] { 2, 0, 2 }, new long[] { 2, 0, 1 }, 0)]
    [TestCase(new long[] { 2, 3, 0, 5 }, new long[] { 2, 3, 1, 1 }, 6)]
    public void Empty_planes_give_0_and_empty_batches_nothing(long[] shape, long[] outputShape, int outputs)
    {
        Reference.LpResult result = Reference.GlobalLpPool.Forward([], shape, 2);
        Assert.That(result.Shape, Is.EqualTo(outputShape));
        Assert.That(result.Y, Is.EqualTo(new double[outputs]));
        Assert.That(result.Taps, Is.EqualTo(new long[outputs]));
    }

    [TestCase(0.0, "p is 0")]
    [TestCase(-0.0, "p is -0")]
    [TestCase(-2.0, "p is -2")]
    [TestCase(double.NaN, "p is NaN")]
    [TestCase(Infinity, "p is Infinity")]
    public void P_must_be_positive_and_finite(double p, string found)
    {
        Action[] calls =
        [
            () => Reference.LpPool.Forward(new double[16], [1, 1, 4, 4], s_legal, p),
            () => Reference.LpPool.Forward([], [0, 1, 4, 4], s_legal, p),
            () => Reference.GlobalLpPool.Forward(new double[16], [1, 1, 4, 4], p),
        ];
        foreach (Action call in calls)
            Assert.That(call, Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains("above 0"));
    }

    [Test]
    public void Attributes_of_other_operators_are_rejected()
    {
        long[] shape = [1, 1, 4, 4];
        Assert.That(() => Reference.LpPool.OutputShape(shape, s_legal with { StorageOrder = 1 }), Throws.ArgumentException.With.Message.Contains("storage_order is 1"));
        Assert.That(() => Reference.LpPool.OutputShape(shape, s_legal with { CountIncludePad = true }), Throws.ArgumentException.With.Message.Contains("count_include_pad is 1"));
    }

    [TestCase(new long[] { 3 }, "rank 1", "at least 2")]
    [TestCase(new long[] { 1, -1, 2 }, "-1", "at least 0")]
    [TestCase(new long[] { 1, 2, 2 }, "holds 3", "exactly 4")]
    public void Invalid_input_of_GlobalLpPool_is_named_with_what_is_allowed(long[] shape, string found, string allowed) =>
        Assert.That(
            () => Reference.GlobalLpPool.Forward(new double[3], shape, 2),
            Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));

    static void AssertPositiveZero(double[] y)
    {
        Assert.That(y, Is.EqualTo(new[] { 0.0 }));
        Assert.That(double.IsNegative(y[0]), Is.False);
    }
}
