using System.Numerics;
using OnnxPool.Conformance;
using OnnxPool.Reference;
using OnnxPool.Tests.Kernels;

namespace OnnxPool.Tests.Operators;

/// <summary>Data with the channels last gives what the same data gives with the channels first.</summary>
/// <remarks>
/// To the bit where an element meets its terms in one order: all but the gradients of averages over several axes, which run down the columns of outputs
/// with NCHW, and through them in row-major order with NHWC.
/// </remarks>
[Parallelizable(ParallelScope.All)]
sealed class LayoutTests
{
    const int Windows = 150;

    static readonly PoolOperator[] s_windowed = [MaxPool.Operator, AveragePool.Operator, LpPool.Operator];
    static readonly PoolOperator[] s_global = [GlobalMaxPool.Operator, GlobalAveragePool.Operator, GlobalLpPool.Operator];

    [Test]
    public void Windows_give_the_same_in_both_layouts([ValueSource(nameof(s_windowed))] PoolOperator op, [Values] DataKind kind)
    {
        var random = new Random(41 + (int)kind);
        int ran = 0, largest = 0;
        while (ran < Windows)
        {
            OperatorVersion version = op.Versions[^1];
            int axes = random.Next(1, 4), channels = random.Next(1, 18);
            Dictionary<string, AttributeValue> attributes = RandomAttributes(random, version, axes);
            long[] shape = Shape(random, axes, channels);
            if (!HasSize(op, attributes, shape)) continue;
            ran++;
            largest = Math.Max(largest, channels);
            Compare(op, attributes, Any(random, version.Types), shape, kind, ran);
        }
        Assert.That(largest, Is.EqualTo(17));
    }

    [Test]
    public void Planes_give_the_same_in_both_layouts([ValueSource(nameof(s_global))] PoolOperator op, [Values] DataKind kind)
    {
        var random = new Random(57 + (int)kind);
        for (int i = 0; i < Windows; i++)
        {
            OperatorVersion version = op.Versions[^1];
            var attributes = new Dictionary<string, AttributeValue>();
            if (version.Has("p")) attributes["p"] = AttributeValue.Of(random.Next(1, 5));
            Compare(op, attributes, Any(random, version.Types), Shape(random, random.Next(4), random.Next(1, 18)), kind, i);
        }
    }

    [Test]
    public void Each_kernel_of_a_table_gives_the_same([Values] DataKind kind)
    {
        Check<float, DoubleSum<float>>();
        Check<double, CompensatedSum>();
        Check<Half, DoubleSum<Half>>();
        Check<BFloat16, DoubleSum<BFloat16>>();

        void Check<T, TSum>() where T : unmanaged, INumber<T> where TSum : struct, IRunningSum<TSum, T>
        {
            var random = new Random(73);
            var ran = new Dictionary<string, int>();
            for (int i = 0; i < Windows; i++)
            {
                int axes = random.Next(1, 4);
                long[] shape = Shape(random, axes, random.Next(1, 18));
                Dictionary<string, AttributeValue> windows = RandomAttributes(random, AveragePool.Operator.Versions[^1], axes);
                if (Shapes.ElementCount(shape) == 0 || !HasSize(AveragePool.Operator, windows, shape)) continue;
                Tensor first = ProblemData.Create(ElementTypes.Of<T>(), shape, kind, "kernels", i);
                int payload = 0;
                // Each NaN with bits of its own, so that it shows which of several won.
                foreach (ref T value in first.Values<T>())
                    if (T.IsNaN(value)) value = Bits.NaN<T>(++payload);
                T[] x = ChannelsLast(first).Values<T>().ToArray();
                PoolGeometry geometry = Geometry(AveragePool.Operator, windows, PoolLayout.Nhwc, Moved(shape));
                if (geometry.OutputCount == 0) continue;
                bool includePad = windows["count_include_pad"].Int == 1;
                bool atEnd = i % 2 == 0;

                windows.Remove("count_include_pad");
                Tensor[] maxima = [.. Run(MaxPool.Operator, windows, PoolLayout.Nchw, [first], outputs: 2).Select(t => Turned(t, shape))];
                foreach (MaxKernel<T> kernel in MaxKernels<T>.Table.Kernels)
                {
                    foreach (bool winners in (bool[])[false, true])
                    {
                        if (kernel.WhyNot(new KernelRequest(geometry, winners)) is not null) continue;
                        (T[] y, long[] positions) = KernelRuns.Max(kernel, geometry, x, winners, atEnd);
                        Bits.AssertEqual<T>(y, maxima[0].Values<T>(), () => $"{kernel} on {Shapes.Format(shape)}");
                        if (winners) Assert.That(positions, Is.EqualTo(maxima[1].Values<long>().ToArray()), $"{kernel}");
                        Count(kernel.Name);
                    }
                }
                T[]? means = null;
                foreach (AverageKernel<T, TSum> kernel in AverageKernels<T, TSum>.Table.Kernels)
                {
                    if (kernel.WhyNot(new KernelRequest(geometry, Winners: false)) is not null) continue;
                    T[] y = KernelRuns.Average(kernel, geometry, includePad, x, atEnd);
                    Bits.AssertEqual<T>(y, means ??= y, () => $"{kernel} on {Shapes.Format(shape)}");
                    Count(kernel.Name);
                }
            }
            // A plane of this layout has two axes at least, so that no kernel of planes of one axis is for it.
            IEnumerable<Kernel> kernels = [.. MaxKernels<T>.Table.Kernels, .. AverageKernels<T, TSum>.Table.Kernels];
            Assert.That(ran.Keys, Is.EquivalentTo(
                kernels.Where(k => !k.Family.EndsWith("-planes", StringComparison.Ordinal) && !k.Family.EndsWith("-groups", StringComparison.Ordinal) && SimdWidth.WhyNot(k.Bits) is null).Select(k => k.Name)));
            Assert.That(ran.Values, Is.All.GreaterThan(Windows / 2));

            void Count(string kernel) => ran[kernel] = ran.GetValueOrDefault(kernel) + 1;
        }
    }

