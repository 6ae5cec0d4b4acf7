namespace OnnxPool.Tests.Geometry;

[Parallelizable(ParallelScope.All)]
sealed class RowTapsTests
{
    [Test]
    public void Random_planes_agree_with_enumeration()
    {
        var ranks = new HashSet<int>();
        int emptyRows = 0;
        foreach ((long[] shape, Reference.WindowAttributes attributes) in Oracle.RandomWindows.Take(2500, seed: 71))
        {
            PoolGeometry geometry = Windows.Resolve(shape, attributes);
            AxisEnumeration[] outer = [.. geometry.KernelAxes[..^1].ToArray().Select(Enumerated)];
            var taps = RowTaps.Under(geometry);
            string text = Oracle.RandomWindows.Text(shape, attributes);
            ranks.Add(geometry.KernelAxes.Length);

            long[][] rows = [.. Product(outer.Select(a => Enumerable.Range(0, (int)a.Output).Select(o => (long)o)))];
            Assert.That(taps.Rows, Is.EqualTo(rows.Length), text);
            for (int row = 0; row < rows.Length; row++)
            {
                // Exactly as long as promised: one element more would not fit.
                int[] offsets = taps.Of(row, new int[taps.Scratch]).ToArray();
                Assert.That(offsets, Has.Length.LessThanOrEqualTo(taps.MaxTaps), text);
                long padded = taps.Padded(row);
                long[] expected = Offsets(outer, rows[row], geometry.RowAxis.Input);
                if (expected.Length == 0) emptyRows++;
                Assert.That(offsets, Is.EqualTo(expected), $"{text}: row {row}");
                long paddedExpected = outer.Select((a, i) => a.PaddedCount(rows[row][i])).Aggregate(1L, (a, b) => a * b);
                Assert.That(padded, Is.EqualTo(paddedExpected), $"{text}: padded taps of row {row}");
            }
        }
        Assert.That(ranks, Is.EquivalentTo((int[])[1, 2, 3, 4]));
        Assert.That(emptyRows, Is.GreaterThan(50), "rows of windows that lie in padding must occur");
    }

    [Test]
    public void Offsets_are_those_of_a_plane_drawn_by_hand()
    {
        // 3 x 4 x 5; window (2, 2) with dilation (1, 2) over the outer axes, padding before the first of them.
        var geometry = PoolGeometry.Resolve([1, 1, 3, 4, 5], new PoolAttributes
        {
            KernelShape = [2, 2, 1],
            Dilations = [1, 2, 1],
            Pads = [1, 0, 0, 0, 0, 0],
        });
        var taps = RowTaps.Under(geometry);
        Assert.That(taps.Rows, Is.EqualTo(3 * 2));
        Assert.That(taps.Of(0, []).ToArray(), Is.EqualTo((int[])[0, 10]), "depth -1 is padding, rows 0 and 2");
        Assert.That(taps.Padded(0), Is.EqualTo(4));
        Assert.That(taps.Of(5, []).ToArray(), Is.EqualTo((int[])[25, 35, 45, 55]), "depths 1 and 2, rows 1 and 3");
        Assert.That(taps.Padded(5), Is.EqualTo(4));
    }

    [Test]
    public void One_axis_is_one_row_with_one_tap()
    {
        var taps = RowTaps.Under(PoolGeometry.Resolve([2, 3, 7], new PoolAttributes { KernelShape = [3] }));
        Assert.That((taps.Rows, taps.MaxTaps, taps.Padded(0)), Is.EqualTo((1, 1, 1L)));
        Assert.That(taps.Of(0, []).ToArray(), Is.EqualTo((int[])[0]));
    }

