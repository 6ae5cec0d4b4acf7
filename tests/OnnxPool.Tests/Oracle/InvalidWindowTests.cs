namespace OnnxPool.Tests.Oracle;

sealed class InvalidWindowTests
{
    static readonly Reference.WindowAttributes s_legal = new() { KernelShape = [2, 2] };

    static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("rank 2", [3, 4], s_legal, "rank 2", "at least 3");
        yield return Case("negative length", [1, 1, -4, 4], s_legal, "-4", "at least 0");
        yield return Case("kernel_shape too short", s_legal with { KernelShape = [2] }, "kernel_shape has 1", "2 are allowed");
        yield return Case("kernel_shape empty", s_legal with { KernelShape = [] }, "kernel_shape has 0", "2 are allowed");
        yield return Case("strides too long", s_legal with { Strides = [1, 1, 1] }, "strides has 3", "2 are allowed");
        yield return Case("strides empty", s_legal with { Strides = [] }, "strides has 0", "2 are allowed");
        yield return Case("dilations too short", s_legal with { Dilations = [1] }, "dilations has 1", "2 are allowed");
        yield return Case("pads for one side only", s_legal with { Pads = [1, 1] }, "pads has 2", "4 are allowed");
        yield return Case("kernel 0", s_legal with { KernelShape = [2, 0] }, "kernel_shape holds 0", "at least 1");
        yield return Case("stride 0", s_legal with { Strides = [0, 1] }, "strides holds 0", "at least 1");
        yield return Case("dilation negative", s_legal with { Dilations = [1, -2] }, "dilations holds -2", "at least 1");
        yield return Case("pad negative", s_legal with { Pads = [0, 0, -1, 0] }, "pads holds -1", "at least 0");
        yield return Case("auto_pad unknown", s_legal with { AutoPad = "same_upper" }, "\"same_upper\"", "SAME_UPPER");
        yield return Case("auto_pad empty", s_legal with { AutoPad = "" }, "auto_pad is \"\"", "NOTSET");
        yield return Case("auto_pad beside pads", s_legal with { AutoPad = "VALID", Pads = [0, 1, 0, 0] }, "VALID", "0,1,0,0");
        yield return Case("negative size", s_legal with { KernelShape = [2, 6] }, "output size is -1", "kernel 6");
        yield return Case("negative size, stride 2", s_legal with { KernelShape = [2, 7], Strides = [1, 2] }, "output size is -1", "kernel 7");
        yield return Case("negative size, ceil", s_legal with { KernelShape = [2, 8], Strides = [1, 2], CeilMode = true }, "output size is -1", "kernel 8");
        yield return Case("negative size, dilation", s_legal with { Dilations = [1, 5] }, "output size is -1", "dilation 5");
    }

    [TestCaseSource(nameof(Cases))]
    public void Invalid_input_is_named_with_what_is_allowed(long[] shape, Reference.WindowAttributes attributes, string found, string allowed)
    {
        double[] x = new double[16];
        Action[] calls =
        [
            () => Reference.MaxPool.OutputShape(shape, attributes),
            () => Reference.AveragePool.OutputShape(shape, attributes),
            () => Reference.LpPool.OutputShape(shape, attributes),
            () => Reference.MaxPool.Forward(x, shape, attributes),
            () => Reference.AveragePool.Forward(x, shape, attributes),
            () => Reference.LpPool.Forward(x, shape, attributes, 2),
            () => Reference.MaxPool.Backward(x, x, shape, attributes, Reference.TiePolicy.First),
            () => Reference.MaxPool.BackwardFromIndices(x, new long[16], shape, attributes),
            () => Reference.AveragePool.Backward(x, shape, attributes),
            () => Reference.LpPool.Backward(x, x, shape, attributes, 2),
        ];
        foreach (Action call in calls)
            Assert.That(call, Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));
    }

    [Test]
    public void Attributes_of_the_other_operator_are_rejected()
    {
        long[] shape = [1, 1, 4, 4];
        Assert.That(() => Reference.MaxPool.OutputShape(shape, s_legal with { StorageOrder = 2 }), Throws.ArgumentException.With.Message.Contains("storage_order is 2"));
        Assert.That(() => Reference.MaxPool.OutputShape(shape, s_legal with { CountIncludePad = true }), Throws.ArgumentException.With.Message.Contains("count_include_pad"));
        Assert.That(() => Reference.AveragePool.OutputShape(shape, s_legal with { StorageOrder = 1 }), Throws.ArgumentException.With.Message.Contains("storage_order is 1"));
    }

    [Test]
    public void Data_must_be_as_long_as_the_shape_says()
    {
        Assert.That(() => Reference.MaxPool.Forward(new double[15], [1, 1, 4, 4], s_legal), Throws.ArgumentException.With.Message.Contains("15").And.Message.Contains("16"));
        Assert.That(() => Reference.AveragePool.Forward(new double[17], [1, 1, 4, 4], s_legal), Throws.ArgumentException.With.Message.Contains("17").And.Message.Contains("16"));
        Assert.That(() => Reference.LpPool.Forward(new double[17], [1, 1, 4, 4], s_legal, 2), Throws.ArgumentException.With.Message.Contains("17").And.Message.Contains("16"));
        Assert.That(() => Reference.GlobalAveragePool.Forward(new double[3], [1, 2, 2]), Throws.ArgumentException.With.Message.Contains('3').And.Message.Contains('4'));
    }

    [Test]
    public void Gradients_must_be_as_long_as_the_output_and_data_as_X()
    {
        long[] shape = [1, 1, 4, 4];
        (Action Call, string Found, string Allowed)[] calls =
        [
            (() => Reference.MaxPool.Backward(new double[8], new double[16], shape, s_legal, Reference.TiePolicy.First), "dY holds 8", "(1, 1, 3, 3) allows exactly 9"),
            (() => Reference.MaxPool.Backward(new double[9], new double[15], shape, s_legal, Reference.TiePolicy.First), "X holds 15", "exactly 16"),
            (() => Reference.MaxPool.BackwardFromIndices(new double[16], new long[9], shape, s_legal), "dY holds 16", "exactly 9"),
            (() => Reference.MaxPool.BackwardFromIndices(new double[9], new long[10], shape, s_legal), "Indices holds 10", "exactly 9"),
            (() => Reference.AveragePool.Backward(new double[16], shape, s_legal), "dY holds 16", "exactly 9"),
            (() => Reference.LpPool.Backward(new double[10], new double[16], shape, s_legal, 2), "dY holds 10", "exactly 9"),
            (() => Reference.LpPool.Backward(new double[9], new double[17], shape, s_legal, 2), "X holds 17", "exactly 16"),
            (() => Reference.LpPool.Backward(new double[9], new double[16], shape, s_legal, 0), "p is 0", "above 0"),
            (() => Reference.GlobalLpPool.Backward(new double[2], new double[16], shape, 2), "dY holds 2", "(1, 1, 1, 1) allows exactly 1"),
            (() => Reference.GlobalLpPool.Backward(new double[1], new double[4], shape, 2), "X holds 4", "exactly 16"),
            (() => Reference.GlobalLpPool.Backward(new double[1], new double[16], shape, double.NaN), "p is NaN", "above 0"),
            (() => Reference.GlobalAveragePool.Backward([], shape), "dY holds 0", "exactly 1"),
            (() => Reference.GlobalAveragePool.Backward([], [3]), "rank 1", "at least 2"),
            (() => Reference.GlobalMaxPool.Backward([], new double[16], shape, Reference.TiePolicy.All), "dY holds 0", "exactly 1"),
            (() => Reference.GlobalMaxPool.Backward([1], new double[15], shape, Reference.TiePolicy.All), "X holds 15", "exactly 16"),
            (() => Reference.AveragePool.Backward(new double[9], shape, s_legal with { StorageOrder = 1 }), "storage_order is 1", "only 0"),
        ];
        foreach ((Action call, string found, string allowed) in calls)
            Assert.That(call, Throws.ArgumentException.With.Message.Contains(found).And.Message.Contains(allowed));
    }

    [Test]
    public void Sizes_that_do_not_fit_in_64_bits_throw()
    {
        Assert.That(() => Reference.MaxPool.OutputShape([1, 1, 4, 4], s_legal with { Pads = [long.MaxValue, 0, 0, 0] }), Throws.InstanceOf<OverflowException>());
        Assert.That(() => Reference.MaxPool.OutputShape([1, 1, 4, 4], s_legal with { KernelShape = [4, 2], Dilations = [1L << 62, 1] }), Throws.InstanceOf<OverflowException>());
        Assert.That(() => Reference.Flatten.OutputShape([1L << 32, 1L << 32], 0, 13), Throws.InstanceOf<OverflowException>());
    }

    static TestCaseData Case(string name, Reference.WindowAttributes attributes, string found, string allowed) =>
        Case(name, [1, 1, 4, 4], attributes, found, allowed);

    static TestCaseData Case(string name, long[] shape, Reference.WindowAttributes attributes, string found, string allowed) =>
        new TestCaseData(shape, attributes, found, allowed).SetName($"Invalid: {name}");
}