    /// <summary>Forward, then the gradient; and of maxima Indices, the gradient by them and by every tie policy.</summary>
    static void Compare(PoolOperator op, Dictionary<string, AttributeValue> attributes, ElementType type, long[] shape, DataKind kind, int seed)
    {
        string text = $"{op} {type.Name()} {Shapes.Format(shape)} {string.Join(' ', attributes.Select(a => $"{a.Key}={a.Value}"))} data={DataKinds.Name(kind)} --seed {seed}";
        bool averages = op is AveragePool or GlobalAveragePool;
        PoolOperator gradient = OperatorTable.Gradients.Single(g => g.Forward == op);
        Tensor x = ProblemData.Create(type, shape, kind, "layout", seed);

        Tensor y = Both(op, attributes, [x])[0];
        if (!gradient.Versions[^1].Types.Contains(type)) return;
        Tensor dY = ProblemData.Create(type, y.Shape, kind, "behind", seed);
        if (averages)
        {
            Tensor size = Tensor.Of<long>(ElementType.Int64, [shape.Length], shape);
            Both(gradient, attributes, [dY, size], shape.Length == 3 || op is GlobalAveragePool ? null : () => Run(gradient, attributes, PoolLayout.Nchw, [Magnitude(dY), size])[0]);
            return;
        }
        if (op is not (MaxPool or GlobalMaxPool))
        {
            Both(gradient, attributes, [dY, x]);
            return;
        }
        foreach (string ties in TiePolicies.Names)
            Both(gradient, new(attributes) { ["ties"] = AttributeValue.Of(ties) }, [dY, x]);
        if (op is not MaxPool) return;
        Tensor[] outputs = Both(op, attributes, [x], outputs: 2);
        Bits.AssertEqual<byte>(outputs[0].Bytes, y.Bytes, () => $"{text}: with Indices");
        Both(gradient, attributes, [dY, x, y, outputs[1]]);

        Tensor[] Both(PoolOperator o, Dictionary<string, AttributeValue> a, Tensor[] inputs, Func<Tensor>? scale = null, int outputs = 1)
        {
            Tensor[] first = Run(o, a, PoolLayout.Nchw, inputs, outputs);
            Tensor[] last = Run(o, a, PoolLayout.Nhwc, [.. inputs.Select(t => Turned(t, shape))], outputs);
            for (int i = 0; i < outputs; i++)
            {
                Tensor expected = Turned(first[i], shape);
                Assert.That(last[i].Shape.ToArray(), Is.EqualTo(expected.Shape.ToArray()), $"{o}: {text}");
                if (scale is null) Bits.AssertEqual<byte>(last[i].Bytes, expected.Bytes, () => $"{o}, output {i}: {text}");
                else AssertNear(last[i], expected, Turned(scale(), shape), $"{o}: {text}");
            }
            return first;
        }
    }

    /// <summary>Within 1 ULP; where terms cancel, within what their sum itself leaves uncertain.</summary>
    /// <param name="actual">One layout's.</param>
    /// <param name="expected">The other's.</param>
    /// <param name="scale">The same of the terms' magnitudes.</param>
    /// <param name="text">The case.</param>
    static void AssertNear(Tensor actual, Tensor expected, Tensor scale, string text)
    {
        FloatFormat format = Ulp.Format(actual.Type)!.Value;
        // Windows have at most 2^6 terms: 2^6 * 2^-53 in a sum of doubles, and the square of it in a compensated one.
        double uncertain = Math.ScaleB(1, actual.Type == ElementType.Double ? -94 : -47);
        double[] a = actual.ToDoubles(), b = expected.ToDoubles(), sizes = scale.ToDoubles();
        for (int i = 0; i < a.Length; i++)
            Assert.That(Ulp.Distance(format, a[i], b[i]) <= 1 || Math.Abs(a[i] - b[i]) <= sizes[i] * uncertain, $"element {i}, {a[i]:R} and {b[i]:R}: {text}");
    }

