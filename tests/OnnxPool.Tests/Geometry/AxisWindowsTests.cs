namespace OnnxPool.Tests.Geometry;

[Parallelizable(ParallelScope.All)]
sealed class AxisWindowsTests
{
    [Test]
    public void Random_axes_agree_with_enumeration_from_either_side()
    {
        var random = new Random(17);
        int coprime = 0, common = 0, uncovered = 0, empty = 0;
        for (int i = 0; i < 8000; i++)
        {
            var enumerated = new AxisEnumeration(
                random.Next(1, 16), random.Next(1, 7), random.Next(1, 9), random.Next(1, 9), random.Next(9), random.Next(9), random.Next(0, 9));
            PoolAxis axis = Of(enumerated);
            string text = enumerated.ToString();
            var taps = AxisWindows.Taps(axis);
            var covers = AxisWindows.Covers(axis);
            int[][] windows = [.. Enumerable.Range(0, (int)axis.Output).Select(o => enumerated.RealTaps(o).Select(t => (int)t).ToArray())];
            for (int o = 0; o < windows.Length; o++)
            {
                Assert.That(Listed(taps, o), Is.EqualTo(windows[o]), $"{text}: taps of window {o}");
                if (windows[o].Length == 0) empty++;
            }
            for (int t = 0; t < axis.Input; t++)
            {
                int[] over = [.. Enumerable.Range(0, windows.Length).Where(o => windows[o].Contains(t))];
                Assert.That(Listed(covers, t), Is.EqualTo(over), $"{text}: windows over element {t}");
                if (over.Length == 0) uncovered++;
            }
            Assert.That(taps.MaxCount, Is.EqualTo(windows.Select(w => w.Length).DefaultIfEmpty(0).Max()), text);
            Assert.That((taps.Positions, taps.Length), Is.EqualTo(((int)axis.Output, (int)axis.Input)), text);
            Assert.That((covers.Positions, covers.Length), Is.EqualTo(((int)axis.Input, (int)axis.Output)), text);
            if (axis.Dilation > 1) _ = System.Numerics.BigInteger.GreatestCommonDivisor(axis.Stride, axis.Dilation) == 1 ? coprime++ : common++;
        }
        Assert.That((int[])[coprime, common, uncovered, empty], Has.All.GreaterThan(500));
    }

    // A search for the windows over each element would take days.
    [TestCase(1_000_000L, 1L << 40, 999_983L)]
    [TestCase(1_000_000L, 3L, 1L << 50)]
    public void Steps_far_larger_than_the_axis_cost_nothing(long input, long dilation, long stride)
    {
        var covers = AxisWindows.Covers(new PoolAxis(input, 1, 2, stride, dilation, 0, 0));
        Assert.That((covers[0], covers[(int)input - 1].Count, covers.MaxCount), Is.EqualTo(((0, 1), 0, 1)));
    }

    [Test]
    public void Rows_over_an_input_row_are_those_output_rows_that_it_is_under()
    {
        int several = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(1500, seed: 72))
        {
            PoolGeometry geometry = Windows.Resolve(shape, attributes);
            if (geometry.OutputCount == 0) continue;
            var under = RowTaps.Under(geometry);
            var over = RowTaps.Over(geometry);
            (int input, int output) = ((int)geometry.RowAxis.Input, (int)geometry.RowAxis.Output);
            int[][] taps = [.. Enumerable.Range(0, under.Rows).Select(row => Rows(under, row))];
            for (int row = 0; row < over.Rows; row++)
            {
                int[] expected = [.. Enumerable.Range(0, taps.Length).Where(o => taps[o].Contains(row * input)).Select(o => o * output)];
                Assert.That(Rows(over, row), Is.EqualTo(expected), Oracle.RandomWindows.Text(shape, attributes));
                if (expected.Length > 1) several++;
            }
        }
        Assert.That(several, Is.GreaterThan(500), "rows must overlap");
    }

    static int[] Rows(RowTaps taps, int row) => taps.Of(row, new int[taps.Scratch]).ToArray();

    static int[] Listed(AxisWindows windows, int position)
    {
        (int first, int count) = windows[position];
        return [.. Enumerable.Range(0, count).Select(j => first + (j * windows.Step))];
    }

    static PoolAxis Of(AxisEnumeration a) => new(a.Input, a.Output, a.Kernel, a.Stride, a.Dilation, a.PadBegin, a.PadEnd);
}
