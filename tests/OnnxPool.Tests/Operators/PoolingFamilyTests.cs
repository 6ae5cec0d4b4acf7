using System.Numerics;
using OnnxPool.Tests.Kernels;

namespace OnnxPool.Tests.Operators;

/// <summary>The calls on spans of GlobalMaxPool, LpPool, GlobalLpPool and MaxUnpool; one line for each element type stands at the end.</summary>
abstract class PoolingFamilyTests<T> where T : unmanaged, INumber<T>
{
    static readonly long[] s_shape = [1, 2, 2, 2];
    static readonly PoolAttributes s_square = new() { KernelShape = [2, 2], Strides = [2, 2] };

    [Test]
    public void GlobalMaxPool_takes_the_maximum_of_each_plane()
    {
        Assert.That(GlobalMaxPool.OutputShape([2, 3, 4, 5, 6]), Is.EqualTo((long[])[2, 3, 1, 1, 1]));
        Assert.That(GlobalMaxPool.OutputShape([2, 3]), Is.EqualTo((long[])[2, 3]));
        var y = new T[2];
        GlobalMaxPool.Forward<T>(Of(1, 5, -7, 2, -1, -3, -2, -9), s_shape, y);
        Assert.That(y, Is.EqualTo(Of(5, -1)));
        GlobalMaxPool.Forward<T>(Of(3, -4), [1, 2], y);
        Assert.That(y, Is.EqualTo(Of(3, -4)), "rank 2: one element for each plane");
        GlobalMaxPool.Forward<T>([], [1, 2, 0], y);
        Assert.That(y, Is.EqualTo(Of(double.NegativeInfinity, double.NegativeInfinity)));
        GlobalMaxPool.Forward<T>([], [0, 2, 3], []);
        GlobalMaxPool.Forward<T>(Of(1, double.NaN, 9, 2, -0.0, 0, -0.0, -1), s_shape, y);
        Assert.That((T.IsNaN(y[0]), T.IsZero(y[1]), T.IsNegative(y[1])), Is.EqualTo((true, true, false)));
        Refuses(() => GlobalMaxPool.Forward<T>(new T[7], s_shape, new T[2]), "length of x: found 7; allowed: 8 for shape 1x2x2x2");
        Refuses(() => GlobalMaxPool.Forward<T>(new T[8], s_shape, new T[3]), "length of y: found 3; allowed: 2 for shape 1x2x1x1");
        Refuses(() => GlobalMaxPool.OutputShape([4]), "input rank: found 1 (shape 4); allowed: at least 2");
        Refuses(() => GlobalMaxPool.OutputShape([]), "input rank: found 0 (shape scalar); allowed: at least 2");
    }

    [Test]
    public void LpPool_takes_the_norm_of_each_window()
    {
        Assert.That(LpPool.OutputShape(s_shape, s_square), Is.EqualTo((long[])[1, 2, 1, 1]));
        var y = new T[2];
        LpPool.Forward<T>(Of(3, 0, 0, -4, -5, 12, 0, 0), s_shape, s_square, 2, y);
        Assert.That(y, Is.EqualTo(Of(5, 13)));
        LpPool.Forward<T>(Of(3, 0, 0, -4, -5, 12, 0, 1), s_shape, s_square, 1, y);
        Assert.That(y, Is.EqualTo(Of(7, 18)));
        LpPool.Forward<T>(Of(1, -4, 1, 16, 0, 0, 0, 0), s_shape, s_square, 0.5, y);
        Assert.That(y, Is.EqualTo(Of(64, 0)), "(1 + 2 + 1 + 4)^2");
        LpPool.Forward<T>(Of(3, 4, 5, 0, 0, 0, 0, -2), s_shape, s_square, 3, y);
        Assert.That(y, Is.EqualTo(Of(6, 2)), "27 + 64 + 125 = 216");
        var padded = new T[4];
        LpPool.Forward<T>(Of(3, 4), [1, 1, 2], new PoolAttributes { KernelShape = [2], Pads = [1, 2] }, 2, padded);
        Assert.That(padded, Is.EqualTo(Of(3, 5, 4, 0)), "padding adds nothing, and a window of it is 0");
        LpPool.Forward<T>([], [1, 2, 0], new PoolAttributes { KernelShape = [2], Pads = [1, 1] }, 2, y);
        Assert.That(y, Is.EqualTo(Of(0, 0)));
        Refuses(() => LpPool.Forward<T>(new T[7], s_shape, s_square, 2, new T[2]), "length of x: found 7; allowed: 8 for shape 1x2x2x2");
        Refuses(() => LpPool.Forward<T>(new T[8], s_shape, s_square, 2, new T[1]), "length of y: found 1; allowed: 2 for shape 1x2x1x1");
        Refuses(() => LpPool.OutputShape([2, 2], s_square), "input rank: found 2");
        Refuses(() => LpPool.OutputShape(s_shape, new PoolAttributes()), "kernel_shape: found no value");
        Refuses(() => LpPool.OutputShape(s_shape, new PoolAttributes { KernelShape = [2, 2], CountIncludePad = 1 }), "count_include_pad: found 1; allowed: 0: LpPool does not have it");
        Refuses(() => LpPool.OutputShape(s_shape, new PoolAttributes { KernelShape = [2, 2], StorageOrder = 1 }), "storage_order: found 1; allowed: 0: LpPool does not have it");
    }

