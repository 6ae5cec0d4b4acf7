using System.Numerics;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Kernels;

/// <summary>
/// Every kernel of the gradient tables, between guard pages and in parts: the last one, which takes every request, against the oracle, and the
/// others against the last one, bit for bit. One line for each element type stands at the end.
/// </summary>
abstract class GradientKernelTests<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    static readonly ElementType s_type = ElementTypes.Of<T>();

    static IEnumerable<TestCaseData> Maxima() =>
        from ties in Enum.GetValues<TiePolicy>()
        from kind in Enum.GetValues<DataKind>()
        select new TestCaseData(ties, kind);

    [TestCaseSource(nameof(Maxima))]
    public void Gradients_of_maxima(TiePolicy ties, DataKind kind)
    {
        IReadOnlyList<GradientKernel<T, MaxGradient>> kernels = MaxGradientKernels<T, TSum>.Table.Kernels;
        var ran = new Dictionary<string, int>();
        foreach (Case c in Cases(kind, seed: 121 + (int)ties))
        {
            Expectation? promise = c.IsForOracle
                ? Expectation.Gradient(s_type, Reference.MaxPool.Backward(c.Dy.ToDoubles(), c.X.ToDoubles(), c.Shape, c.Attributes, (Reference.TiePolicy)ties), 2)
                : null;
            Check(kernels, c, new KernelRequest(c.Geometry, Winners: false, ties), new MaxGradient(ties), promise, ran);
        }
        Assert.That(ran.Keys, Is.EquivalentTo(kernels.Where(k => Takes(k, ties)).Select(k => k.Name)));
        RequireEnough(ran);

        static bool Takes(GradientKernel<T, MaxGradient> kernel, TiePolicy ties) =>
            SimdWidthOf(kernel) <= SimdWidth.Widest && (kernel.Name.Contains("scan", StringComparison.Ordinal)
                || ties == TiePolicy.First || (ties == TiePolicy.All && kernel.Name.Contains("disjoint", StringComparison.Ordinal)));
    }

    // Many planes, or windows along one row only, are fewer of the cases.
    static void RequireEnough(Dictionary<string, int> ran)
    {
        foreach ((string kernel, int cases) in ran)
        {
            bool isForFew = kernel.Contains("-groups-", StringComparison.Ordinal) || kernel.Contains("-rows-", StringComparison.Ordinal);
            Assert.That(cases, Is.GreaterThan(isForFew ? 20 : 50), kernel);
        }
    }

    [Test]
    public void Gradients_of_averages([Values] bool includePad, [Values] DataKind kind)
    {
        IReadOnlyList<GradientKernel<T, AverageGradient>> kernels = AverageGradientKernels<T, TSum>.Table.Kernels;
        var ran = new Dictionary<string, int>();
        foreach (Case c in Cases(kind, seed: 131))
        {
            Reference.WindowAttributes attributes = c.Attributes with { CountIncludePad = includePad };
            // A third of the largest double is rounded; three of them may be past the range.
            Expectation? promise = c.IsForOracle && (kind != DataKind.Large || typeof(T) != typeof(double))
                ? Expectation.Gradient(s_type, Reference.AveragePool.Backward(c.Dy.ToDoubles(), c.Shape, attributes), 2)
                : null;
            Check(kernels, c, new KernelRequest(c.Geometry, Winners: false), new AverageGradient(includePad), promise, ran);
        }
        Assert.That(ran.Keys, Is.EquivalentTo(kernels.Where(k => SimdWidthOf(k) <= SimdWidth.Widest).Select(k => k.Name)));
        RequireEnough(ran);
    }

    [Test]
    public void Gradients_of_norms([Values(1, 2, 3.5)] double p, [Values(DataKind.Uniform, DataKind.Special)] DataKind kind)
    {
        IReadOnlyList<GradientKernel<T, LpGradient>> kernels = LpGradientKernels<T, TSum>.Table.Kernels;
        var ran = new Dictionary<string, int>();
        foreach (Case c in Cases(kind, seed: 141))
        {
            Expectation? promise = c.IsForOracle
                ? Expectation.Gradient(s_type, Reference.LpPool.Backward(c.Dy.ToDoubles(), c.X.ToDoubles(), c.Shape, c.Attributes, p), p == 3.5 ? 8 : 2)
                : null;
            Check(kernels, c, new KernelRequest(c.Geometry, Winners: false), new LpGradient(p), promise, ran);
        }
        RequireEnough(ran);
    }

    [Test]
    public void Gradients_from_positions([Values] DataKind kind, [Values] bool anywhere)
    {
        IReadOnlyList<IndexGradientKernel<T>> kernels = IndexGradientKernels<T, TSum>.Table.Kernels;
        var random = new Random(151);
        foreach (Case c in Cases(kind, seed: 152))
        {
            long[] winners = Positions(c, anywhere ? random : null);
            T[]? first = null;
            foreach (WinnerForm form in Enum.GetValues<WinnerForm>())
            {
                long[] positions = InForm(c.Geometry, winners, form);
                foreach (IndexGradientKernel<T> kernel in kernels)
                {
                    if (kernel.WhyNot(new KernelRequest(c.Geometry, Winners: true)) is not null) continue;
                    T[] dx = KernelRuns.IndexGradient(kernel, c.Geometry, form, positions, c.Dy.Values<T>(), c.AtEnd, c.Parts);
                    first ??= dx;
                    Bits.AssertEqual<T>(dx, first, () => $"{kernel.Name} {form} {c}");
                }
            }
            if (!c.IsForOracle) continue;
            long[] flat = InForm(c.Geometry, winners, WinnerForm.RowMajor);
            var promise = Expectation.Gradient(s_type, Reference.MaxPool.BackwardFromIndices(c.Dy.ToDoubles(), flat, c.Shape, c.Attributes), 2);
            Accept(promise, c, first!, "positions");
        }
    }

    [Test]
    public void The_last_kernel_takes_every_request_and_names_are_unique()
    {
        foreach (Case c in Cases(DataKind.Ties, seed: 161))
        {
            foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
                Assert.That(MaxGradientKernels<T, TSum>.Table.Kernels[^1].WhyNot(new KernelRequest(c.Geometry, false, ties)), Is.Null);
            var request = new KernelRequest(c.Geometry, Winners: false);
            Assert.That(AverageGradientKernels<T, TSum>.Table.Kernels[^1].WhyNot(request), Is.Null);
            Assert.That(LpGradientKernels<T, TSum>.Table.Kernels[^1].WhyNot(request), Is.Null);
            Assert.That(IndexGradientKernels<T, TSum>.Table.Kernels[^1].WhyNot(request), Is.Null);
        }
        Assert.That(KernelChoice.Kernels.Select(k => k.Name), Is.Unique);
    }

    [Test]
    public void Whatever_width_is_forced_there_is_a_kernel()
    {
        Check([.. MaxGradientKernels<T, TSum>.Table.Kernels]);
        Check([.. AverageGradientKernels<T, TSum>.Table.Kernels]);
        Check([.. LpGradientKernels<T, TSum>.Table.Kernels]);
        Check([.. IndexGradientKernels<T, TSum>.Table.Kernels]);
        Check([.. MaxKernels<T>.Table.Kernels]);
        Check([.. AverageKernels<T, TSum>.Table.Kernels]);
        Check([.. LpKernels<T>.Table.Kernels]);

        static void Check(Kernel[] kernels)
        {
            int[] widths = [.. kernels.Where(k => k.Family == kernels[^1].Family).Select(k => k.Bits)];
            if (kernels[^1].Bits > 0) Assert.That(widths, Is.EquivalentTo((int[])[SimdWidth.Scalar, 128, 256, 512]), kernels[^1].Family);
        }
    }

    static void Check<TRule>(
        IReadOnlyList<GradientKernel<T, TRule>> kernels, Case c, KernelRequest request, TRule rule, Expectation? promise, Dictionary<string, int> ran)
    {
        T[]? last = null;
        foreach (GradientKernel<T, TRule> kernel in kernels.Reverse())
        {
            if (kernel.WhyNot(request) is not null) continue;
            ran[kernel.Name] = ran.GetValueOrDefault(kernel.Name) + 1;
            T[] dx = KernelRuns.Gradient(kernel, c.Geometry, rule, c.X.Values<T>(), c.Dy.Values<T>(), c.AtEnd, c.Parts);
            if (last is not null) Bits.AssertEqual<T>(dx, last, () => $"{kernel.Name} {c}");
            last ??= dx;
        }
        if (promise is not null) Accept(promise, c, last!, kernels[^1].Name);
    }

    static void Accept(Expectation promise, Case c, T[] dx, string name)
    {
        OutputDifference difference = promise.Check(Tensor.Of<T>(s_type, c.Shape, dx));
        if (!difference.IsAccepted) Assert.Fail($"{name} {c}: {difference.Describe()}");
    }

    static int SimdWidthOf(Kernel kernel) => int.TryParse(kernel.Name.Split('-')[^1], out int bits) ? bits : SimdWidth.Scalar;

    // Small windows of any rank, which the oracle sees too, and long rows, of which it sees a few.
    static IEnumerable<Case> Cases(DataKind kind, int seed) => AnyCases(kind, seed).Where(c => c.Geometry.OutputCount > 0);

    static IEnumerable<Case> AnyCases(DataKind kind, int seed)
    {
        int i = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(150, seed + (int)kind))
            yield return new Case(shape, attributes, kind, ++i, IsForOracle: true);
        foreach (int length in (int[])[.. Enumerable.Range(1, 40), 63, 64, 65, 66, 97, 128, 131])
        {
            foreach ((long[] shape, Reference.WindowAttributes attributes) in GradientWindows.Of(length))
                if (GradientWindows.Fit(shape, attributes)) yield return new Case(shape, attributes, kind, ++i, IsForOracle: length == 35);
        }
        foreach (int planes in (int[])[4, 8, 16, 19, 35, 48])
        {
            foreach ((long[] shape, Reference.WindowAttributes attributes) in GradientWindows.OfManyPlanes(planes))
                yield return new Case(shape, attributes, kind, ++i, IsForOracle: planes == 19);
        }
        // More rows than a kernel keeps quotients of.
        yield return new Case([1, 1, 40, 2100], new() { KernelShape = [3, 3], Pads = [1, 1, 1, 1] }, kind, ++i, IsForOracle: false);
    }

    // The winners of windows, or anything: a plane's positions that others took too.
    static long[] Positions(Case c, Random? random)
    {
        long[] winners = Reference.MaxPool.Forward(c.X.ToDoubles(), c.Shape, c.Attributes).Winners;
        return [.. winners.Select(w => w < 0 ? -1 : random is not null ? random.NextInt64(c.Geometry.InputPlane) : w % c.Geometry.InputPlane)];
    }

    static long[] InForm(PoolGeometry geometry, long[] winners, WinnerForm form)
    {
        long[] positions = [.. winners.Select((w, i) => w < 0 ? w : w + (i / geometry.OutputPlane * geometry.InputPlane))];
        MaxIndices.FromPositions(geometry, form == WinnerForm.ColumnMajor ? 1 : 0, positions);
        return positions;
    }

    sealed record Case(long[] Shape, Reference.WindowAttributes Attributes, DataKind Kind, int Number, bool IsForOracle)
    {
        public PoolGeometry Geometry { get; } = Tests.Geometry.Windows.Resolve(Shape, Attributes);

        public Tensor X { get; } = ProblemData.Create(s_type, Shape, Kind, "x", Number);

        public Tensor Dy => ProblemData.Create(s_type, Geometry.OutputShape.ToArray(), Kind, "dy", Number);

        public bool AtEnd => Number % 2 == 0;

        public int Parts => 1 + (Number % 3);

        public override string ToString() => $"{Oracle.RandomWindows.Text(Shape, Attributes)} {Kind} {Number}";
    }
}

[Parallelizable(ParallelScope.All)]
sealed class FloatGradientKernelTests : GradientKernelTests<float, DoubleSum<float>>;

[Parallelizable(ParallelScope.All)]
sealed class DoubleGradientKernelTests : GradientKernelTests<double, CompensatedSum>;

[Parallelizable(ParallelScope.All)]
sealed class HalfGradientKernelTests : GradientKernelTests<Half, DoubleSum<Half>>;

[Parallelizable(ParallelScope.All)]
sealed class BFloat16GradientKernelTests : GradientKernelTests<BFloat16, DoubleSum<BFloat16>>;
