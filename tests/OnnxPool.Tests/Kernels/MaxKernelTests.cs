using System.Numerics;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Kernels;

/// <summary>Every kernel of the table against the oracle; one line for each element type stands at the end.</summary>
abstract class MaxKernelTests<T> where T : unmanaged, INumber<T>
{
    static readonly ElementType s_type = ElementTypes.Of<T>();

    private protected static IEnumerable<MaxKernel<T>> Kernels => MaxKernels<T>.Table.Kernels;

    // What takes windows of any kind: not whole planes only, nor only groups of planes.
    static IEnumerable<MaxKernel<T>> WindowKernels => Kernels.Where(k => k.Family is not ("max-planes" or "max-groups"));

    static IEnumerable<MaxKernel<T>> GroupKernels => Kernels.Where(k => k.Family == "max-groups");

    static IEnumerable<TestCaseData> KernelsAndKinds() =>
        from kernel in WindowKernels
        from kind in Enum.GetValues<DataKind>()
        select new TestCaseData(kernel.Name, kind);

    [TestCaseSource(nameof(KernelsAndKinds))]
    public void Random_windows_agree_with_the_oracle(string kernel, DataKind kind)
    {
        int ran = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(500, seed: 81 + (int)kind))
        {
            Tensor x = ProblemData.Create(s_type, shape, kind, "max", ran);
            ran += Check(Find(kernel), shape, attributes, x.Values<T>()) ? 1 : 0;
        }
        Assert.That(ran, Is.GreaterThan(300), "most problems must be for this kernel");
    }

    [TestCaseSource(nameof(WindowKernels))]
    public void Rows_of_every_length_agree_with_the_oracle(MaxKernel<T> kernel)
    {
        int ran = 0;
        for (int length = 1; length <= 257; length++)
        {
            foreach ((long[] shape, Reference.WindowAttributes attributes) in RowWindows.Of(length))
            {
                Tensor x = ProblemData.Create(s_type, shape, DataKind.Uniform, "rows", length);
                ran += Check(kernel, shape, attributes, x.Values<T>()) ? 1 : 0;
            }
        }
        Assert.That(ran, Is.GreaterThan(500));
    }

    [TestCase(DataKind.Uniform)]
    [TestCase(DataKind.Ties)]
    [TestCase(DataKind.Special)]
    public void Long_windows_agree_with_the_oracle(DataKind kind)
    {
        var ran = new HashSet<string>();
        int i = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in LongWindows.All)
        {
            Tensor x = ProblemData.Create(s_type, shape, kind, "long", i++);
            foreach (MaxKernel<T> kernel in Kernels)
                if (Check(kernel, shape, attributes, x.Values<T>())) ran.Add(kernel.Name);
        }
        Assert.That(ran.Except(GroupKernels.Select(k => k.Name)), Is.EquivalentTo(Kernels.Except(GroupKernels).Where(k => SimdWidth.WhyNot(k.Bits) is null).Select(k => k.Name)));
    }

    [TestCase(DataKind.Uniform)]
    [TestCase(DataKind.Ties)]
    [TestCase(DataKind.Special)]
    [TestCase(DataKind.Infinite)]
    public void Planes_of_every_length_agree_with_the_oracle(DataKind kind)
    {
        var ran = new HashSet<string>();
        foreach (int length in (int[])[.. Enumerable.Range(1, 150), 1000, 4099])
        {
            long[] shape = [1, 3, length];
            Tensor x = ProblemData.Create(s_type, shape, kind, "plane", length);
            foreach (MaxKernel<T> kernel in Kernels)
                if (Check(kernel, shape, new() { KernelShape = [length] }, x.Values<T>())) ran.Add(kernel.Name);
        }
        Assert.That(ran.Except(GroupKernels.Select(k => k.Name)), Is.EquivalentTo(Kernels.Except(GroupKernels).Where(k => SimdWidth.WhyNot(k.Bits) is null).Select(k => k.Name)));
    }

    [Test]
    public void Small_planes_side_by_side_agree_with_the_oracle([Values] DataKind kind)
    {
        var ran = new HashSet<string>();
        int i = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in SmallPlanes.Take(150, seed: 85 + (int)kind))
        {
            Tensor x = ProblemData.Create(s_type, shape, kind, "groups", i++);
            foreach (MaxKernel<T> kernel in GroupKernels)
                if (Check(kernel, shape, attributes, x.Values<T>())) ran.Add(kernel.Name);
        }
        Assert.That(ran, Is.EquivalentTo(GroupKernels.Where(k => SimdWidth.WhyNot(k.Bits) is null).Select(k => k.Name)));
    }

    [Test]
    public void Of_a_plane_the_largest_is_found_wherever_it_stands([Values(1, 2, 7, 16, 49, 64, 100, 257, 300)] int length)
    {
        var geometry = PoolGeometry.Global([1, 1, length]);
        for (int at = 0; at < length; at++)
        {
            var x = new T[length];
            Array.Fill(x, Bits.Number<T>(1));
            x[at] = Bits.Number<T>(100);
            foreach ((MaxKernel<T> kernel, bool positions) in Accepting(geometry))
            {
                (T[] y, long[] winners) = KernelRuns.Max(kernel, geometry, x, positions, atEnd: true);
                Assert.That(y, Is.EqualTo((T[])[x[at]]), $"{kernel} {at}");
                if (positions) Assert.That(winners, Is.EqualTo((long[])[at]), $"{kernel} {at}");
            }
        }
    }

    [Test]
    public void A_window_of_padding_gives_the_least_value_and_no_position()
    {
        // Dilation over the columns of the middle windows; the first and the last row are padding.
        var geometry = PoolGeometry.Resolve([1, 1, 1, 2], new PoolAttributes { KernelShape = [1, 2], Dilations = [1, 3], Pads = [1, 1, 1, 1] });
        foreach ((MaxKernel<T> kernel, bool positions) in Accepting(geometry))
        {
            (T[] y, long[] winners) = KernelRuns.Max(kernel, geometry, [T.One, T.One], positions, atEnd: true);
            T empty = Bits.Least<T>();
            Assert.That(y, Is.EqualTo((T[])[empty, empty, empty]), kernel.Name);
            if (positions) Assert.That(winners, Is.EqualTo((long[])[-1, -1, -1]), kernel.Name);
        }
    }

    [Test]
    public void The_last_kernel_takes_every_request_and_the_first_that_accepts_is_selected()
    {
        int refused = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(100, seed: 84))
        {
            foreach (bool positions in (bool[])[false, true])
            {
                var request = new KernelRequest(Geometry.Windows.Resolve(shape, attributes), positions);
                Assert.That(MaxKernels<T>.Table.Kernels[^1].WhyNot(request), Is.Null);
                Assert.That(MaxKernels<T>.Table.Select(request), Is.SameAs(Kernels.First(k => k.WhyNot(request) is null)));
                refused += Kernels.Count(k => k.WhyNot(request) is { Length: > 0 });
            }
        }
        Assert.That(refused, Is.Positive);
        Assert.That(Kernels.Select(k => k.Name), Is.Unique);
    }

    private protected static void CheckWindow(T[] x, int winner)
    {
        foreach (PoolGeometry geometry in (PoolGeometry[])[PoolGeometry.Resolve([1, 1, 2, 2], new PoolAttributes { KernelShape = [2, 2] }), PoolGeometry.Global([1, 1, 2, 2])])
        {
            foreach ((MaxKernel<T> kernel, bool positions) in Accepting(geometry))
            {
                (T[] y, long[] winners) = KernelRuns.Max(kernel, geometry, x, positions, atEnd: true);
                Assert.That(Bits.Text(y[0]), Is.EqualTo(Bits.Text(x[winner])), kernel.Name);
                if (positions) Assert.That(winners, Is.EqualTo((long[])[winner]), kernel.Name);
            }
        }
    }

    static MaxKernel<T> Find(string name) => Kernels.Single(k => k.Name == name);

    static IEnumerable<(MaxKernel<T> Kernel, bool Winners)> Accepting(PoolGeometry geometry) =>
        from kernel in Kernels
        from winners in (bool[])[false, true]
        where kernel.WhyNot(new KernelRequest(geometry, winners)) is null
        select (kernel, winners);

    // Whether the kernel takes the problem, in any of its two forms.
    private protected static bool Check(MaxKernel<T> kernel, long[] shape, Reference.WindowAttributes attributes, ReadOnlySpan<T> x)
    {
        PoolGeometry geometry = Geometry.Windows.Resolve(shape, attributes);
        double[] values = Tensor.Of(s_type, shape, x).ToDoubles();
        Reference.MaxPoolResult expected = Reference.MaxPool.Forward(values, shape, attributes);
        var y = new T[expected.Winners.Length];
        var winners = new long[y.Length];
        for (int i = 0; i < y.Length; i++)
        {
            long at = expected.Winners[i];
            y[i] = at < 0 ? Bits.Least<T>() : x[(int)at];
            winners[i] = at;
        }
        bool ran = false;
        foreach (bool positions in (bool[])[false, true])
        {
            if (kernel.WhyNot(new KernelRequest(geometry, positions)) is not null) continue;
            ran = true;
            (T[] actual, long[] places) = KernelRuns.Max(kernel, geometry, x, positions, atEnd: values.Length % 2 == 0);
            Bits.AssertEqual<T>(actual, y, Text);
            if (positions) Bits.AssertEqual<long>(places, winners, Text);
        }
        return ran;

        string Text() => $"{kernel.Name} {Oracle.RandomWindows.Text(shape, attributes)}";
    }

    private protected static TestCaseData Window(string name, T[] x, int winner) => new TestCaseData(x, winner).SetName($"{name} ({typeof(T).Name})");
}

