namespace OnnxPool.Tests.Geometry;

[Parallelizable(ParallelScope.All)]
sealed class PoolAxisTests
{
    static readonly string[] s_autoPads = ["NOTSET", "NOTSET", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Random_axes_agree_with_enumeration(int seed)
    {
        var random = new Random(seed);
        var seen = new HashSet<string>();
        for (int i = 0; i < 4000; i++)
        {
            long input = random.Next(8) == 0 ? 0 : random.Next(1, 14);
            long kernel = random.Next(1, 7), stride = random.Next(1, 8), dilation = random.Next(1, 6);
            string autoPad = s_autoPads[random.Next(s_autoPads.Length)];
            bool explicitly = autoPad is "NOTSET" or "VALID";
            (long begin, long end) = autoPad == "NOTSET" ? (random.Next(9), (long)random.Next(9)) : (0, 0);
            bool ceil = random.Next(2) == 0;
            AxisEnumeration expected = explicitly
                ? AxisEnumeration.Explicit(input, kernel, stride, dilation, begin, end, ceil)
                : AxisEnumeration.Same(input, kernel, stride, dilation, autoPad == "SAME_UPPER");
            var attributes = new PoolAttributes
            {
                KernelShape = [kernel],
                Strides = [stride],
                Dilations = [dilation],
                Pads = [begin, end],
                AutoPad = autoPad,
                CeilMode = ceil ? 1 : 0,
            };
            string text = $"input {input} kernel {kernel} stride {stride} dilation {dilation} pads {begin},{end} {autoPad} ceil {ceil}";
            if (expected.Output < 0)
            {
                seen.Add("negative size");
                Assert.That(() => PoolGeometry.Resolve([1, 1, input], attributes), Throws.InstanceOf<InvalidPoolingException>()
                    .With.Property(nameof(PoolingException.Found)).StartsWith($"{expected.Output} ("), text);
                continue;
            }
            PoolAxis axis = PoolGeometry.Resolve([1, 1, input], attributes).Axes[0];
            Assert.That(
                (axis.Output, axis.Input, axis.Kernel, axis.Stride, axis.Dilation),
                Is.EqualTo((expected.Output, input, kernel, stride, dilation)), text);
            // Padding around no window has no meaning.
            if (expected.Output > 0)
                Assert.That((axis.PadBegin, axis.PadEnd), Is.EqualTo((expected.PadBegin, expected.PadEnd)), text);
            for (long o = 0; o < expected.Output; o++) CheckWindow(axis, expected, o, text);
            Note(seen, expected, begin, end, ceil);
        }
        Assert.That(seen, Is.EquivalentTo((string[])
        [
            "negative size", "no window", "no element", "no real tap", "past the padding",
            "pads reach kernel", "kernel larger than input", "stride larger than kernel",
        ]), "the generator must reach every kind of axis");
    }

    static void CheckWindow(PoolAxis axis, AxisEnumeration expected, long o, string text)
    {
        long[] taps = expected.RealTaps(o);
        (long first, long count) = axis.Window(o);
        Assert.That(count, Is.EqualTo(taps.Length), $"{text}: real taps of window {o}");
        Assert.That(axis.Start(o), Is.EqualTo(expected.Taps(o).First()), $"{text}: start of window {o}");
        Assert.That(axis.PaddedCount(o), Is.EqualTo(expected.PaddedCount(o)), $"{text}: padded taps of window {o}");
        for (int j = 0; j < taps.Length; j++)
            Assert.That(first + (j * axis.Dilation), Is.EqualTo(taps[j]), $"{text}: tap {j} of window {o}");
    }

    static void Note(HashSet<string> seen, AxisEnumeration axis, long begin, long end, bool ceil)
    {
        if (axis.Output == 0) seen.Add("no window");
        if (axis.Input == 0) seen.Add("no element");
        if (begin >= axis.Kernel && end >= axis.Kernel) seen.Add("pads reach kernel");
        if (axis.Kernel > axis.Input) seen.Add("kernel larger than input");
        if (axis.Stride > axis.Kernel) seen.Add("stride larger than kernel");
        for (long o = 0; o < axis.Output; o++)
        {
            if (axis.RealTaps(o).Length == 0) seen.Add("no real tap");
            if (ceil && axis.PaddedCount(o) < axis.Kernel) seen.Add("past the padding");
        }
    }

    [Test]
    public void Extent_is_the_distance_from_first_to_last_tap_and_both()
    {
        Assert.That(new PoolAxis(9, 1, 1, 1, 7, 0, 0).Extent, Is.EqualTo(1), "one tap, whatever the dilation");
        Assert.That(new PoolAxis(9, 1, 4, 1, 1, 0, 0).Extent, Is.EqualTo(4));
        Assert.That(new PoolAxis(9, 1, 3, 1, 4, 0, 0).Extent, Is.EqualTo(9));
    }

    [Test]
    public void Sizes_stay_exact_where_floating_point_would_round()
    {
        Assert.That(Size(16_777_219, kernel: 2, stride: 2, ceil: true), Is.EqualTo(8_388_610), "binary32 cannot hold the size");
        Assert.That(Size((1L << 53) + 1, kernel: 1, stride: 1, ceil: true), Is.EqualTo((1L << 53) + 1), "nor can binary64");

        static long Size(long input, long kernel, long stride, bool ceil) => PoolAxis.Explicit(input, kernel, stride, 1, 0, 0, ceil).Output;
    }
}