    [Test]
    public void GlobalLpPool_takes_the_norm_of_each_plane()
    {
        Assert.That(GlobalLpPool.OutputShape([2, 3, 4, 5, 6]), Is.EqualTo((long[])[2, 3, 1, 1, 1]));
        var y = new T[2];
        GlobalLpPool.Forward<T>(Of(3, 0, 0, -4, -5, 12, 0, 0), s_shape, 2, y);
        Assert.That(y, Is.EqualTo(Of(5, 13)));
        GlobalLpPool.Forward<T>(Of(3, 4, 5, 0, 0, 0, 0, -2), s_shape, 3, y);
        Assert.That(y, Is.EqualTo(Of(6, 2)));
        GlobalLpPool.Forward<T>(Of(3, -4), [1, 2], 7, y);
        Assert.That(y, Is.EqualTo(Of(3, 4)), "rank 2: one element for each plane");
        GlobalLpPool.Forward<T>([], [1, 2, 0], 2, y);
        Assert.That(y, Is.EqualTo(Of(0, 0)));
        Refuses(() => GlobalLpPool.Forward<T>(new T[9], s_shape, 2, new T[2]), "length of x: found 9; allowed: 8 for shape 1x2x2x2");
        Refuses(() => GlobalLpPool.Forward<T>(new T[8], s_shape, 2, new T[8]), "length of y: found 8; allowed: 2 for shape 1x2x1x1");
        Refuses(() => GlobalLpPool.OutputShape([4]), "input rank: found 1 (shape 4); allowed: at least 2");
    }

