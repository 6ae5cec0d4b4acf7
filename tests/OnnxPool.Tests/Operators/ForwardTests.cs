using OnnxPool.Tests.Kernels;

namespace OnnxPool.Tests.Operators;

/// <summary>The calls on spans: buffers, shapes, attributes that belong to another operator, and inputs without elements.</summary>
sealed class ForwardTests
{
    static readonly long[] s_shape = [1, 2, 3, 4];
    static readonly PoolAttributes s_square = new() { KernelShape = [2, 2] };

    // 1 x 2 x 3 x 4 under 2 x 2 windows.
    const int In = 24, Out = 12;

    static IEnumerable<TestCaseData> Lengths()
    {
        yield return new(In - 1, Out, Out, "length of x", $"{In - 1}", $"{In} for shape 1x2x3x4");
        yield return new(In + 1, Out, Out, "length of x", $"{In + 1}", $"{In} for shape 1x2x3x4");
        yield return new(In, Out - 1, Out, "length of y", $"{Out - 1}", $"{Out} for shape 1x2x2x3");
        yield return new(In, Out + 1, Out, "length of y", $"{Out + 1}", $"{Out} for shape 1x2x2x3");
        yield return new(In, Out, Out - 1, "length of indices", $"{Out - 1}", $"{Out} for shape 1x2x2x3");
        yield return new(In, Out, Out + 1, "length of indices", $"{Out + 1}", $"{Out} for shape 1x2x2x3");
    }

    [TestCaseSource(nameof(Lengths))]
    public void A_buffer_of_another_length_is_an_error(int x, int y, int indices, string subject, string found, string allowed)
    {
        AssertError(() => MaxPool.Forward<float>(new float[x], s_shape, s_square, new float[y], new long[indices]));
        if (indices != Out) return;
        AssertError(() => MaxPool.Forward<double>(new double[x], s_shape, s_square, new double[y]));
        AssertError(() => AveragePool.Forward<float>(new float[x], s_shape, s_square, new float[y]));
        AssertError(() => AveragePool.Forward<double>(new double[x], s_shape, s_square, new double[y]));

        void AssertError(Action call) => Assert.That(call, Throws.InstanceOf<InvalidPoolingException>()
            .With.Message.EqualTo($"{subject}: found {found}; allowed: {allowed}"));
    }

    [Test]
    public void Global_and_flatten_check_their_buffers()
    {
        Assert.That(() => GlobalAveragePool.Forward<float>(new float[23], s_shape, new float[2]), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains("length of x: found 23; allowed: 24"));
        Assert.That(() => GlobalAveragePool.Forward<float>(new float[24], s_shape, new float[3]), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains("length of y: found 3; allowed: 2 for shape 1x2x1x1"));
        Assert.That(() => Flatten.Forward<int>(new int[25], s_shape, 1, new int[24]), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains("length of x: found 25; allowed: 24"));
        Assert.That(() => Flatten.Forward<int>(new int[24], s_shape, 1, new int[23]), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains("length of y: found 23; allowed: 24"));
        Assert.That(() => Flatten.Forward<int>(new int[24], s_shape, 5, new int[24]), Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo("axis: found 5; allowed: -4 to 4 for shape 1x2x3x4"));
    }

    [Test]
    public void An_attribute_of_another_operator_is_an_error()
    {
        var include = new PoolAttributes { KernelShape = [2, 2], CountIncludePad = 1 };
        var order = new PoolAttributes { KernelShape = [2, 2], StorageOrder = 1 };
        Assert.That(() => MaxPool.OutputShape(s_shape, include), Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo("count_include_pad: found 1; allowed: 0: MaxPool does not have it"));
        Assert.That(() => MaxPool.Forward<float>(new float[In], s_shape, include, new float[Out]), Throws.InstanceOf<InvalidPoolingException>());
        Assert.That(() => AveragePool.OutputShape(s_shape, order), Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo("storage_order: found 1; allowed: 0: AveragePool does not have it"));
        Assert.That(() => AveragePool.Forward<double>(new double[In], s_shape, order, new double[Out]), Throws.InstanceOf<InvalidPoolingException>());
    }

    [Test]
    public void A_type_without_arithmetic_is_not_supported()
    {
        Assert.That(() => MaxPool.Forward<int>(new int[In], s_shape, s_square, new int[Out]), Throws.InstanceOf<UnsupportedPoolingException>()
            .With.Message.EqualTo("element type: found Int32; allowed: float, double, Half, BFloat16, sbyte, byte"));
        Assert.That(() => AveragePool.Forward<int>(new int[In], s_shape, s_square, new int[Out]), Throws.InstanceOf<UnsupportedPoolingException>());
        Assert.That(() => AveragePool.Forward<sbyte>(new sbyte[In], s_shape, s_square, new sbyte[Out]), Throws.InstanceOf<InvalidPoolingException>()
            .With.Message.EqualTo("element type: found int8 for AveragePool-22; allowed: float16, float, double, bfloat16"));
        Assert.That(() => GlobalAveragePool.Forward<int>(new int[In], s_shape, new int[2]), Throws.InstanceOf<UnsupportedPoolingException>());
        var node = MaxPool.Operator.Bind(12, new AttributeReader(new Dictionary<string, AttributeValue> { ["kernel_shape"] = AttributeValue.Of([2, 2]) }));
        Assert.That(() => node.Run([new Tensor(ElementType.UInt8, s_shape)], 1), Throws.Nothing);
        Assert.That(() => node.Run([new Tensor(ElementType.Int32, s_shape)], 1), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains("int32 for MaxPool-12"));
    }

