using System.Numerics;

namespace OnnxPool.Tests.Kernels;

/// <summary>Every kernel of sums, with either layout, adds in the order of the scan of NCHW.</summary>
/// <remarks>
/// Over data of which a sum in another order is another one: sums in double of float, and compensated ones, hide their order from other data when they
/// are rounded.
/// </remarks>
[Parallelizable(ParallelScope.All)]
sealed class OrderOfAdditionsTests
{
    static readonly Cases s_random = new(() => Oracle.RandomWindows.Take(300, seed: 131));
    static readonly Cases s_long = new(() => LongWindows.All.Where(w => Shapes.ElementCount(w.Shape) < 700));
    static readonly Cases s_planes = new(Planes);

    public static IEnumerable<TestCaseData> All =>
    [
        new TestCaseData(s_random).SetArgDisplayNames("random"), new TestCaseData(s_long).SetArgDisplayNames("long"),
        new TestCaseData(s_planes).SetArgDisplayNames("planes"),
    ];

    [TestCaseSource(nameof(All))]
    public void Floats(Cases cases) => Check<float, DoubleSum<float>>(cases);

    [TestCaseSource(nameof(All))]
    public void Doubles(Cases cases) => Check<double, CompensatedSum>(cases);

    [TestCaseSource(nameof(All))]
    public void BFloat16s(Cases cases) => Check<BFloat16, DoubleSum<BFloat16>>(cases);

    static void Check<T, TSum>(Cases cases) where T : unmanaged, INumber<T> where TSum : struct, IRunningSum<TSum, T>
    {
        var ran = new HashSet<string>();
        int i = 0;
        foreach ((long[] window, Reference.WindowAttributes attributes) in cases.Windows())
        {
            // Less than a register, some registers and a part of one, and more than are formed at a time.
            long[] shape = [.. window];
            shape[1] = new[] { 1, 7, 19, 40 }[i % 4];
            if (i % 7 == 0 && Shapes.ElementCount(window) < 100) shape[1] = 141;
            PoolGeometry rows = Resolve(shape, attributes, PoolLayout.Nchw), channels = Resolve(Moved(shape), attributes, PoolLayout.Nhwc);
            if (rows.InputCount == 0 || rows.OutputCount == 0) continue;
            var random = new Random(i);
            bool atEnd = i++ % 2 == 0;
            Same(AverageKernels<T, TSum>.Table.Kernels, p: 0, Canceling<T>, (k, geometry, x) => KernelRuns.Average(k, geometry, includePad: atEnd, x, atEnd));
            // Of a power of 1 the order shows; the others go the same way.
            Same(LpKernels<T>.Table.Kernels, p: 1, Tied<T>, (k, geometry, x) => KernelRuns.Lp(k, geometry, 1, x, atEnd));

            void Same<TKernel>(IReadOnlyList<TKernel> kernels, double p, Func<Random, T> element, Func<TKernel, PoolGeometry, T[], T[]> run) where TKernel : Kernel
            {
                var x = new T[rows.InputCount];
                for (int n = 0; n < x.Length; n++) x[n] = element(random);
                T[] expected = run(kernels[^1], rows, x);
                foreach (bool isLast in (bool[])[false, true])
                {
                    (PoolGeometry geometry, T[] data, T[] y) = isLast ? (channels, Turned(x, shape), Turned(expected, rows.OutputShape)) : (rows, x, expected);
                    foreach (TKernel kernel in kernels.Where(k => k.WhyNot(new KernelRequest(geometry, Winners: false) { P = p }) is null))
                    {
                        Bits.AssertEqual<T>(run(kernel, geometry, data), y, () => $"{kernel} {geometry.Layout} {Oracle.RandomWindows.Text(shape, attributes)}");
                        ran.Add(kernel.Name);
                    }
                }
            }
        }
        IEnumerable<Kernel> all = [.. AverageKernels<T, TSum>.Table.Kernels, .. LpKernels<T>.Table.Kernels];
        // Of whole planes there are no groups.
        IEnumerable<Kernel> some = cases == s_planes ? all.Where(k => !k.Family.EndsWith("-groups", StringComparison.Ordinal)) : all;
        Assert.That(ran, Is.EquivalentTo(some.Where(k => SimdWidth.WhyNot(k.Bits) is null).Select(k => k.Name)));
    }

    /// <summary>Large terms that cancel, of two sizes, so that both parts of a compensated sum lose what is small.</summary>
    static T Canceling<T>(Random random) where T : INumber<T> => T.CreateTruncating(random.Next(8) switch
    {
        0 or 1 => Math.ScaleB(1, 110),
        2 or 3 => -Math.ScaleB(1, 110),
        4 => Math.ScaleB(1, 55),
        5 => -Math.ScaleB(1, 55),
        _ => random.NextDouble() - 0.5,
    });

    /// <summary>Next to the tie of two narrow neighbours, terms that count only where they meet before they meet the large ones.</summary>
    static T Tied<T>(Random random) where T : INumber<T> => T.CreateTruncating(random.Next(10) switch
    {
        0 => 1.0,
        1 => Math.ScaleB(1, typeof(T) == typeof(BFloat16) ? -8 : -24),
        2 => 0.0,
        var n => Math.ScaleB(n % 3 == 0 ? -1.5 : 1, -53 - (n % 2)),
    });

    static IEnumerable<(long[], Reference.WindowAttributes)> Planes()
    {
        foreach (int length in (int[])[.. Enumerable.Range(1, 35), 63, 64, 65, 80, 131, 300])
            yield return ([2, 1, length], new() { KernelShape = [length] });
        foreach ((long h, long w) in ((long, long)[])[(7, 7), (1, 20), (20, 1), (13, 5), (4, 4), (11, 13)])
            yield return ([2, 1, h, w], new() { KernelShape = [h, w] });
        yield return ([1, 1, 3, 4, 5], new() { KernelShape = [3, 4, 5] });
        // So that kernels of other windows run.
        yield return ([1, 1, 3, 4, 5], new() { KernelShape = [3, 4, 4] });
    }

    static PoolGeometry Resolve(long[] shape, Reference.WindowAttributes a, PoolLayout layout) => PoolGeometry.Resolve(shape, new PoolAttributes
    {
        KernelShape = a.KernelShape,
        Strides = a.Strides,
        Dilations = a.Dilations,
        Pads = a.Pads,
        AutoPad = a.AutoPad,
        CeilMode = a.CeilMode ? 1 : 0,
        CountIncludePad = a.CountIncludePad ? 1 : 0,
        Layout = layout,
    });

    static long[] Moved(ReadOnlySpan<long> shape) => [shape[0], .. shape[2..], shape[1]];

    static T[] Turned<T>(T[] x, ReadOnlySpan<long> shape)
    {
        int channels = (int)shape[1], plane = (int)Shapes.ElementCount(shape[2..]);
        var turned = new T[x.Length];
        for (int i = 0; i < x.Length; i++) turned[(((i / plane / channels * plane) + (i % plane)) * channels) + (i / plane % channels)] = x[i];
        return turned;
    }

    /// <summary>Windows by a name.</summary>
    public sealed record Cases(Func<IEnumerable<(long[] Shape, Reference.WindowAttributes Attributes)>> Windows);
}
