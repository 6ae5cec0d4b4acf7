namespace OnnxPool.Tests.Operators;

/// <summary>Gradients worked by hand, through the typed calls.</summary>
[Parallelizable(ParallelScope.All)]
sealed class BackwardTests
{
    static readonly PoolAttributes s_twoByTwo = new() { KernelShape = [2, 2], Strides = [2, 2] };
    static readonly long[] s_fourByFour = [1, 1, 4, 4];
    static readonly float[] s_oneToSixteen = [.. Enumerable.Range(1, 16).Select(i => (float)i)];

    [Test]
    public void Maxima_of_the_classic_example_pass_the_gradient_to_6_8_14_and_16()
    {
        var dx = new float[16];
        MaxPool.Backward([1, 2, 3, 4], s_oneToSixteen, s_fourByFour, s_twoByTwo, dx);
        Assert.That(dx, Is.EqualTo((float[])[0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4]));
    }

    [Test]
    public void Averages_of_the_classic_example_spread_a_quarter_to_each()
    {
        var dx = new float[16];
        AveragePool.Backward([4, 8, 12, 16], s_fourByFour, s_twoByTwo, dx);
        Assert.That(dx, Is.EqualTo((float[])[1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]));
    }

    [TestCase(TiePolicy.First, 1, 0, 0, 0)]
    [TestCase(TiePolicy.Equal, 1 / 3.0, 1 / 3.0, 0, 1 / 3.0)]
    [TestCase(TiePolicy.All, 1, 1, 0, 1)]
    public void Ties_are_settled_by_policy(TiePolicy ties, params double[] expected)
    {
        var dx = new double[4];
        MaxPool.Backward([1.0], [2, 2, 1, 2], [1, 1, 2, 2], s_twoByTwo, dx, ties);
        Assert.That(dx, Is.EqualTo(expected));
    }

    // What PyTorch gives (max_pool1d, kernel 2, stride 1).
    [TestCase((float[])[1, 3, 2, 3], (float[])[0, 2, 0, 1])]
    [TestCase((float[])[5, 5, 5, 5], (float[])[1, 1, 1, 0])]
    public void Overlapping_windows_add_up(float[] x, float[] expected)
    {
        var dx = new float[4];
        MaxPool.Backward([1, 1, 1], x, [1, 1, 4], new PoolAttributes { KernelShape = [2] }, dx);
        Assert.That(dx, Is.EqualTo(expected));
    }

    [Test]
    public void A_nan_is_the_maximum_and_gets_the_gradient()
    {
        double[] x = [1, double.NaN, 2, double.NaN];
        var attributes = new PoolAttributes { KernelShape = [4] };
        double[] first = new double[4], equal = new double[4], all = new double[4];
        MaxPool.Backward([6.0], x, [1, 1, 4], attributes, first);
        MaxPool.Backward([6.0], x, [1, 1, 4], attributes, equal, TiePolicy.Equal);
        MaxPool.Backward([6.0], x, [1, 1, 4], attributes, all, TiePolicy.All);
        Assert.That((first, equal, all), Is.EqualTo(((double[])[0, 6, 0, 0], (double[])[0, 3, 0, 3], (double[])[0, 6, 0, 6])));
    }

    [Test]
    public void Plus_zero_wins_alone_over_minus_zero()
    {
        var dx = new float[3];
        MaxPool.Backward([1f], [-0f, 0f, -0f], [1, 1, 3], new PoolAttributes { KernelShape = [3] }, dx, TiePolicy.All);
        Assert.That(dx, Is.EqualTo((float[])[0, 1, 0]));
    }

    [Test]
    public void A_window_without_a_real_element_adds_nothing()
    {
        // Taps -1 and 2 of the one window that has any lie outside: input 2, kernel 2, dilation 3, pads 1 and 1.
        var attributes = new PoolAttributes { KernelShape = [2], Dilations = [3], Pads = [1, 1] };
        float[] max = [9, 9], mean = [9, 9], norm = [9, 9];
        MaxPool.Backward([5f], [1f, 2f], [1, 1, 2], attributes, max, TiePolicy.All);
        AveragePool.Backward([5f], [1, 1, 2], attributes, mean);
        LpPool.Backward([5f], [1f, 2f], [1, 1, 2], attributes, 2, norm);
        Assert.That((max, mean, norm), Is.EqualTo(((float[])[0, 0], (float[])[0, 0], (float[])[0, 0])));
    }

