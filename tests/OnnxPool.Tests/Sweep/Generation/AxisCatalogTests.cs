using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Generation;

public sealed class AxisCatalogTests
{
    // LpPool has all factors that are about axes, MaxUnpool those of its other axes.
    static IEnumerable<PoolOperator> WithWindows => [LpPool.Operator, MaxUnpool.Operator];

    // So that nothing is called impossible only because the axes of the sweep are small.
    [TestCaseSource(nameof(WithWindows))]
    public void Larger_axes_make_nothing_more_possible(PoolOperator op)
    {
        AxisBounds sweep = AxisBounds.Sweep;
        var bounds = new AxisBounds(sweep.Input + 4, sweep.Kernel + 1, sweep.Stride + 4, sweep.Dilation + 1, sweep.PastKernel + 1);
        var larger = SweepSpace.For(op, AxisCatalog.WithBounds(bounds, unpool: op is MaxUnpool));
        var search = new RowSearch(larger, new SeededRandom("larger", 1));
        var possible = new List<string>();
        foreach ((Interaction interaction, _) in CoveringArray.Build(SweepSpace.For(op), 3, 1).Impossible)
        {
            int[] row = larger.EmptyRow();
            for (int i = 0; i < interaction.Factors.Count; i++) row[interaction.Factors[i]] = interaction.Levels[i];
            if (search.Complete(row, (_, _) => 0) is null) possible.Add($"{interaction.Describe(larger)}: {larger.Make(row, new SeededRandom("larger", 1))}");
        }
        Assert.That(possible, Is.Empty);
    }

    [Test]
    public void A_demand_is_met_by_some_axes_or_by_none()
    {
        var random = new Random(1);
        AxisCatalog catalog = AxisCatalog.WithBounds(new AxisBounds(3, 2, 3, 2, 1), unpool: false);
        AxisFacts[][] pairs = [.. catalog.Classes.SelectMany(a => catalog.Classes.Select(b => (AxisFacts[])[a, b]))];
        (int met, int unmet) = (0, 0);
        for (int i = 0; i < 150; i++)
        {
            var demand = new AxisDemand(Bits(3), Bits(2), Bits(3), Bits(3));
            bool one = catalog.Classes.Any(a => demand.IsMetBy([a])), two = pairs.Any(demand.IsMetBy);
            Assert.That(catalog.CanMeet(demand, 1), Is.EqualTo(one), $"{demand}");
            Assert.That(catalog.CanMeet(demand, 2), Is.EqualTo(two), $"{demand}");
            if (two) met++;
            else unmet++;
        }
        Assert.That(Math.Min(met, unmet), Is.GreaterThan(20));

        AxisFacts Bits(int most) => Enumerable.Range(0, random.Next(most)).Aggregate(AxisFacts.None, (f, _) => f | (AxisFacts)(1u << random.Next(24)));
    }

    static IEnumerable<SweepFactor> AxisFactors() =>
        [WindowFactors.Kernel(unpool: false), WindowFactors.Kernel(unpool: true), WindowFactors.Strides(), WindowFactors.Pads(), WindowFactors.Dilations(), WindowFactors.Sizes()];

    [TestCaseSource(nameof(AxisFactors))]
    public void Axes_are_of_exactly_one_level(object of)
    {
        var factor = (SweepFactor)of;
        var random = new Random(1);
        IReadOnlyList<AxisFacts> classes = AxisCatalog.Pooling.Classes;
        // Axes of one problem agree about auto_pad and ceil_mode.
        AxisFacts[][] problems = [.. classes.GroupBy(c => c & (AxisFacts.Same | AxisFacts.Ceil)).Select(g => g.ToArray())];
        for (int i = 0; i < 50_000; i++)
        {
            AxisFacts[] alike = problems[random.Next(problems.Length)];
            AxisFacts[] axes = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => alike[random.Next(alike.Length)])];
            string[] levels = [.. factor.Levels.Where(l => l.Name != WindowFactors.Absent && l.Axes.Any(d => d.IsMetBy(axes))).Select(l => l.Name)];
            Assert.That(levels, Has.Length.EqualTo(1), $"{string.Join(" | ", axes)}: {string.Join(", ", levels)}");
        }
    }
}