    static Tensor[] Run(PoolOperator op, Dictionary<string, AttributeValue> attributes, PoolLayout layout, Tensor[] inputs, int outputs = 1) =>
        op.Bind(op.Versions[^1].Since, new AttributeReader(attributes), layout).Run(inputs, outputs);

    /// <summary>What takes the place of an NCHW tensor: data with its channels last, Indices that point there, X_shape of such data.</summary>
    static Tensor Turned(Tensor tensor, long[] shape)
    {
        if (tensor.Type != ElementType.Int64) return ChannelsLast(tensor);
        if (tensor.Shape.Length == 1) return Tensor.Of<long>(ElementType.Int64, tensor.Shape, Moved(tensor.Values<long>()));
        long channels = shape[1], plane = Shapes.ElementCount(shape.AsSpan(2));
        long[] positions = [.. tensor.Values<long>().ToArray().Select(i => i < 0 ? i : (((i / plane / channels * plane) + (i % plane)) * channels) + (i / plane % channels))];
        return ChannelsLast(Tensor.Of<long>(ElementType.Int64, tensor.Shape, positions));
    }

    static Tensor ChannelsLast(Tensor tensor)
    {
        int width = tensor.Type.BitsPerElement() / 8;
        int channels = (int)tensor.Shape[1], plane = (int)Shapes.ElementCount(tensor.Shape[2..]);
        var turned = new Tensor(tensor.Type, Moved(tensor.Shape));
        for (int i = 0; i < tensor.ElementCount; i++)
        {
            int target = (((i / plane / channels * plane) + (i % plane)) * channels) + (i / plane % channels);
            tensor.Bytes.Slice(i * width, width).CopyTo(turned.Bytes[(target * width)..]);
        }
        return turned;
    }

    static long[] Moved(ReadOnlySpan<long> shape) => [shape[0], .. shape[2..], shape[1]];

    static Tensor Magnitude(Tensor tensor)
    {
        var magnitude = new Tensor(tensor.Type, tensor.Shape);
        tensor.Bytes.CopyTo(magnitude.Bytes);
        // The sign is the top bit of the last byte of every floating-point type.
        int width = tensor.Type.BitsPerElement() / 8;
        for (int i = width - 1; i < magnitude.Bytes.Length; i += width) magnitude.Bytes[i] &= 0x7F;
        return magnitude;
    }

    static PoolGeometry Geometry(PoolOperator op, Dictionary<string, AttributeValue> attributes, PoolLayout layout, long[] shape) =>
        op.Bind(op.Versions[^1].Since, new AttributeReader(attributes), layout).Geometry(shape)!;

    static bool HasSize(PoolOperator op, Dictionary<string, AttributeValue> attributes, long[] shape)
    {
        try
        {
            _ = op.Bind(op.Versions[^1].Since, new AttributeReader(attributes)).OutputShape(shape);
            return true;
        }
        catch (InvalidPoolingException e) when (e.Subject.StartsWith("output size", StringComparison.Ordinal))
        {
            return false;
        }
    }

    static Dictionary<string, AttributeValue> RandomAttributes(Random random, OperatorVersion version, int axes)
    {
        int largest = axes == 1 ? 7 : 4;
        Dictionary<string, AttributeValue> attributes = new()
        {
            ["kernel_shape"] = List(axes, 1, largest),
            ["strides"] = List(axes, 1, 4),
            ["dilations"] = List(axes, 1, 3),
            ["ceil_mode"] = AttributeValue.Of(random.Next(2)),
        };
        string autoPad = Any(random, ["NOTSET", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"]);
        if (autoPad == "NOTSET") attributes["pads"] = List(2 * axes, 0, 3);
        else attributes["auto_pad"] = AttributeValue.Of(autoPad);
        if (version.Has("count_include_pad")) attributes["count_include_pad"] = AttributeValue.Of(random.Next(2));
        if (version.Has("p")) attributes["p"] = AttributeValue.Of(random.Next(1, 5));
        return attributes;

        AttributeValue List(int length, int least, int most) => AttributeValue.Of([.. Enumerable.Range(0, length).Select(_ => (long)random.Next(least, most + 1))]);
    }

    static long[] Shape(Random random, int axes, int channels)
    {
        long[] shape = [random.Next(1, 3), channels, .. Enumerable.Range(0, axes).Select(_ => (long)random.Next(1, axes == 3 ? 6 : 10))];
        if (random.Next(20) == 0) shape[random.Next(shape.Length)] = 0;
        return shape;
    }

    static T Any<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