    [TestCase(0)]
    [TestCase(-0.0)]
    [TestCase(-2)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void A_p_that_gives_no_norm_is_an_error(double p)
    {
        Refuses(() => LpPool.Forward<T>(new T[8], s_shape, s_square, p, new T[2]), $"p: found {p}; allowed: a finite number above 0");
        Refuses(() => GlobalLpPool.Forward<T>(new T[8], s_shape, p, new T[2]), $"p: found {p}; allowed: a finite number above 0");
    }

    [Test]
    public void MaxUnpool_puts_elements_at_their_positions()
    {
        Assert.That(MaxUnpool.OutputShape([1, 2, 2, 3], s_square), Is.EqualTo((long[])[1, 2, 4, 6]));
        Assert.That(MaxUnpool.OutputShape([1, 1, 3], new PoolAttributes { KernelShape = [3], Strides = [2], Pads = [1, 2] }), Is.EqualTo((long[])[1, 1, 4]));
        var two = new PoolAttributes { KernelShape = [2], Strides = [2] };
        Assert.That(Unpool(Of(5, -6), [3, 0], [1, 1, 2], two, 4), Is.EqualTo(Of(-6, 0, 0, 5)));
        Assert.That(Unpool(Of(5, 6), [3, 0], [1, 2, 1], two, 4), Is.EqualTo(Of(6, 0, 0, 5)), "positions across planes");
        Assert.That(Unpool(Of(5, 6, 7), [2, 2, 2], [1, 1, 3], two, 6), Is.EqualTo(Of(0, 0, 7, 0, 0, 0)), "of several the last");
        Assert.That(Unpool(Of(5, 6), [6, 1], [1, 1, 2], two, 7, [1, 1, 7]), Is.EqualTo(Of(0, 6, 0, 0, 0, 0, 5)), "output_shape");
        Assert.That(Unpool([], [], [0, 2, 3], two, 0), Is.Empty);
        // X and output_shape of semantics 2.10: positions in the 5 x 5 itself.
        T[] corner = Unpool(Of(5, 6, 7, 8), [5, 7, 13, 15], [1, 1, 2, 2], s_square, 25, [1, 1, 5, 5]);
        Assert.That(corner.Index().Where(e => e.Item != T.Zero).Select(e => e.Index), Is.EqualTo((int[])[5, 7, 13, 15]));
    }

    [Test]
    public void What_does_not_fit_MaxUnpool_is_an_error()
    {
        long[] shape = [1, 1, 2];
        var two = new PoolAttributes { KernelShape = [2], Strides = [2] };
        foreach (long wrong in (long[])[-1, 4, long.MaxValue, long.MinValue, 1L << 32])
            Refuses(() => MaxUnpool.Forward<T>(new T[2], [0, wrong], shape, two, [], new T[4]), $"I[1]: found {wrong}; allowed: 0 to 3 for output shape 1x1x4");
        Refuses(() => MaxUnpool.Forward<T>(new T[1], [0, 1], shape, two, [], new T[4]), "length of x: found 1; allowed: 2");
        Refuses(() => MaxUnpool.Forward<T>(new T[2], [0], shape, two, [], new T[4]), "length of indices: found 1; allowed: 2");
        Refuses(() => MaxUnpool.Forward<T>(new T[2], [0, 1], shape, two, [], new T[5]), "length of y: found 5; allowed: 4 for shape 1x1x4");
        Refuses(() => MaxUnpool.Forward<T>(new T[2], [0, 1], shape, two, [1, 1, 5], new T[4]), "length of y: found 4; allowed: 5 for shape 1x1x5");
        Refuses(() => MaxUnpool.Forward<T>(new T[2], [0, 1], shape, two, [1, 5], new T[5]), "output_shape: found 1x5; allowed: 3 dimensions that begin with 1 and 1");
        Refuses(() => MaxUnpool.Forward<T>(new T[2], [0, 1], shape, two, [2, 1, 5], new T[10]), "output_shape: found 2x1x5; allowed: 3 dimensions that begin with 1 and 1");
        Refuses(() => MaxUnpool.Forward<T>(new T[2], [0, 1], shape, two, [1, 2, 5], new T[10]), "output_shape: found 1x2x5");
        Refuses(() => MaxUnpool.Forward<T>(new T[2], [0, 1], shape, two, [1, 1, 3], new T[3]), "output_shape: found 1x1x3; allowed: at least as many elements as 1x1x4");
        Refuses(() => MaxUnpool.Forward<T>(new T[2], [0, 1], shape, two, [1, 1, -4], new T[4]), "output_shape: found 1x1x-4");
        Refuses(() => MaxUnpool.OutputShape([2, 2], two), "input rank: found 2");
        Refuses(() => MaxUnpool.OutputShape(shape, new PoolAttributes { KernelShape = [2], Pads = [2, 2] }), "output size of spatial axis 0: found -1; allowed: 0 or more");
        Refuses(() => MaxUnpool.OutputShape(shape, new PoolAttributes()), "kernel_shape: found no value");
        Refuses(() => MaxUnpool.OutputShape([1, 1, long.MaxValue], two), "allowed: sizes below 2^63");
        foreach ((string name, PoolAttributes other) in ((string, PoolAttributes)[])
        [
            ("storage_order", new PoolAttributes { KernelShape = [2], StorageOrder = 1 }), ("count_include_pad", new PoolAttributes { KernelShape = [2], CountIncludePad = 1 }), ("ceil_mode", new PoolAttributes { KernelShape = [2], CeilMode = 1 }),
            ("dilations", new PoolAttributes { KernelShape = [2], Dilations = [1] }), ("auto_pad", new PoolAttributes { KernelShape = [2], AutoPad = "VALID" }),
        ])
            Refuses(() => MaxUnpool.OutputShape(shape, other), name + ": found ", "MaxUnpool does not have it");
    }

    [Test]
    public void What_MaxPool_took_goes_back_to_its_place()
    {
        var random = new Random(121);
        for (int i = 0; i < 100; i++)
        {
            // Windows side by side: each maximum is in one window, and all else becomes 0.
            long[] kernel = [random.Next(1, 4), random.Next(1, 4)], outer = [random.Next(1, 3), random.Next(1, 4), random.Next(1, 5), random.Next(1, 5)];
            long[] shape = [outer[0], outer[1], outer[2] * kernel[0], outer[3] * kernel[1]];
            var windows = new PoolAttributes { KernelShape = kernel, Strides = kernel };
            T[] x = [.. Enumerable.Range(0, (int)Shapes.ElementCount(shape)).Select(_ => Bits.Number<T>(random.Next(1, 200)))];
            var y = new T[Shapes.ElementCount(outer)];
            var indices = new long[y.Length];
            MaxPool.Forward<T>(x, shape, windows, y, indices);
            Assert.That(MaxUnpool.OutputShape(outer, windows), Is.EqualTo(shape));
            var back = new T[x.Length];
            MaxUnpool.Forward<T>(y, indices, outer, windows, [], back);
            Assert.That(back, Is.EqualTo(x.Select((v, at) => indices.Contains(at) ? v : T.Zero)));
            var again = new T[y.Length];
            MaxPool.Forward<T>(back, shape, windows, again);
            Assert.That(again, Is.EqualTo(y));
        }
    }

    static T[] Unpool(T[] x, long[] indices, long[] shape, PoolAttributes attributes, int count, long[]? output = null)
    {
        var y = new T[count];
        Bits.Junk<T>(y);
        MaxUnpool.Forward<T>(x, indices, shape, attributes, output ?? [], y);
        return y;
    }

    static T[] Of(params double[] values) => [.. values.Select(Bits.Number<T>)];

    static void Refuses(Action call, params string[] parts)
    {
        var error = Assert.Throws<InvalidPoolingException>(() => call())!;
        foreach (string part in parts) Assert.That(error.Message, Does.Contain(part));
    }
}

sealed class HalfPoolingFamilyTests : PoolingFamilyTests<Half>;

sealed class BFloat16PoolingFamilyTests : PoolingFamilyTests<BFloat16>;

sealed class FloatPoolingFamilyTests : PoolingFamilyTests<float>;

sealed class DoublePoolingFamilyTests : PoolingFamilyTests<double>;

/// <summary>Types that the four operators do not take, and p by version.</summary>
sealed class PoolingFamilyBindingTests
{
    [Test]
    public void Integers_are_for_MaxPool_alone()
    {
        long[] shape = [1, 1, 4];
        var two = new PoolAttributes { KernelShape = [2] };
        AssertType(() => GlobalMaxPool.Forward<sbyte>(new sbyte[4], shape, new sbyte[1]), "int8 for GlobalMaxPool-22");
        AssertType(() => LpPool.Forward<byte>(new byte[4], shape, two, 2, new byte[3]), "uint8 for LpPool-22");
        AssertType(() => GlobalLpPool.Forward<sbyte>(new sbyte[4], shape, 2, new sbyte[1]), "int8 for GlobalLpPool-22");
        AssertType(() => MaxUnpool.Forward<byte>(new byte[4], new long[4], shape, two, [], new byte[5]), "uint8 for MaxUnpool-22");
        Assert.That(() => MaxUnpool.Forward<int>(new int[4], new long[4], shape, two, [], new int[5]), Throws.InstanceOf<UnsupportedPoolingException>());

        static void AssertType(Action call, string found) => Assert.That(
            () => call(), Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo($"element type: found {found}; allowed: float16, float, double, bfloat16"));
    }