    [Test]
    public void Indices_say_who_won_in_either_storage_order([Values(0, 1)] int order)
    {
        long[] shape = [2, 2, 3, 4];
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 48).Select(_ => (float)random.Next(-4, 5))];
        var attributes = new PoolAttributes { KernelShape = [2, 3], Pads = [0, 1, 1, 0], StorageOrder = order };
        int count = (int)Shapes.ElementCount(MaxPool.OutputShape(shape, attributes));
        var indices = new long[count];
        MaxPool.Forward(x, shape, attributes, new float[count], indices);
        float[] dy = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(1, 9))];
        float[] found = new float[48], given = new float[48];
        MaxPool.Backward(dy, x, shape, attributes, found);
        MaxPool.Backward(dy, indices, shape, attributes, given);
        Assert.That(given, Is.EqualTo(found));
        Assert.That(found.Sum(), Is.EqualTo(dy.Sum()));
    }

    // The plane of output 4 of 2x2 planes of 3 windows has positions 4 to 7.
    [TestCase(-2L)]
    [TestCase(3L)]
    [TestCase(8L)]
    public void An_index_outside_of_its_plane_is_an_error(long index)
    {
        var attributes = new PoolAttributes { KernelShape = [2] };
        Assert.That(
            () => MaxPool.Backward([1f, 1, 1, 1, 1, 1], [0L, 1, 2, 4, index, 6], [1, 2, 4], attributes, new float[8]),
            Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo($"Indices[4]: found {index}; allowed: -1, or 4 to 7, the positions of its plane"));
    }

    [Test]
    public void Sums_of_doubles_leave_the_range_only_where_the_gradient_does()
    {
        double large = double.MaxValue;
        // Three windows over the one element.
        var attributes = new PoolAttributes { KernelShape = [3], Pads = [2, 2] };
        var dx = new double[1];
        MaxPool.Backward([large, large, -large], [7.0], [1, 1, 1], attributes, dx);
        Assert.That(dx[0], Is.EqualTo(large));
        MaxPool.Backward([large, large, -large / 2], [7.0], [1, 1, 1], attributes, dx);
        Assert.That(dx[0], Is.EqualTo(double.PositiveInfinity));
        AveragePool.Backward([large, large, -large], [1, 1, 1], attributes, dx);
        Assert.That(dx[0], Is.EqualTo(large));
        LpPool.Backward([large, large, -large], [-7.0], [1, 1, 1], attributes, 3, dx);
        Assert.That(dx[0], Is.EqualTo(-large));
        MaxPool.Backward([double.PositiveInfinity, double.NegativeInfinity, 1], [7.0], [1, 1, 1], attributes, dx);
        Assert.That(dx[0], Is.NaN);
        MaxPool.Backward([double.PositiveInfinity, large, large], [7.0], [1, 1, 1], attributes, dx);
        Assert.That(dx[0], Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void An_infinite_gradient_leaves_tiny_neighbours_as_they_are()
    {
        var dx = new double[2];
        MaxPool.Backward([double.PositiveInfinity, double.Epsilon], [1.0, 2], [1, 1, 2], new PoolAttributes { KernelShape = [1] }, dx);
        Assert.That(dx, Is.EqualTo((double[])[double.PositiveInfinity, double.Epsilon]));
    }

    [Test]
    public void Sixteen_bit_types_are_summed_in_more_than_sixteen_bits()
    {
        // 2048 + 1 is 2048 in float16, 256 + 1 is 256 in bfloat16: summed in the type itself, the ones would be lost.
        var attributes = new PoolAttributes { KernelShape = [9], Pads = [8, 8] };
        var half = new Half[1];
        MaxPool.Backward([(Half)2048, .. Enumerable.Repeat((Half)1, 8)], [(Half)3], [1, 1, 1], attributes, half);
        Assert.That((float)half[0], Is.EqualTo(2056));
        var brain = new BFloat16[1];
        MaxPool.Backward([(BFloat16)256f, .. Enumerable.Repeat((BFloat16)1f, 8)], [(BFloat16)3f], [1, 1, 1], attributes, brain);
        Assert.That((float)brain[0], Is.EqualTo(264));
    }

    [TestCase(1.0)]
    [TestCase(2.0)]
    [TestCase(3.0)]
    [TestCase(0.5)]
    [TestCase(300.0)]
    public void Norms_of_extreme_elements_have_their_slope(double p)
    {
        // All elements of one magnitude: |x| / Y is 4^(-1/p), whatever the magnitude.
        double share = Math.Pow(4, (1 - p) / p);
        foreach (double magnitude in (double[])[1, 3e307, 1e-300, 5e-324])
        {
            var dx = new double[4];
            LpPool.Backward([2.0], [magnitude, -magnitude, magnitude, -magnitude], [1, 1, 4], new PoolAttributes { KernelShape = [4] }, p, dx);
            Assert.That(dx, Is.EqualTo((double[])[2 * share, -2 * share, 2 * share, -2 * share]).Within(1e-12).Percent, $"{magnitude}");
        }
    }

    [Test]
    public void Factors_past_the_range_meet_in_it()
    {
        // (x / Y)^(p - 1) with x the least and Y about the largest double underflows; times a large gradient it need not.
        var dx = new double[2];
        LpPool.Backward([1e300], [1e-200, 1e150], [1, 1, 2], new PoolAttributes { KernelShape = [2] }, 2, dx);
        Assert.That(dx[0], Is.EqualTo(1e-50).Within(1e-12).Percent);
        LpPool.Backward([1e-300], [1e-300, 1e300], [1, 1, 2], new PoolAttributes { KernelShape = [2] }, 0.5, dx);
        Assert.That(dx[0], Is.EqualTo(1.0).Within(1e-10).Percent);
    }

    [Test]
    public void An_element_that_is_zero_gets_nothing_of_a_norm()
    {
        foreach (double p in (double[])[0.5, 1, 1.5, 2, 3])
        {
            var dx = new double[3];
            LpPool.Backward([double.PositiveInfinity], [0.0, 3, -0.0], [1, 1, 3], new PoolAttributes { KernelShape = [3] }, p, dx);
            Assert.That(dx, Is.EqualTo((double[])[0, double.PositiveInfinity, 0]), $"p {p}");
        }
    }

    [Test]
    public void Infinite_and_nan_norms_follow_the_formula()
    {
        double[] x = [double.NegativeInfinity, 2];
        var pair = new PoolAttributes { KernelShape = [2] };
        double[] one = new double[2], two = new double[2], half = new double[2], nan = new double[2];
        LpPool.Backward([3.0], x, [1, 1, 2], pair, 1, one);
        LpPool.Backward([3.0], x, [1, 1, 2], pair, 2, two);
        LpPool.Backward([3.0], x, [1, 1, 2], pair, 0.5, half);
        LpPool.Backward([3.0], [double.NaN, -2], [1, 1, 2], pair, 1, nan);
        Assert.That((one, two[1], half[1]), Is.EqualTo(((double[])[-3, 3], 0.0, double.PositiveInfinity)));
        Assert.That((two[0], half[0], nan[0]), Is.EqualTo((double.NaN, double.NaN, double.NaN)));
        Assert.That(nan[1], Is.EqualTo(-3));
    }

    [Test]
    public void Unpooling_gathers_and_flatten_copies()
    {
        var dx = new float[2];
        MaxUnpool.Backward([10f, 11, 12, 13], [3L, 1], [1, 1, 2], new PoolAttributes { KernelShape = [2], Strides = [2] }, [], dx);
        Assert.That(dx, Is.EqualTo((float[])[13, 11]));
        MaxUnpool.Backward([10f, 11, 12, 13, 14], [4L, 4], [1, 1, 2], new PoolAttributes { KernelShape = [2], Strides = [2] }, [1, 1, 5], dx);
        Assert.That(dx, Is.EqualTo((float[])[14, 14]));
        Flatten.Backward([1f, 2], [2, 1], 0, dx);
        Assert.That(dx, Is.EqualTo((float[])[1, 2]));
    }

    [Test]
    public void A_gradient_of_another_length_is_an_error()
    {
        Assert.That(
            () => MaxPool.Backward([1f, 2, 3], s_oneToSixteen, s_fourByFour, s_twoByTwo, new float[16]),
            Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo("length of dY: found 3; allowed: 4 for shape 1x1x2x2"));
        Assert.That(
            () => AveragePool.Backward([1f, 2, 3, 4], s_fourByFour, s_twoByTwo, new float[15]),
            Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo("length of dX: found 15; allowed: 16 for shape 1x1x4x4"));
        Assert.That(
            () => MaxPool.Backward<sbyte>([1, 2, 3, 4], [.. Enumerable.Repeat((sbyte)1, 16)], s_fourByFour, s_twoByTwo, new sbyte[16]),
            Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("element type: found int8 for MaxPoolGrad-1; allowed: float16, float, double, bfloat16"));
    }

    [Test]
    public void Policies_and_layouts_that_do_not_exist_are_errors()
    {
        const TiePolicy Ties = (TiePolicy)7;
        const PoolLayout Layout = (PoolLayout)9;
        var last = new PoolAttributes { KernelShape = [2, 2], Layout = Layout };
        var x = new float[16];
        IsRefused(() => MaxPool.Backward(new float[9], x, s_fourByFour, new PoolAttributes { KernelShape = [2, 2] }, new float[16], Ties), "ties: found 7; allowed: first, equal, all");
        IsRefused(() => MaxPool.Backward<float>([], [], [0, 1, 4, 4], s_twoByTwo, [], Ties), "ties: found 7");
        IsRefused(() => GlobalMaxPool.Backward([1f], x, s_fourByFour, new float[16], Ties), "ties: found 7");
        IsRefused(() => MaxPool.OutputShape(s_fourByFour, last), "layout: found 9; allowed: NCHW, NHWC");
        IsRefused(() => AveragePool.Backward(new float[9], s_fourByFour, last, new float[16]), "layout: found 9");
        IsRefused(() => GlobalAveragePool.OutputShape(s_fourByFour, Layout), "layout: found 9");
        IsRefused(() => GlobalLpPool.Backward([1f], x, s_fourByFour, 2, new float[16], Layout), "layout: found 9");
        IsRefused(() => FlattenGrad.Operator.Bind(1, new AttributeReader(new Dictionary<string, AttributeValue>()), Layout), "layout: found 9");
        IsRefused(() => _ = Ties.Name(), "ties: found 7");
        IsRefused(() => _ = Layout.Name(), "layout: found 9");
        var unpool = new PoolAttributes { KernelShape = [2, 2], Layout = PoolLayout.Nhwc };
        IsRefused(() => MaxUnpool.OutputShape(s_fourByFour, unpool), "layout: found NHWC; allowed: NCHW: MaxUnpool has no other");
        IsRefused(() => MaxUnpool.Backward(new float[25], new long[16], s_fourByFour, unpool, [], new float[16]), "layout: found NHWC");

        static void IsRefused(Action call, string message) =>
            Assert.That(call, Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith(message));
    }

    [Test]
    public void Empty_batches_and_empty_outputs_have_gradients_too()
    {
        MaxPool.Backward<float>([], [], [0, 3, 4, 4], s_twoByTwo, []);
        float[] dx = [9, 9];
        // Kernel 3 over 2 elements: no window at all.
        AveragePool.Backward([], [1, 1, 2], new PoolAttributes { KernelShape = [3] }, dx);
        Assert.That(dx, Is.EqualTo((float[])[0, 0]));
    }
}
