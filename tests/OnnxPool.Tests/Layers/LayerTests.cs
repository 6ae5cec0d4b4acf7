using OnnxPool.Layers;

namespace OnnxPool.Tests.Layers;

/// <summary>What a layer remembers, refuses and calls itself.</summary>
[TestFixture]
public class LayerTests
{
    static readonly long[] s_shape = [1, 1, 2, 4];

    static Tensor X => Tensor.Of<float>(s_shape, [1, 2, 7, 8, 3, 4, 6, 5]);

    static IEnumerable<Layer> All() =>
    [
        new MaxPool2D(2), new MaxPool2D(2, ties: TiePolicy.Equal), new MaxPool2D(2, ties: TiePolicy.All), new AveragePool2D(2),
        new GlobalAveragePool2D(), new GlobalAveragePool2D(keepDims: false), new OnnxPool.Layers.Flatten(),
    ];

    [TestCaseSource(nameof(All))]
    public void The_caller_may_overwrite_x(Layer layer)
    {
        Tensor x = X;
        Tensor y = layer.Forward(x);
        Tensor dY = Ones(y);
        float[] expected = layer.Backward(dY).Values<float>().ToArray();
        x.Values<float>().Reverse();
        Assert.That(layer.Backward(dY).Values<float>().ToArray(), Is.EqualTo(expected), "the same again, whatever x is now");
    }

    [TestCaseSource(nameof(All))]
    public void The_caller_may_overwrite_y(Layer layer)
    {
        Tensor y = layer.Forward(X);
        Tensor dY = Ones(y);
        float[] expected = layer.Backward(dY).Values<float>().ToArray();
        y.Values<float>().Fill(float.NaN);
        Assert.That(layer.Backward(dY).Values<float>().ToArray(), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(All))]
    public void A_second_forward_replaces_the_first(Layer layer)
    {
        Tensor turned = X, other = Tensor.Of<double>([2, 1, 2, 2], [4, 3, 2, 1, 1, 2, 3, 4]);
        turned.Values<float>().Reverse();
        double[] expected = Gradient(turned);
        layer.Forward(X);
        layer.Forward(other);
        Assert.That(Gradient(turned), Is.EqualTo(expected));
        Tensor y = layer.Forward(other);
        Assert.That(layer.Backward(y).Shape.ToArray(), Is.EqualTo(other.Shape.ToArray()), "of another shape and type");

        double[] Gradient(Tensor x) => layer.Backward(Ones(layer.Forward(x))).ToDoubles();
    }

    [TestCaseSource(nameof(All))]
    public void Backward_needs_a_forward_that_went_well(Layer layer)
    {
        string message = $"Backward of {layer}: found nothing held; allowed: a call of Forward before it";
        Tensor dY = Tensor.Of<float>([1], [1]);
        AssertError(() => layer.Backward(dY), message);
        layer.Forward(X);
        layer.Forget();
        AssertError(() => layer.Backward(dY), message);
        layer.Forward(X);
        Assert.That(() => layer.Forward(new Tensor(ElementType.Float, [])), Throws.InstanceOf<InvalidPoolingException>());
        AssertError(() => layer.Backward(dY), message);
        Assert.That(() => layer.Forward(null!), Throws.ArgumentNullException);
        Assert.That(() => layer.Backward(null!), Throws.ArgumentNullException);
    }

    [TestCaseSource(nameof(All))]
    public void Backward_takes_the_shape_and_type_of_y(Layer layer)
    {
        Tensor y = layer.Forward(X);
        string shape = Shapes.Format(y.Shape);
        AssertError(() => layer.Backward(new Tensor(ElementType.Double, y.Shape)), "element type of dY: found double; allowed: float, the type of Y");
        AssertError(() => layer.Backward(new Tensor(ElementType.Float, [1, .. y.Shape])), $"shape of dY: found 1x{shape}; allowed: {shape}");
        AssertError(() => layer.Backward(new Tensor(ElementType.Float, [y.ElementCount])), $"shape of dY: found {y.ElementCount}; allowed: {shape}");
    }

