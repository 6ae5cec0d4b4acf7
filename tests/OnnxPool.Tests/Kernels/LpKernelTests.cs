using System.Numerics;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Kernels;

/// <summary>Every kernel of the table against the oracle; one line for each element type stands at the end.</summary>
abstract class LpKernelTests<T> where T : unmanaged, INumber<T>
{
    static readonly ElementType s_type = ElementTypes.Of<T>();

    // Whole and broken ones, on both sides of where scaling changes.
    static readonly double[] s_powers = [1, 2, 3, 7, 100, 256, 257, 300, 0.5, 2.5, 0.1, 0.01];

    static IReadOnlyList<LpKernel<T>> Kernels => LpKernels<T>.Table.Kernels;

    static IEnumerable<LpKernel<T>> Here => Kernels.Where(k => SimdWidth.WhyNot(k.Bits) is null);

    // Of kernels that are not for groups of planes only.
    static IEnumerable<string> Names(string except = "") => Here.Where(k => k.Family != except && k.Family != "lp-groups").Select(k => k.Name);

    static IEnumerable<LpKernel<T>> Accepting(PoolGeometry geometry, double p) =>
        Kernels.Where(k => k.WhyNot(new KernelRequest(geometry, Winners: false) { P = p }) is null);

    [Test]
    public void Random_windows_keep_the_promise([ValueSource(nameof(s_powers))] double p, [Values] DataKind kind)
    {
        var ran = new Dictionary<string, int>();
        int i = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(p is 1 or 2 or 3 ? 200 : 40, seed: 101 + (int)kind))
        {
            Tensor x = ProblemData.Create(s_type, shape, kind, $"lp {p}", i++);
            Check(shape, attributes, p, x.Values<T>(), ran);
        }
        Assert.That(ran.Where(r => r.Value > i / 2).Select(r => r.Key), Is.EquivalentTo(p is 1 or 2 or 3 ? Names(except: "lp-planes") : [Kernels[^1].Name]));
    }

    [Test]
    public void Long_windows_keep_the_promise([Values(1, 2, 3)] double p, [Values(DataKind.Uniform, DataKind.Ties, DataKind.Infinite)] DataKind kind)
    {
        var ran = new Dictionary<string, int>();
        int i = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in LongWindows.All)
            Check(shape, attributes, p, ProblemData.Create(s_type, shape, kind, "long", i++).Values<T>(), ran);
        Assert.That(ran.Keys, Is.EquivalentTo(Names()));
    }

    [Test]
    public void Planes_of_every_length_keep_the_promise([Values(1, 2, 3)] double p, [Values] DataKind kind)
    {
        var ran = new Dictionary<string, int>();
        foreach (int length in (int[])[.. Enumerable.Range(1, 70), 1000, 4099])
        {
            long[] shape = [1, 3, length];
            Check(shape, new() { KernelShape = [length] }, p, ProblemData.Create(s_type, shape, kind, "plane", length).Values<T>(), ran);
        }
        Assert.That(ran.Keys, Is.EquivalentTo(Names(except: "lp-tiles")));
    }

    [Test]
    public void Rows_of_every_length_agree_with_the_oracle([Values(1, 2, 3)] double p)
    {
        var ran = new Dictionary<string, int>();
        for (int length = 1; length <= 129; length += p == 2 ? 1 : 4)
        {
            foreach ((long[] shape, Reference.WindowAttributes attributes) in RowWindows.Of(length))
                Check(shape, attributes, p, ProblemData.Create(s_type, shape, DataKind.Uniform, "rows", length).Values<T>(), ran);
        }
        Assert.That(ran.Keys, Is.EquivalentTo(Names(except: "lp-planes")));
    }

    [Test]
    public void Small_planes_side_by_side_keep_the_promise([Values(1, 2, 3)] double p, [Values] DataKind kind)
    {
        var ran = new Dictionary<string, int>();
        int i = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in SmallPlanes.Take(40, seed: 108 + (int)kind))
            Check(shape, attributes, p, ProblemData.Create(s_type, shape, kind, "groups", i++).Values<T>(), ran);
        Assert.That(ran.Keys, Is.SupersetOf(Here.Where(k => k.Family != "lp-planes").Select(k => k.Name)));
    }

    [Test]
    public void A_window_of_padding_or_of_zeros_gives_zero([ValueSource(nameof(s_powers))] double p)
    {
        var geometry = PoolGeometry.Resolve([1, 1, 1, 2], new PoolAttributes { KernelShape = [1, 2], Dilations = [1, 3], Pads = [1, 1, 1, 1] });
        foreach (LpKernel<T> kernel in Accepting(geometry, p))
            Bits.AssertEqual<T>(KernelRuns.Lp(kernel, geometry, p, [T.One, T.One], atEnd: true), [T.Zero, T.Zero, T.Zero], () => kernel.Name);
        Assert.That(Norm(p, 0, -0.0, 0, -0.0), Is.All.Zero);
        foreach (double norm in Norm(p, -0.0, -0.0)) Assert.That(double.IsNegative(norm), Is.False, "no zero is negative");
    }

    [Test]
    public void NaN_goes_before_infinity_and_infinity_before_numbers([ValueSource(nameof(s_powers))] double p)
    {
        const double Inf = double.PositiveInfinity;
        Assert.That(Norm(p, 1, double.NaN, 2), Is.All.NaN);
        Assert.That(Norm(p, Inf, double.NaN, -Inf), Is.All.NaN);
        Assert.That(Norm(p, double.NaN, Inf), Is.All.NaN);
        Assert.That(Norm(p, 0, double.NaN), Is.All.NaN);
        Assert.That(Norm(p, 1, -Inf, 2), Is.All.EqualTo(Inf));
        Assert.That(Norm(p, Inf, -Inf), Is.All.EqualTo(Inf));
        Assert.That(Norm(p, 0, -Inf), Is.All.EqualTo(Inf));
    }

    [Test]
    public void Of_one_element_the_norm_is_its_magnitude([Values(1, 2, 3, 100, 300, 0.5, 0.1, 1e-3, 1e-9, 1e-300, 1e300)] double p)
    {
        foreach (double x in (double[])[-0.7, 1.9, -3, 0.3])
        {
            double expected = double.CreateTruncating(T.Abs(Bits.Number<T>(x)));
            Assert.That(Norm(p, x), Is.All.EqualTo(expected), $"{x}");
            Assert.That(Norm(p, 0, x, -0.0, 0), Is.All.EqualTo(expected), $"{x} among zeros");
        }
    }

    [Test]
    public void A_root_past_the_range_is_infinite_and_not_negative([Values(1e-3, 1e-9, 1e-300)] double p)
    {
        Assert.That(Norm(p, 1, -1, 1), Is.All.EqualTo(double.PositiveInfinity));
        Assert.That(Norm(p, [.. Enumerable.Repeat(-0.5, 5000)]), Is.All.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void The_last_kernel_takes_every_request_and_the_first_that_accepts_is_selected()
    {
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(100, seed: 107))
        {
            PoolGeometry geometry = Geometry.Windows.Resolve(shape, attributes);
            foreach (double p in s_powers)
            {
                // A geometry remembers what is chosen for a power, and for that only.
                var request = new KernelRequest(geometry, Winners: false) { P = p };
                Assert.That(Kernels[^1].WhyNot(request), Is.Null);
                Assert.That(LpKernels<T>.Table.Select(request), Is.SameAs(Kernels.First(k => k.WhyNot(request) is null)));
            }
        }
        Assert.That(Kernels.Select(k => k.Name), Is.Unique);
    }

    static double[] Norm(double p, params double[] x)
    {
        // In a row, in a column, and as a plane.
        PoolGeometry[] geometries =
        [
            PoolGeometry.Resolve([1, 1, 1, x.Length], new PoolAttributes { KernelShape = [1, x.Length] }),
            PoolGeometry.Resolve([1, 1, x.Length, 1], new PoolAttributes { KernelShape = [x.Length, 1] }),
            PoolGeometry.Global([1, 1, x.Length]),
        ];
        T[] elements = [.. x.Select(Bits.Number<T>)];
        return
        [
            .. from geometry in geometries
               from kernel in Accepting(geometry, p)
               select double.CreateTruncating(KernelRuns.Lp(kernel, geometry, p, elements, atEnd: true)[0]),
        ];
    }

    private protected static void Check(long[] shape, Reference.WindowAttributes attributes, double p, ReadOnlySpan<T> x, Dictionary<string, int>? ran = null)
    {
        PoolGeometry geometry = Geometry.Windows.Resolve(shape, attributes);
        Reference.LpResult exact = Reference.LpPool.Forward(Tensor.Of(s_type, shape, x).ToDoubles(), shape, attributes, p);
        var promise = Expectation.Lp(s_type, exact, p);
        T[]? first = null;
        foreach (LpKernel<T> kernel in Accepting(geometry, p))
        {
            if (ran is not null) ran[kernel.Name] = ran.GetValueOrDefault(kernel.Name) + 1;
            T[] y = KernelRuns.Lp(kernel, geometry, p, x, atEnd: x.Length % 2 == 0);
            OutputDifference difference = promise.Check(Tensor.Of<T>(s_type, geometry.OutputShape, y));
            if (!difference.IsAccepted) Assert.Fail($"{kernel.Name} p={p} {Oracle.RandomWindows.Text(shape, attributes)}: {difference.Describe()}");
            if (first is not null) Bits.AssertEqual<T>(y, first, () => $"{kernel.Name} p={p} {Oracle.RandomWindows.Text(shape, attributes)}");
            first ??= y;
        }
        Assert.That(first, Is.Not.Null);
    }
}

