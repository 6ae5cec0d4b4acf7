using OnnxPool.Layers;

namespace OnnxPool.Tests.Layers;

/// <summary>Examples small enough to follow by hand.</summary>
[TestFixture]
public class WorkedExampleTests
{
    static readonly long[] s_square = [1, 1, 4, 4];

    static Tensor OneToSixteen => Tensor.Of<double>(s_square, [.. Enumerable.Range(1, 16).Select(i => (double)i)]);

    [Test]
    public void Max_of_1_to_16_sends_its_gradient_to_6_8_14_and_16([Values] TiePolicy ties)
    {
        var pool = new MaxPool2D(2, stride: 2, ties: ties);
        Tensor y = pool.Forward(OneToSixteen);
        Assert.That(y.Shape.ToArray(), Is.EqualTo((long[])[1, 1, 2, 2]));
        Assert.That(y.ToDoubles(), Is.EqualTo((double[])[6, 8, 14, 16]));

        Tensor dX = pool.Backward(Tensor.Of<double>([1, 1, 2, 2], [10, 20, 30, 40]));
        Assert.That(dX.Shape.ToArray(), Is.EqualTo(s_square));
        Assert.That(dX.ToDoubles(), Is.EqualTo((double[])[0, 0, 0, 0, 0, 10, 0, 20, 0, 0, 0, 0, 0, 30, 0, 40]));
    }

    [Test]
    public void Average_of_1_to_16_spreads_a_quarter_to_each()
    {
        var pool = new AveragePool2D(2);
        Assert.That(pool.Forward(OneToSixteen).ToDoubles(), Is.EqualTo((double[])[3.5, 5.5, 11.5, 13.5]));
        Assert.That(
            pool.Backward(Tensor.Of<double>([1, 1, 2, 2], [4, 8, 12, 16])).ToDoubles(),
            Is.EqualTo((double[])[1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]));
    }

    [TestCase(TiePolicy.First, new double[] { 1, 0, 0, 0 })]
    [TestCase(TiePolicy.Equal, new[] { 1 / 3.0, 1 / 3.0, 0, 1 / 3.0 })]
    [TestCase(TiePolicy.All, new double[] { 1, 1, 0, 1 })]
    public void Three_elements_tie(TiePolicy ties, double[] gradient)
    {
        foreach (PoolLayout layout in Enum.GetValues<PoolLayout>())
        {
            long[] shape = layout == PoolLayout.Nchw ? [1, 1, 2, 2] : [1, 2, 2, 1];
            var pool = new MaxPool2D(2, layout: layout, ties: ties);
            Assert.That(pool.Forward(Tensor.Of<double>(shape, [2, 2, 1, 2])).ToDoubles(), Is.EqualTo((double[])[2]));
            Assert.That(pool.Backward(Tensor.Of<double>([1, 1, 1, 1], [1])).ToDoubles(), Is.EqualTo(gradient), $"{pool}");
        }
    }

    [Test]
    public void Windows_that_overlap_add_their_gradients()
    {
        // 9 wins all four windows: an assignment in place of the addition would leave 4 there.
        Tensor x = Tensor.Of<double>([1, 1, 3, 3], [1, 2, 3, 4, 9, 5, 6, 7, 8]);
        Tensor dY = Tensor.Of<double>([1, 1, 2, 2], [1, 2, 3, 4]);
        foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
        {
            var max = new MaxPool2D(2, stride: 1, ties: ties);
            Assert.That(max.Forward(x).ToDoubles(), Is.All.EqualTo(9));
            Assert.That(max.Backward(dY).ToDoubles(), Is.EqualTo((double[])[0, 0, 0, 0, 10, 0, 0, 0, 0]), $"{max}");
        }
        var average = new AveragePool2D(2, stride: 1);
        average.Forward(x);
        Assert.That(average.Backward(dY).ToDoubles(), Is.EqualTo((double[])[0.25, 0.75, 0.5, 1, 2.5, 1.5, 0.75, 1.75, 1]));
    }

