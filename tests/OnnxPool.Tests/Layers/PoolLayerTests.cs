using OnnxPool.Conformance;
using OnnxPool.Layers;

namespace OnnxPool.Tests.Layers;

/// <summary>The layers with windows against textbook loops, and against the operators where a textbook has nothing to say.</summary>
[Parallelizable(ParallelScope.All)]
sealed class PoolLayerTests
{
    /// <summary>Kernel and stride equal, smaller and larger than each other, in both axes and crosswise; images wider and higher.</summary>
    static IEnumerable<TestCaseData> Windows()
    {
        foreach (PoolLayout layout in Enum.GetValues<PoolLayout>())
        {
            foreach ((PerAxis kernel, PerAxis stride) in ((PerAxis, PerAxis)[])[(2, 2), (3, 2), (3, 1), (2, 3), ((2, 3), (2, 3)), ((3, 1), (1, 2)), ((1, 4), (3, 1))])
            {
                yield return new(layout, kernel, stride, 5, 9);
                yield return new(layout, kernel, stride, 8, 4);
            }
        }
    }

    [TestCaseSource(nameof(Windows))]
    public void Layers_agree_with_textbook_loops(PoolLayout layout, PerAxis kernel, PerAxis stride, int height, int width)
    {
        long[] shape = layout == PoolLayout.Nhwc ? [2, height, width, 3] : [2, 3, height, width];
        var naive = new NaivePooling(shape, kernel, stride, layout);
        double[] x = Data.Distinct(shape, seed: 5), dY = Data.Distinct(naive.OutputShape, seed: 6);
        Check(new MaxPool2D(kernel, stride, layout: layout), naive.Max(x, dY), tolerance: 0);
        Check(new MaxPool2D(kernel, stride, layout: layout, ties: TiePolicy.Equal), naive.Max(x, dY), tolerance: 0);
        Check(new AveragePool2D(kernel, stride, layout: layout), naive.Average(x, dY), tolerance: 1e-13);

        void Check(Layer layer, (double[] Y, double[] DX) expected, double tolerance)
        {
            Tensor y = layer.Forward(Tensor.Of<double>(shape, x));
            Assert.That(y.Shape.ToArray(), Is.EqualTo(naive.OutputShape));
            Assert.That(y.ToDoubles(), Is.EqualTo(expected.Y).Within(tolerance), $"{layer}");
            Tensor dX = layer.Backward(Tensor.Of<double>(naive.OutputShape, dY));
            Assert.That(dX.Shape.ToArray(), Is.EqualTo(shape));
            Assert.That(dX.ToDoubles(), Is.EqualTo(expected.DX).Within(tolerance), $"{layer}");
        }
    }

    [Test]
    public void Layers_are_the_operators([Values] PoolLayout layout, [Values] DataKind kind)
    {
        var random = new Random(83);
        for (int i = 0; i < 200; i++)
        {
            PerAxis kernel = Pair(1, 4), stride = Pair(1, 4), padding = Pair(0, 3), dilation = Pair(1, 3);
            bool ceil = random.Next(2) == 0, include = random.Next(2) == 0;
            long[] shape = layout == PoolLayout.Nhwc
                ? [random.Next(3), random.Next(9, 14), random.Next(9, 14), random.Next(1, 5)]
                : [random.Next(3), random.Next(1, 5), random.Next(9, 14), random.Next(9, 14)];
            PoolAttributes attributes = Attributes(includePad: 0), counting = Attributes(include ? 1 : 0);
            Tensor x = ProblemData.Create(ElementType.Float, shape, kind, "layers", i);
            long[] output = MaxPool.OutputShape(shape, attributes);
            Tensor dY = ProblemData.Create(ElementType.Float, output, kind, "behind", i);
            float[] y = new float[dY.ElementCount], dX = new float[x.ElementCount];

            MaxPool.Forward<float>(x.Values<float>(), shape, attributes, y);
            foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
            {
                MaxPool.Backward<float>(dY.Values<float>(), x.Values<float>(), shape, attributes, dX, ties);
                Check(new MaxPool2D(kernel, stride, padding, dilation, ceil, layout, ties));
            }
            AveragePool.Forward<float>(x.Values<float>(), shape, counting, y);
            AveragePool.Backward<float>(dY.Values<float>(), shape, counting, dX);
            Check(new AveragePool2D(kernel, stride, padding, dilation, ceil, include, layout));

            void Check(Layer layer)
            {
                Kernels.Bits.AssertEqual<float>(layer.Forward(x).Values<float>(), y, () => $"{layer} on {Shapes.Format(shape)}");
                Kernels.Bits.AssertEqual<float>(layer.Backward(dY).Values<float>(), dX, () => $"back through {layer} on {Shapes.Format(shape)}");
            }

            PoolAttributes Attributes(long includePad) => new()
            {
                KernelShape = [kernel.H, kernel.W],
                Strides = [stride.H, stride.W],
                Pads = [padding.H, padding.W, padding.H, padding.W],
                Dilations = [dilation.H, dilation.W],
                CeilMode = ceil ? 1 : 0,
                CountIncludePad = includePad,
                Layout = layout,
            };
        }

        PerAxis Pair(int least, int most) => (random.Next(least, most + 1), random.Next(least, most + 1));
    }