/// <summary>What only floating-point types have: NaN, infinities, zeros of both signs.</summary>
abstract class FloatingMaxKernelTests<T> : MaxKernelTests<T> where T : unmanaged, INumber<T>
{
    static IEnumerable<MaxKernel<T>> AnyPlanes => Kernels.Where(k => k.Family != "max-groups");

    [TestCaseSource(nameof(AnyPlanes))]
    public void Of_several_NaNs_the_first_keeps_its_bits(MaxKernel<T> kernel)
    {
        var random = new Random(82);
        int ran = 0;
        IEnumerable<(long[], Reference.WindowAttributes)> planes = Enumerable.Range(1, 400).Select(n => ((long[])[1, 2, n], new Reference.WindowAttributes { KernelShape = [n] }));
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(600, seed: 83).Concat(planes))
        {
            var x = new T[Shapes.ElementCount(shape)];
            // Many of them, or one or none anywhere.
            int rarity = random.Next(2) == 0 ? 3 : 2 * x.Length;
            // The place is the payload, so that no two NaNs are the same.
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = random.Next(rarity) != 0
                    ? Bits.Number<T>(random.Next(-9, 9))
                    : Bits.NaN<T>(i + 1, signaling: random.Next(3) == 0, negative: random.Next(2) == 0);
            }
            ran += Check(kernel, shape, attributes, x) ? 1 : 0;
        }
        Assert.That(ran, Is.GreaterThan(300));
    }

    static IEnumerable<TestCaseData> Windows()
    {
        T nan = Bits.NaN<T>(5), second = Bits.NaN<T>(6, negative: true), signaling = Bits.NaN<T>(7, signaling: true);
        T inf = Bits.Number<T>(double.PositiveInfinity), zero = T.Zero, minus = Bits.Number<T>(-0.0);
        double largest = typeof(T) == typeof(float) ? float.MaxValue : typeof(T) == typeof(Half) ? 65504 : typeof(T) == typeof(double) ? double.MaxValue : (double)BFloat16.MaxValue;
        T lowest = Bits.Number<T>(-largest);
        T one = T.One, two = one + one;
        yield return Window("a NaN before numbers", [nan, one, two, zero], 0);
        yield return Window("a NaN behind numbers", [one, inf, two, nan], 3);
        yield return Window("first of two NaNs in a row", [one, nan, second, two], 1);
        yield return Window("first of two NaNs in a column", [second, one, nan, two], 0);
        yield return Window("NaNs on the other diagonal: the upper right is first in row-major order", [one, second, nan, two], 1);
        yield return Window("a signaling NaN keeps its bits", [one, signaling, two, zero], 1);
        yield return Window("a signaling NaN behind a quiet one", [one, nan, signaling, zero], 1);
        yield return Window("a quiet NaN behind a signaling one", [one, two, signaling, nan], 2);
        yield return Window("+0 behind -0", [minus, minus, zero, minus], 2);
        yield return Window("-0 behind +0", [-one, zero, minus, zero], 1);
        yield return Window("-0 alone", [-one, minus, -two, minus], 1);
        yield return Window("-infinity only", [-inf, -inf, -inf, -inf], 0);
        yield return Window("-infinity and the lowest number", [-inf, -inf, lowest, -inf], 2);
        yield return Window("+infinity of two", [one, inf, inf, two], 1);
        yield return Window("a tie goes to the first", [one, two, two, two], 1);
        yield return Window("a tie in the column", [two, one, two, one], 0);
        yield return Window("negative numbers only", [-two, -two, -one, -two], 2);
    }

    [TestCaseSource(nameof(Windows))]
    public void A_window_of_special_values(T[] x, int winner) => CheckWindow(x, winner);
}

