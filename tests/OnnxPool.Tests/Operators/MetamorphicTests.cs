using OnnxPool.Conformance;
using OnnxPool.Tests.Kernels;

namespace OnnxPool.Tests.Operators;

/// <summary>Relations between calls, for which no oracle is needed.</summary>
[Parallelizable(ParallelScope.All)]
sealed class MetamorphicTests
{
    static readonly PoolAttributes s_window = new() { KernelShape = [3, 2], Strides = [2, 1], Dilations = [1, 2], Pads = [1, 1, 2, 0], CeilMode = 1 };

    [Test]
    public void Permuted_channels_permute_the_outputs([Values] DataKind kind)
    {
        long[] shape = [1, 4, 7, 9];
        int[] permutation = [2, 0, 3, 1];
        float[] x = Data<float>(ElementType.Float, shape, kind);
        float[] shuffled = [.. permutation.SelectMany(c => x[(c * 63)..((c + 1) * 63)])];
        foreach ((Func<float[], long[], float[]> pool, string name) in Pools())
        {
            float[] y = pool(x, shape);
            int plane = y.Length / 4;
            Bits.AssertEqual<float>(pool(shuffled, shape), [.. permutation.SelectMany(c => y[(c * plane)..((c + 1) * plane)])], () => name);
        }
    }

    [Test]
    public void A_batch_is_its_parts([Values] DataKind kind)
    {
        long[] shape = [3, 2, 7, 9], one = [1, 2, 7, 9];
        double[] x = Data<double>(ElementType.Double, shape, kind);
        double[] whole = new double[Count(MaxPool.OutputShape(shape, s_window))], part = new double[whole.Length / 3];
        long[] indices = new long[whole.Length], partial = new long[part.Length];
        MaxPool.Forward<double>(x, shape, s_window, whole, indices);
        for (int n = 0; n < 3; n++)
        {
            MaxPool.Forward<double>(x.AsSpan(n * 126, 126), one, s_window, part, partial);
            Bits.AssertEqual<double>(whole.AsSpan(n * part.Length, part.Length), part, () => $"batch {n}");
            Assert.That(indices.Skip(n * part.Length).Take(part.Length), Is.EqualTo(partial.Select(i => i < 0 ? i : i + (n * 126))), $"batch {n}");
        }
        AveragePool.Forward<double>(x, shape, s_window, whole);
        for (int n = 0; n < 3; n++)
        {
            AveragePool.Forward<double>(x.AsSpan(n * 126, 126), one, s_window, part);
            Bits.AssertEqual<double>(whole.AsSpan(n * part.Length, part.Length), part, () => $"batch {n}");
        }
    }

    [TestCase(1)]
    [TestCase(-1000)]
    public void Adding_a_number_to_integers_adds_it_to_the_outputs(int c)
    {
        long[] shape = [2, 2, 6, 8];
        // Multiples of 12: a mean over 1, 2, 3, 4 or 6 of them is whole.
        float[] x = [.. Data<float>(ElementType.Float, shape, DataKind.Ties).Select(v => v * 12)];
        float[] moved = [.. x.Select(v => v + c)];
        foreach ((Func<float[], long[], float[]> pool, string name) in Pools().SkipLast(1))
            Assert.That(pool(moved, shape), Is.EqualTo(pool(x, shape).Select(v => float.IsInfinity(v) ? v : v + c)), name);
    }

    [Test]
    public void Swapped_axes_swap_the_outputs([Values] DataKind kind)
    {
        var swapped = new PoolAttributes { KernelShape = [2, 3], Strides = [1, 2], Dilations = [2, 1], Pads = [1, 1, 0, 2], CeilMode = 1 };
        double[] x = Data<double>(ElementType.Double, [1, 1, 7, 9], kind);
        double[] y = Max(x, [1, 1, 7, 9], s_window), z = Max(Transpose(x, 7, 9), [1, 1, 9, 7], swapped);
        long[] shape = MaxPool.OutputShape([1, 1, 7, 9], s_window);
        Assert.That(Transpose(y, (int)shape[2], (int)shape[3]), Is.EqualTo(z));

        static double[] Transpose(double[] m, int rows, int columns) =>
            [.. Enumerable.Range(0, m.Length).Select(i => m[(i % rows * columns) + (i / rows)])];

        static double[] Max(double[] x, long[] shape, PoolAttributes attributes)
        {
            double[] y = new double[Count(MaxPool.OutputShape(shape, attributes))];
            MaxPool.Forward<double>(x, shape, attributes, y);
            return y;
        }
    }

    [Test]
    public void Calls_from_many_threads_give_the_same_bits()
    {
        Problem[] problems = [.. new RandomProblems(7).Take(120).Where(p => p.Find("kernel_shape") is not null && RandomProblems.HasSize(p))];
        Assert.That(problems, Has.Length.GreaterThan(60));
        IReadOnlyList<Tensor>[] inputs = [.. problems.Select(p => ProblemData.Inputs(p, seed: 7))];
        Tensor[][] alone = [.. problems.Zip(inputs, Run)];
        var different = new System.Collections.Concurrent.ConcurrentBag<string>();
        // Every thread works on other problems at the same time, so that shared scratch would mix them up.
        Parallel.For(0, 40 * problems.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, call =>
        {
            int i = call * 31 % problems.Length;
            Tensor[] outputs = Run(problems[i], inputs[i]);
            for (int k = 0; k < outputs.Length; k++)
                if (!outputs[k].Bytes.SequenceEqual(alone[i][k].Bytes)) different.Add(problems[i].ToString());
        });
        Assert.That(different.Distinct(), Is.Empty);

        static Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs) => problem.Bind().Run(inputs, problem.Outputs.Count);
    }

    // The last one includes padding in its divisor, and so is no mean of elements.
    static IEnumerable<(Func<float[], long[], float[]> Pool, string Name)> Pools()
    {
        yield return ((x, shape) => Run(MaxPool.OutputShape(shape, s_window), y => MaxPool.Forward<float>(x, shape, s_window, y)), "MaxPool");
        yield return ((x, shape) => Run(MaxPool.OutputShape(shape, s_window), y => MaxPool.Forward<float>(x, shape, s_window, y, new long[y.Length])), "MaxPool with Indices");
        yield return ((x, shape) => Run(AveragePool.OutputShape(shape, s_window), y => AveragePool.Forward<float>(x, shape, s_window, y)), "AveragePool");
        var include = new PoolAttributes { KernelShape = [2, 3], Pads = [1, 2, 1, 2], CountIncludePad = 1 };
        yield return ((x, shape) => Run(AveragePool.OutputShape(shape, include), y => AveragePool.Forward<float>(x, shape, include, y)), "AveragePool with padding");

        static float[] Run(long[] shape, Action<float[]> forward)
        {
            float[] y = new float[Count(shape)];
            Bits.Junk<float>(y);
            forward(y);
            return y;
        }
    }

    static T[] Data<T>(ElementType type, long[] shape, DataKind kind) where T : unmanaged =>
        ProblemData.Create(type, shape, kind, "metamorphic", seed: 3).Values<T>().ToArray();

    static long Count(long[] shape) => Shapes.ElementCount(shape);
}
