using System.Numerics;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Kernels;

/// <summary>Every kernel of the table against the oracle and each other; one line for each element type stands at the end.</summary>
abstract class AverageKernelTests<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    static readonly ElementType s_type = ElementTypes.Of<T>();

    static IReadOnlyList<AverageKernel<T, TSum>> Kernels => AverageKernels<T, TSum>.Table.Kernels;

    // Not only groups of planes.
    static IEnumerable<AverageKernel<T, TSum>> AnyPlanes => Here.Where(k => k.Family != "average-groups");

    static IEnumerable<AverageKernel<T, TSum>> Here => Kernels.Where(k => SimdWidth.WhyNot(k.Bits) is null);

    static IEnumerable<AverageKernel<T, TSum>> Accepting(PoolGeometry geometry) =>
        Kernels.Where(k => k.WhyNot(new KernelRequest(geometry, Winners: false)) is null);

    [TestCase(DataKind.Uniform)]
    [TestCase(DataKind.Ties)]
    [TestCase(DataKind.Special)]
    [TestCase(DataKind.Infinite)]
    [TestCase(DataKind.Large)]
    public void Random_windows_keep_the_promise_and_all_kernels_agree(DataKind kind)
    {
        var ran = new Dictionary<string, int>();
        int i = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(400, seed: 91 + (int)kind))
        {
            Tensor x = ProblemData.Create(s_type, shape, kind, "average", i++);
            Check(shape, attributes with { CountIncludePad = i % 2 == 0 }, x.Values<T>(), exactly: kind == DataKind.Ties, ran);
        }
        Assert.That(AllButGroups(ran.Where(r => r.Value > 200).Select(r => r.Key)), Is.EquivalentTo(AnyPlanes.Where(k => k.Family != "average-planes").Select(k => k.Name)));
    }

    [TestCase(DataKind.Uniform)]
    [TestCase(DataKind.Ties)]
    [TestCase(DataKind.Special)]
    [TestCase(DataKind.Infinite)]
    [TestCase(DataKind.Large)]
    public void Planes_of_every_length_keep_the_promise_and_all_kernels_agree(DataKind kind)
    {
        var ran = new Dictionary<string, int>();
        foreach (int length in (int[])[.. Enumerable.Range(1, 70), 1000, 4099])
        {
            long[] shape = [1, 3, length];
            Tensor x = ProblemData.Create(s_type, shape, kind, "plane", length);
            Check(shape, new Reference.WindowAttributes { KernelShape = [length] }, x.Values<T>(), exactly: kind == DataKind.Ties, ran);
        }
        Assert.That(AllButGroups(ran.Keys), Is.EquivalentTo(AnyPlanes.Where(k => k.Family != "average-tiles").Select(k => k.Name)));
    }

    [TestCase(DataKind.Uniform)]
    [TestCase(DataKind.Ties)]
    [TestCase(DataKind.Infinite)]
    public void Long_windows_keep_the_promise_and_all_kernels_agree(DataKind kind)
    {
        var ran = new Dictionary<string, int>();
        int i = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in LongWindows.All)
        {
            Tensor x = ProblemData.Create(s_type, shape, kind, "long", i++);
            Check(shape, attributes with { CountIncludePad = i % 2 == 0 }, x.Values<T>(), exactly: kind == DataKind.Ties, ran);
        }
        Assert.That(AllButGroups(ran.Keys), Is.EquivalentTo(AnyPlanes.Select(k => k.Name)));
    }

    [Test]
    public void Rows_of_every_length_agree_with_the_oracle()
    {
        var ran = new Dictionary<string, int>();
        for (int length = 1; length <= 257; length++)
        {
            foreach ((long[] shape, Reference.WindowAttributes attributes) in RowWindows.Of(length))
            {
                Tensor x = ProblemData.Create(s_type, shape, length % 2 == 0 ? DataKind.Uniform : DataKind.Ties, "rows", length);
                Check(shape, attributes with { CountIncludePad = length % 3 == 0 }, x.Values<T>(), exactly: length % 2 != 0, ran);
            }
        }
        Assert.That(ran.Where(r => r.Value > 500).Select(r => r.Key), Is.SupersetOf(AnyPlanes.Where(k => k.Family != "average-planes").Select(k => k.Name)));
    }

    [Test]
    public void Small_planes_side_by_side_keep_the_promise_and_all_kernels_agree([Values] DataKind kind)
    {
        var ran = new Dictionary<string, int>();
        int i = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in SmallPlanes.Take(120, seed: 98 + (int)kind))
        {
            Tensor x = ProblemData.Create(s_type, shape, kind, "groups", i++);
            Check(shape, attributes with { CountIncludePad = i % 2 == 0 }, x.Values<T>(), exactly: kind == DataKind.Ties, ran);
        }
        Assert.That(ran.Keys, Is.SupersetOf(Here.Where(k => k.Family != "average-planes").Select(k => k.Name)));
    }

    [Test]
    public void An_empty_window_gives_zero_with_and_without_padding_in_the_divisor()
    {
        var geometry = PoolGeometry.Resolve([1, 1, 1, 2], new PoolAttributes { KernelShape = [1, 2], Dilations = [1, 3], Pads = [1, 1, 1, 1] });
        foreach (AverageKernel<T, TSum> kernel in Accepting(geometry))
        {
            foreach (bool includePad in (bool[])[false, true])
            {
                T[] y = KernelRuns.Average(kernel, geometry, includePad, [T.One, T.One], atEnd: true);
                Bits.AssertEqual<T>(y, [T.Zero, T.Zero, T.Zero], () => kernel.Name);
            }
        }
    }

    [Test]
    public void Positions_past_the_padding_never_count()
    {
        // 2-D, k=3 s=2 pads=1, ceil: the last window of each axis has two cells inside the padding.
        var geometry = PoolGeometry.Resolve([1, 1, 4, 4], new PoolAttributes { KernelShape = [3, 3], Strides = [2, 2], Pads = [1, 1, 1, 1], CeilMode = 1 });
        T[] x = [.. Enumerable.Range(1, 16).Select(i => Bits.Number<T>(i))];
        double[] expected = [14 / 9.0, 30 / 9.0, 12 / 6.0, 57 / 9.0, 99 / 9.0, 36 / 6.0, 27 / 6.0, 45 / 6.0, 16 / 4.0];
        foreach (AverageKernel<T, TSum> kernel in Accepting(geometry))
            Assert.That(KernelRuns.Average(kernel, geometry, includePad: true, x, atEnd: true), Is.EqualTo(expected.Select(Bits.Number<T>)), kernel.Name);
    }

    [Test]
    public void The_last_kernel_takes_every_request_and_the_first_that_accepts_is_selected()
    {
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(100, seed: 97))
        {
            var request = new KernelRequest(Geometry.Windows.Resolve(shape, attributes), Winners: false);
            Assert.That(Kernels[^1].WhyNot(request), Is.Null);
            Assert.That(AverageKernels<T, TSum>.Table.Select(request), Is.SameAs(Kernels.First(k => k.WhyNot(request) is null)));
        }
        Assert.That(Kernels.Select(k => k.Name), Is.Unique);
    }

    // Registers of two lanes make groups of two planes.
    static IEnumerable<string> AllButGroups(IEnumerable<string> names) => names.Where(n => !n.StartsWith("average-groups", StringComparison.Ordinal));

    static void Check(long[] shape, Reference.WindowAttributes attributes, ReadOnlySpan<T> x, bool exactly, Dictionary<string, int> ran)
    {
        PoolGeometry geometry = Geometry.Windows.Resolve(shape, attributes);
        Reference.AverageResult exact = Reference.AveragePool.Forward(Tensor.Of(s_type, shape, x).ToDoubles(), shape, attributes);
        var promise = Expectation.Average(s_type, exact);
        T[]? first = null;
        foreach (AverageKernel<T, TSum> kernel in Kernels)
        {
            if (kernel.WhyNot(new KernelRequest(geometry, Winners: false)) is not null) continue;
            ran[kernel.Name] = ran.GetValueOrDefault(kernel.Name) + 1;
            T[] y = KernelRuns.Average(kernel, geometry, attributes.CountIncludePad, x, atEnd: x.Length % 2 == 0);
            OutputDifference difference = promise.Check(Tensor.Of<T>(s_type, geometry.OutputShape, y));
            if (!difference.IsAccepted) Assert.Fail($"{Text()}: {difference.Describe()}");
            if (first is not null) Bits.AssertEqual<T>(y, first, Text);
            first ??= y;
            // A sum of small integers is exact, and so nothing is rounded but the quotient.
            if (exactly) Assert.That(y, Is.EqualTo(exact.Y.Select(Bits.Number<T>)), Text());

            string Text() => $"{kernel.Name} {Oracle.RandomWindows.Text(shape, attributes)} include {attributes.CountIncludePad}";
        }
    }
}

[Parallelizable(ParallelScope.All)]
sealed class FloatAverageKernelTests : AverageKernelTests<float, DoubleSum<float>>;

[Parallelizable(ParallelScope.All)]
sealed class DoubleAverageKernelTests : AverageKernelTests<double, CompensatedSum>;

[Parallelizable(ParallelScope.All)]
sealed class HalfAverageKernelTests : AverageKernelTests<Half, DoubleSum<Half>>;

[Parallelizable(ParallelScope.All)]
sealed class BFloat16AverageKernelTests : AverageKernelTests<BFloat16, DoubleSum<BFloat16>>;
