using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Generation;

/// <summary>Covering arrays of small models, held against all rows there are.</summary>
public sealed class CoveringArrayTests
{
    static IEnumerable<TestCaseData> Models() =>
        from seed in Enumerable.Range(0, 12)
        from strength in (int[])[1, 2, 3]
        select new TestCaseData(RandomModel.Next(seed), strength).SetArgDisplayNames($"seed {seed}", $"strength {strength}");

    [TestCaseSource(nameof(Models))]
    public void Every_combination_of_some_row_occurs_and_no_other(object of, int strength)
    {
        var model = (RandomModel)of;
        HashSet<string> possible = [.. model.AllRows().SelectMany(row => Shown(model, row, strength))];
        CoveringArray array = CoveringArray.Build(model, strength, 1);
        Assert.That(array.Rows.Where(row => !model.IsPossible([.. row])), Is.Empty);
        Assert.That(array.Rows.SelectMany(row => Shown(model, [.. row], strength)).Distinct(), Is.EquivalentTo(possible));
        Assert.That(array.Possible, Is.EqualTo(possible.Count));
        Assert.That(array.Impossible.Select(i => Text(i.Interaction.Factors, i.Interaction.Levels)), Is.EquivalentTo(All(model, strength).Except(possible)));
    }

    [Test]
    public void Rules_are_given_as_the_reason()
    {
        var model = new CoveringModel(
            [new Factor("a", ["0", "1"]), new Factor("b", ["0", "1"]), new Factor("c", ["0", "1"])],
            [new ForbiddenPair(0, 0b01, 1, 0b01, "first"), new ForbiddenPair(1, 0b10, 2, 0b10, "second"), new ForbiddenPair(2, 0b01, 0, 0b10, "third")]);
        Dictionary<string, string> reasons = CoveringArray.Build(model, 2, 1).Impossible.ToDictionary(i => i.Interaction.Describe(model), i => i.Reason);
        Assert.Multiple(() =>
        {
            Assert.That(reasons["a=0, b=0"], Is.EqualTo("first"));
            Assert.That(reasons["b=1, c=1"], Is.EqualTo("second"));
            Assert.That(reasons["a=1, c=0"], Is.EqualTo("third"));
            Assert.That(reasons["a=1, b=1"], Is.EqualTo("no c goes with all of it"));
        });
    }

    [Test]
    public void Without_rules_there_are_few_rows()
    {
        var model = new CoveringModel([.. Enumerable.Range(0, 10).Select(i => new Factor($"{i}", ["0", "1", "2"]))], []);
        Assert.Multiple(() =>
        {
            // The best known arrays have 14 and 60 rows or fewer.
            Assert.That(CoveringArray.Build(model, 2, 1).Rows, Has.Count.LessThanOrEqualTo(20));
            Assert.That(CoveringArray.Build(model, 3, 1).Rows, Has.Count.LessThanOrEqualTo(85));
        });
    }

    [Test]
    public void The_seed_decides()
    {
        RandomModel model = RandomModel.Next(3);
        string first = Rows(1);
        Assert.That(Rows(1), Is.EqualTo(first));
        Assert.That(Rows(2), Is.Not.EqualTo(first));

        string Rows(long seed) => string.Join(';', CoveringArray.Build(model, 2, seed).Rows.Select(r => string.Join(',', r)));
    }

    [TestCase(0)]
    [TestCase(4)]
    public void Other_strengths_are_refused(int strength) =>
        Assert.That(() => CoveringArray.Build(RandomModel.Next(0), strength, 1), Throws.TypeOf<InvalidPoolingException>().With.Message.StartWith($"strength: found {strength}"));

    /// <summary>The combinations that a row shows: all without masking levels, otherwise those that have all of its masking levels.</summary>
    static IEnumerable<string> Shown(RandomModel model, int[] row, int strength) =>
        from factors in Subsets(model.Factors.Count, strength)
        where Enumerable.Range(0, row.Length).All(f => !model.IsMasking(f, row[f]) || factors.Contains(f))
        select Text(factors, factors.Select(f => row[f]));

    static IEnumerable<string> All(RandomModel model, int strength) =>
        Subsets(model.Factors.Count, strength).SelectMany(factors => RandomModel.Rows(model, factors).Select(levels => Text(factors, levels)));

    static IEnumerable<int[]> Subsets(int count, int size) =>
        Enumerable.Range(0, 1 << count).Where(s => int.PopCount(s) == size).Select(s => Enumerable.Range(0, count).Where(i => (s >> i & 1) != 0).ToArray());

    static string Text(IEnumerable<int> factors, IEnumerable<int> levels) => string.Join(' ', factors.Zip(levels, (f, l) => $"{f}={l}"));
}