    [TestCase(12, 0, "1 to 2")]
    [TestCase(12, 3, "1 to 2")]
    [TestCase(7, 2, "1 to 1")]
    public void The_number_of_outputs_is_that_of_the_version(int opset, int outputs, string allowed)
    {
        var node = MaxPool.Operator.Bind(opset, new AttributeReader(new Dictionary<string, AttributeValue> { ["kernel_shape"] = AttributeValue.Of([2, 2]) }));
        Assert.That(() => node.Run([new Tensor(ElementType.Float, s_shape)], outputs), Throws.InstanceOf<InvalidPoolingException>()
            .With.Message.EqualTo($"number of outputs: found {outputs} for {node.Version}; allowed: {allowed}"));
    }

    [Test]
    public void Indices_count_planes_and_follow_storage_order()
    {
        float[] x = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        float[] y = new float[Out];
        long[] rows = new long[Out], columns = new long[Out];
        MaxPool.Forward<float>(x, s_shape, s_square, y, rows);
        MaxPool.Forward<float>(x, s_shape, new PoolAttributes { KernelShape = [2, 2], StorageOrder = 1 }, y, columns);
        Assert.That(y, Is.EqualTo((float[])[5, 6, 7, 9, 10, 11, 17, 18, 19, 21, 22, 23]));
        Assert.That(rows, Is.EqualTo((long[])[5, 6, 7, 9, 10, 11, 17, 18, 19, 21, 22, 23]));
        // Row r and column c of a plane of 3 rows: r + 3 c, and 12 for each plane before.
        Assert.That(columns, Is.EqualTo((long[])[4, 7, 10, 5, 8, 11, 16, 19, 22, 17, 20, 23]));
    }

    [Test]
    public void Windows_over_an_input_without_elements_are_empty()
    {
        long[] shape = [1, 2, 0];
        var padded = new PoolAttributes { KernelShape = [2], Pads = [1, 2] };
        Assert.That(MaxPool.OutputShape(shape, padded), Is.EqualTo((long[])[1, 2, 2]));
        double[] y = new double[4];
        long[] indices = new long[4];
        Bits.Junk<double>(y);
        Bits.Junk<long>(indices);
        MaxPool.Forward<double>([], shape, padded, y, indices);
        Assert.That(y, Is.All.EqualTo(double.NegativeInfinity));
        Assert.That(indices, Is.All.EqualTo(-1));
        Bits.Junk<double>(y);
        AveragePool.Forward<double>([], shape, new PoolAttributes { KernelShape = [2], Pads = [1, 2], CountIncludePad = 1 }, y);
        Assert.That(y, Is.All.EqualTo(0));
        Bits.Junk<double>(y);
        GlobalAveragePool.Forward<double>([], shape, y.AsSpan(0, 2));
        Assert.That(y[..2], Is.All.EqualTo(0));
    }

    [Test]
    public void No_batch_gives_no_output()
    {
        Assert.That(MaxPool.OutputShape([0, 3, 5, 5], s_square), Is.EqualTo((long[])[0, 3, 4, 4]));
        MaxPool.Forward<float>([], [0, 3, 5, 5], s_square, []);
        AveragePool.Forward<float>([], [0, 3, 5, 5], s_square, []);
        Assert.That(GlobalAveragePool.OutputShape([0, 3, 5, 5]), Is.EqualTo((long[])[0, 3, 1, 1]));
    }

    [Test]
    public void A_window_may_be_far_larger_than_the_input()
    {
        const long Kernel = 1L << 40;
        long[] pads = [Kernel - 1, Kernel - 1, 0, 0];
        var one = new PoolAttributes { KernelShape = [Kernel, 1], Pads = [Kernel - 1, 0, 0, 0], CountIncludePad = 1 };
        double[] y = new double[1];
        AveragePool.Forward<double>([Kernel * 3], [1, 1, 1, 1], one, y);
        Assert.That(y[0], Is.EqualTo(3), "the divisor is 2^40");
        AveragePool.Forward<double>([5], [1, 1, 1, 1], new PoolAttributes { KernelShape = [Kernel, Kernel], Pads = pads }, y);
        Assert.That(y[0], Is.EqualTo(5), "padding does not count");
        MaxPool.Forward<double>([7], [1, 1, 1, 1], new PoolAttributes { KernelShape = [Kernel, Kernel], Pads = pads }, y);
        Assert.That(y[0], Is.EqualTo(7));
    }
}