[Parallelizable(ParallelScope.All)]
sealed class HalfLpKernelTests : LpKernelTests<Half>;

[Parallelizable(ParallelScope.All)]
sealed class BFloat16LpKernelTests : LpKernelTests<BFloat16>;

[Parallelizable(ParallelScope.All)]
sealed class FloatLpKernelTests : LpKernelTests<float>;

[Parallelizable(ParallelScope.All)]
sealed class DoubleLpKernelTests : LpKernelTests<double>
{
    static IEnumerable<TestCaseData> Windows()
    {
        yield return Window("squares past the range", 1e200, -1e200, 3e199);
        yield return Window("squares below the range", 1e-200, 3e-200, -1e-200);
        yield return Window("subnormal", 3 * double.Epsilon, -4 * double.Epsilon);
        yield return Window("the least", double.Epsilon, double.Epsilon, -double.Epsilon);
        yield return Window("subnormal and normal", 5e-324, 1e-310, 2.3e-308);
        yield return Window("where lifting begins", 9.33e-302, 4e-302, 1e-301);
        yield return Window("tiny and huge", 1e-300, 1e300, -5e-324);
        yield return Window("one huge among tiny", 1e308, 1e-308, 1e-308, 1e-308);
        yield return Window("nearly the largest", 1.2e308, 1e300);
        yield return Window("past the largest", double.MaxValue, double.MaxValue);
        yield return Window("the largest alone", double.MaxValue, 1);
        yield return Window("many ranges", 1e-5, 1, 1e5, 1e10, -1e15);
        yield return Window("right below a power of two", Math.BitDecrement(2), Math.BitDecrement(1), Math.BitDecrement(4));
    }

