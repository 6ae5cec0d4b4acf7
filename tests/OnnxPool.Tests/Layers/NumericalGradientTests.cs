using OnnxPool.Layers;

namespace OnnxPool.Tests.Layers;

/// <summary>Backward against difference quotients of the loss ΣY², whose gradient behind a layer is 2Y.</summary>
[Parallelizable(ParallelScope.All)]
sealed class NumericalGradientTests
{
    const double Step = 1e-5;

    static IEnumerable<TestCaseData> Layers()
    {
        foreach (PoolLayout layout in Enum.GetValues<PoolLayout>())
        {
            foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
            {
                yield return new(new MaxPool2D(2, layout: layout, ties: ties), layout);
                yield return new(new MaxPool2D((3, 2), stride: (1, 2), padding: 1, dilation: (1, 2), ceilMode: true, layout: layout, ties: ties), layout);
            }
            yield return new(new AveragePool2D(2, layout: layout), layout);
            yield return new(new AveragePool2D((2, 3), stride: (1, 2), padding: (1, 0), layout: layout), layout);
            yield return new(new AveragePool2D(3, stride: 2, padding: 1, dilation: (2, 1), ceilMode: true, countIncludePad: true, layout: layout), layout);
            yield return new(new GlobalAveragePool2D(layout: layout), layout);
            yield return new(new GlobalAveragePool2D(keepDims: false, layout), layout);
            yield return new(new OnnxPool.Layers.Flatten(), layout);
        }
    }

    [TestCaseSource(nameof(Layers))]
    public void Backward_is_the_slope_of_forward(Layer layer, PoolLayout layout)
    {
        long[] shape = layout == PoolLayout.Nhwc ? [2, 5, 6, 2] : [2, 2, 5, 6];
        double[] x = Data.Distinct(shape, seed: 11);
        double[] y = Forward(x).ToDoubles();
        double[] analytic = layer.Backward(Tensor.Of<double>(Forward(x).Shape, [.. y.Select(v => 2 * v)])).ToDoubles();

        Assert.That(analytic.Count(g => Math.Abs(g) > 1e-3), Is.GreaterThan(y.Length / 4), "a gradient of zeros shows nothing");
        for (int i = 0; i < x.Length; i++)
        {
            double numeric = Slope(i);
            double error = Math.Abs(analytic[i] - numeric) / Math.Max(Math.Abs(analytic[i]) + Math.Abs(numeric), 1e-3);
            Assert.That(error, Is.LessThan(1e-7), $"{layer}, element {i}: {analytic[i]:R}, by differences {numeric:R}");
        }

        Tensor Forward(double[] values) => layer.Forward(Tensor.Of<double>(shape, values));

        // Term by term, because the other terms would only bring their rounding errors: all that do not change cancel exactly.
        double Slope(int i)
        {
            double old = x[i];
            x[i] = old + Step;
            double[] above = Forward(x).ToDoubles();
            x[i] = old - Step;
            double[] below = Forward(x).ToDoubles();
            x[i] = old;
            return above.Zip(below, (a, b) => (a * a) - (b * b)).Sum() / (2 * Step);
        }
    }
}