    [Test]
    public void A_table_too_large_to_keep_is_formed_row_by_row_and_says_the_same([Values] bool over)
    {
        // More taps than are kept; rows from the middle of a plane and at both of its padded ends.
        var attributes = new PoolAttributes { KernelShape = [13, 17, 1], Dilations = [2, 1, 1], Pads = [11, 9, 0, 12, 8, 0], CountIncludePad = 1 };
        var large = PoolGeometry.Resolve([1, 1, 30, 45, 3], attributes);
        RowTaps taps = over ? RowTaps.Over(large) : RowTaps.Under(large);
        Assert.That(taps.Scratch, Is.EqualTo(taps.MaxTaps).And.GreaterThan(0));
        Assert.That((long)taps.Rows * taps.MaxTaps, Is.GreaterThan(1 << 16));
        PoolAxis depth = large.Axes[0], height = large.Axes[1];
        var scratch = new int[taps.Scratch];
        for (int row = 0; row < taps.Rows; row++)
        {
            scratch.AsSpan().Fill(-7);
            int columns = (int)(over ? height.Input : height.Output);
            (int d, int h) = Math.DivRem(row, columns);
            int[] expected = [.. Lines(depth, d).SelectMany(i => Lines(height, h).Select(j => (i * (int)(over ? height.Output : height.Input)) + j)).Select(line => line * 3)];
            Assert.That(taps.Of(row, scratch).ToArray(), Is.EqualTo(expected), $"row {row}");
            if (!over) Assert.That(taps.Padded(row), Is.EqualTo(depth.PaddedCount(d) * height.PaddedCount(h)), $"row {row}");
        }

        IEnumerable<int> Lines(PoolAxis axis, int position) => over
            ? Enumerable.Range(0, (int)axis.Output).Where(o => IsTap(axis, o, position))
            : Enumerable.Range(0, (int)axis.Input).Where(i => IsTap(axis, position, i));

        static bool IsTap(PoolAxis axis, int window, int element)
        {
            long distance = element - axis.Start(window);
            return distance >= 0 && distance % axis.Dilation == 0 && distance / axis.Dilation < axis.Kernel;
        }
    }

    [Test]
    public void Operators_do_not_care_whether_the_table_is_kept()
    {
        // The same windows over a plane whose table is kept, and over ten such planes as one, whose table is not.
        float[] x = [.. Enumerable.Range(0, 10 * 40 * 30).Select(i => (float)((i * 7919 % 1013) - 500))];
        PoolAttributes one = new() { KernelShape = [9, 7] }, ten = new() { KernelShape = [1, 9, 7] };
        long[] planes = [10, 1, 40, 30];
        Assert.That(PoolGeometry.Resolve(planes, one).Under.Scratch, Is.Zero);
        var large = PoolGeometry.Resolve([1, 1, 700, 40, 30], ten);
        Assert.That(large.Under.Scratch, Is.GreaterThan(0));
        float[] many = [.. Enumerable.Repeat(x, 70).SelectMany(v => v)];
        var kept = PoolGeometry.Resolve(planes, one);
        float[] expected = new float[kept.OutputCount], y = new float[large.OutputCount];
        float[] dx = new float[x.Length], formed = new float[many.Length];
        MaxPool.Forward<float>(x, kept, expected);
        MaxPool.Forward<float>(many, large, y);
        Assert.That(y, Is.EqualTo(Enumerable.Repeat(expected, 70).SelectMany(v => v)));
        AveragePool.Backward<float>(expected, kept, dx);
        AveragePool.Backward<float>(y, large, formed);
        Assert.That(formed, Is.EqualTo(Enumerable.Repeat(dx, 70).SelectMany(v => v)));
    }

    static AxisEnumeration Enumerated(PoolAxis a) => new(a.Input, a.Kernel, a.Stride, a.Dilation, a.PadBegin, a.PadEnd, a.Output);

    static long[] Offsets(AxisEnumeration[] outer, long[] window, long rowInput) =>
        [.. Product(outer.Select((a, i) => a.RealTaps(window[i]).AsEnumerable()))
            .Select(position => outer.Select((a, i) => (a.Input, Position: position[i])).Aggregate(0L, (at, a) => (at * a.Input) + a.Position) * rowInput)];

    static IEnumerable<long[]> Product(IEnumerable<IEnumerable<long>> axes)
    {
        IEnumerable<long[]> all = [[]];
        foreach (IEnumerable<long> axis in axes)
            all = all.SelectMany(_ => axis, (head, last) => (long[])[.. head, last]);
        return all;
    }
}