    [TestCase(ElementType.Int8, 4)]
    [TestCase(ElementType.UInt8, 255)]
    public void Integers_have_maxima_but_no_gradient(ElementType type, int largest)
    {
        // 255 is -1 as a signed byte.
        Tensor x = Tensor.Of<byte>(type, [1, 1, 2, 2], [1, 255, 3, 4]);
        foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
        {
            var pool = new MaxPool2D(2, ties: ties);
            Tensor y = pool.Forward(x);
            Assert.That(y.ToDoubles(), Is.EqualTo((double[])[largest]));
            AssertError(() => pool.Backward(y), $"element type in Backward of {pool}: found {type.Name()}; allowed: float16, float, double, bfloat16");
        }
        AssertError(() => new AveragePool2D(2).Forward(x), $"element type: found {type.Name()} for AveragePool-22; allowed: float16, float, double, bfloat16");
        AssertError(() => new GlobalAveragePool2D().Forward(x), $"element type: found {type.Name()} for GlobalAveragePool-22; allowed: float16, float, double, bfloat16");
        var flatten = new OnnxPool.Layers.Flatten();
        Tensor flat = flatten.Forward(x);
        AssertError(() => flatten.Backward(flat), $"element type in Backward of Flatten(): found {type.Name()}; allowed: float16, float, double, bfloat16");
    }

    [Test]
    public void Images_have_four_axes()
    {
        foreach ((PoolLayout layout, string axes) in (ReadOnlySpan<(PoolLayout, string)>)[(PoolLayout.Nchw, "(N, C, H, W)"), (PoolLayout.Nhwc, "(N, H, W, C)")])
        {
            foreach (Layer layer in (Layer[])[new MaxPool2D(2, layout: layout), new AveragePool2D(2, layout: layout), new GlobalAveragePool2D(layout: layout)])
            {
                AssertError(() => layer.Forward(new Tensor(ElementType.Float, [1, 4, 4])), $"input rank: found 3 (shape 1x4x4); allowed: 4: {axes}");
                AssertError(() => layer.Forward(new Tensor(ElementType.Float, [1, 1, 4, 4, 4])), $"input rank: found 5 (shape 1x1x4x4x4); allowed: 4: {axes}");
            }
        }
        AssertError(() => new OnnxPool.Layers.Flatten(axis: 3).Forward(new Tensor(ElementType.Float, [2, 2])), "axis: found 3; allowed: -2 to 2 for shape 2x2");
    }

    [Test]
    public void Numbers_out_of_range_are_refused_at_once()
    {
        AssertError(() => _ = new MaxPool2D(0), "kernel_shape: found 0,0; allowed: 2 values >= 1");
        AssertError(() => _ = new AveragePool2D((2, -1)), "kernel_shape: found 2,-1; allowed: 2 values >= 1");
        AssertError(() => _ = new MaxPool2D(2, stride: (0, 1)), "strides: found 0,1; allowed: 2 values >= 1");
        AssertError(() => _ = new AveragePool2D(2, padding: -1), "pads: found -1,-1,-1,-1; allowed: 4 values >= 0");
        AssertError(() => _ = new MaxPool2D(2, ties: (TiePolicy)7), "ties: found 7; allowed: first, equal, all");
        AssertError(() => _ = new AveragePool2D(2, layout: (PoolLayout)9), "layout: found 9; allowed: NCHW, NHWC");
        AssertError(() => _ = new GlobalAveragePool2D(layout: (PoolLayout)9), "layout: found 9; allowed: NCHW, NHWC");
        AssertError(() => _ = new MaxPool2D(2, dilation: (1, 0)), "dilations: found 1,0; allowed: 2 values >= 1");
        AssertError(
            () => new MaxPool2D(5, stride: 1).Forward(new Tensor(ElementType.Float, [1, 1, 2, 3])),
            "output size of spatial axis 0: found -2 (input 2, kernel_shape 5, strides 1, dilations 1, pads 0 and 0); allowed: 0 or more");
    }