    [Test]
    public void Every_floating_type_goes_forward_and_back([Values] PoolLayout layout)
    {
        Check<float>();
        Check<double>();
        Check<Half>();
        Check<BFloat16>();

        void Check<T>() where T : unmanaged, System.Numerics.INumber<T>
        {
            ElementType type = ElementTypes.Of<T>();
            // Multiples of 4 up to 96: means over 4 and their gradients are exact in all types.
            long[] shape = layout == PoolLayout.Nhwc ? [1, 4, 6, 1] : [1, 1, 4, 6];
            Tensor x = Tensor.Of<T>(shape, [.. Enumerable.Range(1, 24).Select(i => T.CreateChecked(4 * (i * 7 % 25)))]);
            Tensor wide = Tensor.Of<double>(shape, x.ToDoubles());
            Layer[] layers =
            [
                new MaxPool2D(2, layout: layout), new MaxPool2D(3, stride: 1, layout: layout, ties: TiePolicy.All),
                new AveragePool2D(2, layout: layout), new GlobalAveragePool2D(layout: layout), new OnnxPool.Layers.Flatten(),
            ];
            foreach (Layer layer in layers)
            {
                Tensor y = layer.Forward(x), dX = layer.Backward(y);
                Assert.That((y.Type, dX.Type), Is.EqualTo((type, type)));
                Assert.That(dX.Shape.ToArray(), Is.EqualTo(shape));
                Tensor wideY = layer.Forward(wide);
                // One rounding where the type is too narrow for a sum or a share.
                double step = type == ElementType.BFloat16 ? 1.0 / 256 : type == ElementType.Float16 ? 1.0 / 2048 : 1e-7;
                Assert.That(y.ToDoubles(), Is.EqualTo(wideY.ToDoubles()).Within(100 * step).Percent, $"{layer} of {type}");
                Assert.That(dX.ToDoubles(), Is.EqualTo(layer.Backward(Tensor.Of<double>(wideY.Shape, y.ToDoubles())).ToDoubles()).Within(100 * step).Percent, $"{layer} of {type}");
            }
        }
    }

    [Test]
    public void No_batch_goes_forward_and_back()
    {
        foreach (Layer layer in (Layer[])[new MaxPool2D(2), new MaxPool2D(2, ties: TiePolicy.Equal), new AveragePool2D(2), new GlobalAveragePool2D(keepDims: false), new OnnxPool.Layers.Flatten()])
        {
            Tensor y = layer.Forward(Tensor.Of<float>([0, 3, 4, 6], []));
            Assert.That(y.Shape[0], Is.Zero);
            Assert.That(layer.Backward(Tensor.Of<float>(y.Shape, [])).Shape.ToArray(), Is.EqualTo((long[])[0, 3, 4, 6]), $"{layer}");
        }
    }

    [Test]
    public void A_window_of_padding_sends_nothing_back()
    {
        Tensor x = Tensor.Of<double>([1, 1, 1, 1], [5]);
        foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
        {
            var pool = new MaxPool2D(1, stride: 1, padding: 1, ties: ties);
            double none = double.NegativeInfinity;
            Assert.That(pool.Forward(x).ToDoubles(), Is.EqualTo((double[])[none, none, none, none, 5, none, none, none, none]));
            Assert.That(pool.Backward(Tensor.Of<double>([1, 1, 3, 3], [1, 1, 1, 1, 7, 1, 1, 1, 1])).ToDoubles(), Is.EqualTo((double[])[7]));
        }
    }
}