    [Test]
    public void Version_1_has_a_FLOAT_p_and_the_others_an_INT([Values("LpPool", "GlobalLpPool")] string name)
    {
        PoolOperator op = OperatorTable.Find(name)!;
        foreach (OperatorVersion version in op.Versions)
        {
            (AttributeValue right, AttributeValue wrong) = version.Since == 1
                ? (AttributeValue.Of(1f), AttributeValue.Of(1))
                : (AttributeValue.Of(1), AttributeValue.Of(1f));
            Assert.That(Norm(op, version.Since, right), Is.EqualTo(7), $"{version}");
            Assert.That(Norm(op, version.Since, null), Is.EqualTo(5), $"{version}: 2 if p is absent");
            Assert.That(() => Norm(op, version.Since, wrong), Throws.InstanceOf<InvalidPoolingException>()
                .With.Message.EqualTo($"p: found 1 ({wrong.Kind}); allowed: a value of kind {right.Kind}"));
        }
        Assert.That(Norm(op, 1, AttributeValue.Of(0.5f)), Is.EqualTo((float)Math.Pow(Math.Sqrt(3) + 2, 2)).Within(1).Ulps);
        foreach (AttributeValue p in (AttributeValue[])[AttributeValue.Of(0f), AttributeValue.Of(-0.5f), AttributeValue.Of(float.NaN), AttributeValue.Of(float.PositiveInfinity)])
            Assert.That(() => Norm(op, 1, p), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("p: found ").And.Message.EndsWith("a finite number above 0"));
        foreach (long p in (long[])[0, -1, long.MinValue])
            Assert.That(() => Bind(op, 2, AttributeValue.Of(p)), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("p: found "));
    }

    static float Norm(PoolOperator op, int opset, AttributeValue? p) =>
        Bind(op, opset, p).Run([Tensor.Of<float>(ElementType.Float, [1, 1, 2], [3, -4])], 1)[0].Values<float>()[0];

    static PoolNode Bind(PoolOperator op, int opset, AttributeValue? p)
    {
        var attributes = new Dictionary<string, AttributeValue>();
        if (p is not null) attributes["p"] = p;
        if (op is LpPool) attributes["kernel_shape"] = AttributeValue.Of([2]);
        return op.Bind(opset, new AttributeReader(attributes));
    }
}