    [Test]
    public void A_layer_says_what_it_is()
    {
        string[] texts =
        [
            .. ((Layer[])
            [
                new MaxPool2D(2, stride: 2),
                new MaxPool2D((3, 2)),
                new MaxPool2D(3, stride: 1, padding: (1, 0), dilation: 2, ceilMode: true, layout: PoolLayout.Nhwc, ties: TiePolicy.Equal),
                new AveragePool2D(2, stride: (1, 2)),
                new AveragePool2D(2, padding: 1, countIncludePad: true, layout: PoolLayout.Nhwc),
                new GlobalAveragePool2D(),
                new GlobalAveragePool2D(keepDims: false),
                new GlobalAveragePool2D(layout: PoolLayout.Nhwc),
                new GlobalAveragePool2D(false, PoolLayout.Nhwc),
                new OnnxPool.Layers.Flatten(),
                new OnnxPool.Layers.Flatten(axis: -1),
            ]).Select(layer => $"{layer}"),
        ];
        Assert.That(texts, Is.EqualTo((string[])
        [
            "MaxPool2D(kernel_size=(2, 2), stride=(2, 2))",
            "MaxPool2D(kernel_size=(3, 2), stride=(3, 2))",
            "MaxPool2D(kernel_size=(3, 3), stride=(1, 1), padding=(1, 0), dilation=(2, 2), ceil_mode=True, layout=NHWC, ties=equal)",
            "AveragePool2D(kernel_size=(2, 2), stride=(1, 2))",
            "AveragePool2D(kernel_size=(2, 2), stride=(2, 2), padding=(1, 1), count_include_pad=True, layout=NHWC)",
            "GlobalAveragePool2D()",
            "GlobalAveragePool2D(keep_dims=False)",
            "GlobalAveragePool2D(layout=NHWC)",
            "GlobalAveragePool2D(keep_dims=False, layout=NHWC)",
            "Flatten()",
            "Flatten(axis=-1)",
        ]));
    }

    [Test]
    public void A_chain_goes_forward_and_back_through_layers_of_ones_own_too([Values] PoolLayout layout)
    {
        long[] shape = layout == PoolLayout.Nhwc ? [2, 8, 12, 3] : [2, 3, 8, 12];
        double[] x = Data.Distinct(shape, seed: 21);
        Layer[] chain =
        [
            new Rectifier(), new MaxPool2D((2, 3), stride: (1, 2), layout: layout), new AveragePool2D(2, layout: layout), new MaxPool2D(2, stride: 1, layout: layout, ties: TiePolicy.All),
            new GlobalAveragePool2D(keepDims: false, layout), new OnnxPool.Layers.Flatten(),
        ];
        Tensor y = Forward(x);
        Assert.That(y.Shape.ToArray(), Is.EqualTo((long[])[2, 3]));
        double[] slope = Backward(Ones(y)).ToDoubles();

        // Piecewise linear: a small step along any direction changes the sum of Y by just the gradient's part of it.
        double[] direction = Data.Distinct(shape, seed: 22), moved = [.. x.Zip(direction, (a, b) => a + (1e-6 * b))];
        double change = (Forward(moved).ToDoubles().Sum() - y.ToDoubles().Sum()) / 1e-6;
        Assert.That(change, Is.EqualTo(slope.Zip(direction, (a, b) => a * b).Sum()).Within(1e-6));
        Assert.That(Math.Abs(change), Is.GreaterThan(1));

        Tensor Forward(double[] values) => chain.Aggregate(Tensor.Of<double>(shape, values), (t, layer) => layer.Forward(t));

        Tensor Backward(Tensor dY) => chain.Reverse().Aggregate(dY, (t, layer) => layer.Backward(t));
    }

    [Test]
    public void Tensors_infer_their_type()
    {
        Assert.That(Tensor.Of<Half>([1, 2], [(Half)1, (Half)2]).Type, Is.EqualTo(ElementType.Float16));
        Assert.That(Tensor.Of<BFloat16>([0], []).Type, Is.EqualTo(ElementType.BFloat16));
        AssertError(() => Tensor.Of<float>([2, 2], [1, 2, 3]), "tensor data: found 3 values; allowed: 4 for shape 2x2");
        Assert.That(() => Tensor.Of<long>([1], [1]), Throws.InstanceOf<UnsupportedPoolingException>());
    }

    static Tensor Ones(Tensor y)
    {
        var ones = new Tensor(y.Type, y.Shape);
        if (y.Type == ElementType.Float) ones.Values<float>().Fill(1);
        else ones.Values<double>().Fill(1);
        return ones;
    }

    static void AssertError(Action call, string message) =>
        Assert.That(call, Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo(message));

    sealed class Rectifier : Layer
    {
        public override string ToString() => "Rectifier()";

        protected override (Tensor Y, Func<Tensor, Tensor> Gradient) Compute(Tensor x)
        {
            double[] y = [.. x.ToDoubles().Select(v => Math.Max(v, 0))];
            return (Tensor.Of<double>(x.Shape, y), dY => Tensor.Of<double>(dY.Shape, [.. dY.ToDoubles().Zip(y, (g, v) => v > 0 ? g : 0)]));
        }
    }
}