    [Test]
    public void A_pair_is_height_then_width()
    {
        Tensor x = Tensor.Of<float>([1, 1, 2, 6], [1, 2, 3, 4, 5, 6, 12, 11, 10, 9, 8, 7]);
        var pool = new MaxPool2D((1, 3), stride: (1, 2));
        Tensor y = pool.Forward(x);
        Assert.That(y.Shape.ToArray(), Is.EqualTo((long[])[1, 1, 2, 2]));
        Assert.That(y.ToDoubles(), Is.EqualTo((double[])[3, 5, 12, 10]));
        Assert.That(new MaxPool2D((2, 1)).Forward(x).ToDoubles(), Is.EqualTo((double[])[12, 11, 10, 9, 8, 7]));
        Assert.That(new AveragePool2D((1, 2), padding: (0, 1), countIncludePad: true).Forward(x).ToDoubles(), Is.EqualTo((double[])[0.5, 2.5, 4.5, 3, 6, 10.5, 8.5, 3.5]));
        Assert.That(new MaxPool2D((1, 2), dilation: (1, 4)).Forward(x).ToDoubles(), Is.EqualTo((double[])[5, 12]));
        Assert.That(new MaxPool2D((1, 4), ceilMode: true).Forward(x).ToDoubles(), Is.EqualTo((double[])[4, 6, 12, 8]));
    }

    [Test]
    public void The_mean_of_a_channel_is_spread_over_it([Values] PoolLayout layout, [Values] bool keepDims)
    {
        bool last = layout == PoolLayout.Nhwc;
        // Channels 1 2 3 4 5 9 and 10 20 30 40 50 90, an image of 3 x 2; and a second image with the signs turned.
        double[] channel = [1, 2, 3, 4, 5, 9];
        double[] planar = [.. channel, .. channel.Select(v => v * 10)];
        double[] image = last ? [.. channel.SelectMany(v => (double[])[v, v * 10])] : planar;
        Tensor x = Tensor.Of<double>(last ? [2, 3, 2, 2] : [2, 2, 3, 2], [.. image, .. image.Select(v => -v)]);

        var pool = new GlobalAveragePool2D(keepDims, layout);
        Tensor y = pool.Forward(x);
        Assert.That(y.Shape.ToArray(), Is.EqualTo(keepDims ? last ? (long[])[2, 1, 1, 2] : [2, 2, 1, 1] : [2, 2]));
        Assert.That(y.ToDoubles(), Is.EqualTo((double[])[4, 40, -4, -40]));

        Tensor dX = pool.Backward(Tensor.Of<double>(y.Shape, [6, 12, 18, 24]));
        Assert.That(dX.Shape.ToArray(), Is.EqualTo(x.Shape.ToArray()));
        double[] shares = last ? [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4]
            : [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4];
        Assert.That(dX.ToDoubles(), Is.EqualTo(shares));
    }

    [Test]
    public void Flatten_makes_a_matrix_and_back()
    {
        Tensor x = Tensor.Of<float>([2, 1, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
        var flatten = new OnnxPool.Layers.Flatten();
        Tensor y = flatten.Forward(x);
        Assert.That(y.Shape.ToArray(), Is.EqualTo((long[])[2, 4]));
        Assert.That(y.ToDoubles(), Is.EqualTo(x.ToDoubles()));
        Tensor dX = flatten.Backward(Tensor.Of<float>([2, 4], [8, 7, 6, 5, 4, 3, 2, 1]));
        Assert.That(dX.Shape.ToArray(), Is.EqualTo((long[])[2, 1, 2, 2]));
        Assert.That(dX.ToDoubles(), Is.EqualTo((double[])[8, 7, 6, 5, 4, 3, 2, 1]));
        Assert.That(new OnnxPool.Layers.Flatten(axis: -1).Forward(x).Shape.ToArray(), Is.EqualTo((long[])[4, 2]));
    }
}
