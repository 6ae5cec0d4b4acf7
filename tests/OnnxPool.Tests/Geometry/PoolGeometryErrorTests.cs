namespace OnnxPool.Tests.Geometry;

sealed class PoolGeometryErrorTests
{
    const long Half = 1L << 62;

    static readonly long[] s_square = [1, 1, 4, 4];

    static IEnumerable<TestCaseData> Errors()
    {
        yield return Row("rank 2", [3, 4], new() { KernelShape = [2] }, "input rank", "2 (shape 3x4)", "at least 3: (N, C, D1, ..., Dn)");
        yield return Row("scalar", [], new() { KernelShape = [2] }, "input rank", "0 (shape scalar)", "at least 3: (N, C, D1, ..., Dn)");
        yield return Row("negative dimension", [1, 1, -4, 4], new() { KernelShape = [2, 2] }, "shape", "1x1x-4x4", "dimensions >= 0");
        yield return Row("no kernel_shape", s_square, new(), "kernel_shape", "no value", "2 values, one per spatial axis");
        yield return Row("kernel_shape too short", s_square, new() { KernelShape = [3] }, "kernel_shape", "3", "2 values >= 1");
        yield return Row("kernel_shape too long", s_square, new() { KernelShape = [3, 3, 3] }, "kernel_shape", "3,3,3", "2 values >= 1");
        yield return Row("kernel_shape empty", s_square, new() { KernelShape = [] }, "kernel_shape", "an empty list", "2 values >= 1");
        yield return Row("kernel 0", s_square, new() { KernelShape = [2, 0] }, "kernel_shape", "2,0", "2 values >= 1");
        yield return Row("kernel negative", s_square, new() { KernelShape = [-2, 1] }, "kernel_shape", "-2,1", "2 values >= 1");
        yield return Row("strides too short", s_square, new() { KernelShape = [2, 2], Strides = [2] }, "strides", "2", "2 values >= 1");
        yield return Row("strides empty", s_square, new() { KernelShape = [2, 2], Strides = [] }, "strides", "an empty list", "2 values >= 1");
        yield return Row("stride 0", s_square, new() { KernelShape = [2, 2], Strides = [0, 1] }, "strides", "0,1", "2 values >= 1");
        yield return Row("dilations too long", s_square, new() { KernelShape = [2, 2], Dilations = [1, 1, 1] }, "dilations", "1,1,1", "2 values >= 1");
        yield return Row("dilation 0", s_square, new() { KernelShape = [2, 2], Dilations = [1, 0] }, "dilations", "1,0", "2 values >= 1");
        yield return Row("pads for one side", s_square, new() { KernelShape = [2, 2], Pads = [1, 1] }, "pads", "1,1", "4 values >= 0");
        yield return Row("pads empty", s_square, new() { KernelShape = [2, 2], Pads = [] }, "pads", "an empty list", "4 values >= 0");
        yield return Row("pad negative", s_square, new() { KernelShape = [2, 2], Pads = [0, 0, -1, 0] }, "pads", "0,0,-1,0", "4 values >= 0");
        yield return Row("pad least", s_square, new() { KernelShape = [2, 2], Pads = [0, long.MinValue, 0, 0] }, "pads", "0,-9223372036854775808,0,0", "4 values >= 0");
        yield return Row("ceil_mode 2", s_square, new() { KernelShape = [2, 2], CeilMode = 2 }, "ceil_mode", "2", "0 or 1");
        yield return Row("ceil_mode -1", s_square, new() { KernelShape = [2, 2], CeilMode = -1 }, "ceil_mode", "-1", "0 or 1");
        yield return Row("count_include_pad 3", s_square, new() { KernelShape = [2, 2], CountIncludePad = 3 }, "count_include_pad", "3", "0 or 1");
        yield return Row("storage_order 2", s_square, new() { KernelShape = [2, 2], StorageOrder = 2 }, "storage_order", "2", "0 or 1");
        yield return Row("auto_pad in lower case", s_square, new() { KernelShape = [2, 2], AutoPad = "same_upper" }, "auto_pad", "'same_upper'", "NOTSET, VALID, SAME_UPPER, SAME_LOWER");
        yield return Row("auto_pad empty", s_square, new() { KernelShape = [2, 2], AutoPad = "" }, "auto_pad", "''", "NOTSET, VALID, SAME_UPPER, SAME_LOWER");
        yield return Row("pads beside SAME", s_square, new() { KernelShape = [2, 2], AutoPad = "SAME_LOWER", Pads = [0, 0, 0, 1] }, "pads", "0,0,0,1 beside auto_pad=SAME_LOWER", "pads of 0, or auto_pad=NOTSET");
        yield return Row("pads beside VALID", s_square, new() { KernelShape = [2, 2], AutoPad = "VALID", Pads = [1, 0, 0, 0] }, "pads", "1,0,0,0 beside auto_pad=VALID", "pads of 0, or auto_pad=NOTSET");
        yield return Row("negative size", s_square, new() { KernelShape = [2, 6] }, "output size of spatial axis 1", "-1 (input 4, kernel_shape 6, strides 1, dilations 1, pads 0 and 0)", "0 or more");
        yield return Row("negative size by dilation", s_square, new() { KernelShape = [3, 1], Dilations = [4, 1], Strides = [2, 1], Pads = [1, 0, 0, 0] }, "output size of spatial axis 0", "-1 (input 4, kernel_shape 3, strides 2, dilations 4, pads 1 and 0)", "0 or more");
        yield return Row("extent past 64 bits", s_square, new() { KernelShape = [1, 3], Dilations = [1, Half] }, "spatial axis 1", $"input 4, kernel_shape 3, strides 1, dilations {Half}, pads 0 and 0", "sizes below 2^63");
        yield return Row("extent past 64 bits, SAME", s_square, new() { KernelShape = [3, 1], Dilations = [Half, 1], AutoPad = "SAME_UPPER" }, "spatial axis 0", $"input 4, kernel_shape 3, strides 1, dilations {Half}, pads 0 and 0", "sizes below 2^63");
        yield return Row("padded input past 64 bits", s_square, new() { KernelShape = [1, 1], Pads = [Half, 0, Half, 0] }, "spatial axis 0", $"input 4, kernel_shape 1, strides 1, dilations 1, pads {Half} and {Half}", "sizes below 2^63");
        yield return Row("divisor past 64 bits", [1, 1, 1, 1], new() { KernelShape = [1L << 40, 1L << 40], Pads = [(1L << 40) - 1, (1L << 40) - 1, 0, 0], CountIncludePad = 1 }, "kernel_shape", "1099511627776,1099511627776 with count_include_pad 1", "windows of less than 2^63 positions, padding included");
        yield return Row("input product past 64 bits", [1L << 40, 1L << 40, 1], new() { KernelShape = [1] }, "shape", "1099511627776x1099511627776x1", "a product of dimensions below 2^63");
        yield return Row("output product past 64 bits", [1, 1, 1, 1], new() { KernelShape = [1, 1], Pads = [1L << 40, 1L << 40, 0, 0] }, "shape", "1x1x1099511627777x1099511627777", "a product of dimensions below 2^63");
    }

