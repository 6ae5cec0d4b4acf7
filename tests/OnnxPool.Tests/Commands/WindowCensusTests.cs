using OnnxPool.Conformance;

namespace OnnxPool.Tests.Commands;

/// <summary>Which windows are partial or empty, against looking at every tap.</summary>
[TestFixture]
public class WindowCensusTests
{
    [Test]
    public void Every_window_is_counted_as_its_taps_say()
    {
        int seen = 0;
        for (long input = 0; input <= 6; input++)
        for (long kernel = 1; kernel <= 3; kernel++)
        for (long stride = 1; stride <= 3; stride++)
        for (long dilation = 1; dilation <= 3; dilation++)
        for (long begin = 0; begin <= 4; begin++)
        for (long end = 0; end <= 4; end++)
        for (long ceil = 0; ceil <= 1; ceil++)
        {
            var attributes = new PoolAttributes
            {
                KernelShape = [kernel],
                Strides = [stride],
                Dilations = [dilation],
                Pads = [begin, end],
                CeilMode = ceil,
            };
            PoolAxis axis;
            try
            {
                axis = PoolGeometry.Resolve([1, 1, input], attributes).RowAxis;
            }
            catch (InvalidPoolingException)
            {
                continue;
            }
            var census = WindowCensus.Of(axis);
            Assert.That(census.Partial.SelectMany(Numbers), Is.EqualTo(With(axis, n => n > 0 && n < kernel)), $"{axis}");
            Assert.That(census.Empty.SelectMany(Numbers), Is.EqualTo(With(axis, n => n == 0)), $"{axis}");
            seen++;
        }
        Assert.That(seen, Is.GreaterThan(3000));
    }

    [Test]
    public void A_long_axis_costs_nothing()
    {
        var census = WindowCensus.Of(PoolGeometry.Resolve(
            [1, 1, 1_000_000_000_000], new PoolAttributes { KernelShape = [3], Pads = [1, 1] }).RowAxis);
        Assert.That(census.Partial, Is.EqualTo(new WindowRange[] { new(0, 0), new(999_999_999_999, 999_999_999_999) }));
    }

    static IEnumerable<long> Numbers(WindowRange range)
    {
        for (long o = range.First; o <= range.Last; o++) yield return o;
    }

    static IEnumerable<long> With(PoolAxis axis, Func<long, bool> holds)
    {
        for (long o = 0; o < axis.Output; o++)
        {
            long real = 0;
            for (long tap = 0; tap < axis.Kernel; tap++)
            {
                long position = (o * axis.Stride) - axis.PadBegin + (tap * axis.Dilation);
                if (position >= 0 && position < axis.Input) real++;
            }
            if (holds(real)) yield return o;
        }
    }
}
