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
        foreach (PoolAxis axis in Axes())
        {
            var census = WindowCensus.Of(axis);
            Assert.That(census.Partial.SelectMany(Numbers), Is.EqualTo(With(axis, n => n > 0 && n < axis.Kernel)), $"{axis}");
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

    // Every mix of small sizes that gives windows: one number holds all of them.
    static IEnumerable<PoolAxis> Axes()
    {
        const int Mixes = 7 * 3 * 3 * 3 * 5 * 5 * 2;
        for (int mix = 0; mix < Mixes; mix++)
        {
            int rest = mix;
            long Next(int choices)
            {
                (rest, int chosen) = Math.DivRem(rest, choices);
                return chosen;
            }
            long input = Next(7);
            var attributes = new PoolAttributes
            {
                KernelShape = [1 + Next(3)],
                Strides = [1 + Next(3)],
                Dilations = [1 + Next(3)],
                Pads = [Next(5), Next(5)],
                CeilMode = Next(2),
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
            yield return axis;
        }
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