/// <summary>What only integer types have: a least value that is a number like any other.</summary>
abstract class IntegerMaxKernelTests<T> : MaxKernelTests<T> where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    static IEnumerable<TestCaseData> Windows()
    {
        T least = T.MinValue, most = T.MaxValue, one = T.One;
        yield return Window("the least number only", [least, least, least, least], 0);
        yield return Window("the least number and the next", [least, least, least + one, least], 2);
        yield return Window("the largest of two", [one, most, most, one], 1);
        yield return Window("the largest last", [most - one, one, least, most], 3);
        yield return Window("both ends", [least, most, least, most], 1);
        yield return Window("zero and the least number", [least, T.Zero, least, T.Zero], least == T.Zero ? 0 : 1);
        yield return Window("past half of the range", [Bits.Number<T>(1), most - one, one, most - one], 1);
    }

    [TestCaseSource(nameof(Windows))]
    public void A_window_at_the_ends_of_the_range(T[] x, int winner) => CheckWindow(x, winner);
}

[Parallelizable(ParallelScope.All)]
sealed class FloatMaxKernelTests : FloatingMaxKernelTests<float>;

[Parallelizable(ParallelScope.All)]
sealed class DoubleMaxKernelTests : FloatingMaxKernelTests<double>;

[Parallelizable(ParallelScope.All)]
sealed class HalfMaxKernelTests : FloatingMaxKernelTests<Half>;

[Parallelizable(ParallelScope.All)]
sealed class BFloat16MaxKernelTests : FloatingMaxKernelTests<BFloat16>;

[Parallelizable(ParallelScope.All)]
sealed class SByteMaxKernelTests : IntegerMaxKernelTests<sbyte>;

[Parallelizable(ParallelScope.All)]
sealed class ByteMaxKernelTests : IntegerMaxKernelTests<byte>;