    [TestCaseSource(nameof(Errors))]
    public void Message_names_attribute_value_and_what_is_allowed(long[] shape, PoolAttributes attributes, string subject, string found, string allowed)
    {
        InvalidPoolingException error = Assert.Throws<InvalidPoolingException>(() => PoolGeometry.Resolve(shape, attributes))!;
        Assert.That((error.Subject, error.Found, error.Allowed), Is.EqualTo((subject, found, allowed)));
        Assert.That(error.Message, Is.EqualTo($"{subject}: found {found}; allowed: {allowed}"));
    }

    [Test]
    public void Sizes_up_to_64_bits_do_not_wrap()
    {
        var attributes = new PoolAttributes { KernelShape = [2], Strides = [long.MaxValue - 1], Pads = [long.MaxValue - 4, 0], CeilMode = 1 };
        PoolAxis axis = PoolGeometry.Resolve([1, 1, 4], attributes).Axes[0];
        Assert.That((axis.Output, axis.Window(0).Count), Is.EqualTo((2L, 0L)));
        Assert.That((axis.Window(1), axis.PaddedCount(1)), Is.EqualTo(((3L, 1L), 1L)));
    }

    [Test]
    public void Zero_pads_beside_auto_pad_are_accepted()
    {
        var attributes = new PoolAttributes { KernelShape = [3], Pads = [0, 0], AutoPad = "SAME_LOWER" };
        Assert.That(PoolGeometry.Resolve([1, 1, 5], attributes).OutputShape.ToArray(), Is.EqualTo((long[])[1, 1, 5]));
    }

    [Test]
    public void Global_wants_a_batch_and_channels()
    {
        Assert.That(() => PoolGeometry.Global([5]), Throws.InstanceOf<InvalidPoolingException>()
            .With.Message.EqualTo("input rank: found 1 (shape 5); allowed: at least 2: (N, C, D1, ..., Dn)"));
        Assert.That(() => PoolGeometry.Global([1, -2, 3]), Throws.InstanceOf<InvalidPoolingException>()
            .With.Message.EqualTo("shape: found 1x-2x3; allowed: dimensions >= 0"));
        Assert.That(() => PoolGeometry.Global([1, 1, Half, 2]), Throws.InstanceOf<InvalidPoolingException>()
            .With.Message.Contains("a product of dimensions below 2^63"));
    }

    static TestCaseData Row(string name, long[] shape, PoolAttributes attributes, string subject, string found, string allowed) =>
        new TestCaseData(shape, attributes, subject, found, allowed).SetName($"Error: {name}");
}