    [TestCaseSource(nameof(Windows))]
    public void A_window_at_the_ends_of_the_range(double[] x)
    {
        foreach (double p in (double[])[1, 2, 3, 4, 7, 100, 256, 257, 300, 1000, 2000, 0.5, 0.75, 1.5, 2.5])
            Check([1, 1, x.Length], new() { KernelShape = [x.Length] }, p, x);
    }

    [TestCase(1e-3, 3, 1e-300)]
    [TestCase(1e-3, 4, 1e-308)]
    [TestCase(1 / 700.0, 3, 1e-320)]
    [TestCase(0.01, 2000, 1e-200)]
    public void A_root_past_the_range_times_a_small_scale_is_within(double p, int count, double x)
    {
        var geometry = PoolGeometry.Resolve([1, 1, count], new PoolAttributes { KernelShape = [count] });
        double[] elements = [.. Enumerable.Repeat(x, count)];
        double exact = Reference.LpPool.Forward(elements, [1, 1, count], new() { KernelShape = [count] }, p).Y[0];
        // A p far below 1 makes the error of the sum 1/p times as large.
        Assert.That(KernelRuns.Lp(LpKernels<double>.Table.Kernels[^1], geometry, p, elements, atEnd: true)[0], Is.EqualTo(exact).Within(1e-10).Percent);
        Assert.That(exact, Is.LessThan(1e300));
    }

    static TestCaseData Window(string name, params double[] x) => new TestCaseData(x).SetName($"Norm of doubles: {name}");
}
