using OnnxPool.Conformance;
using OnnxPool.Tests.Candidates;

namespace OnnxPool.Tests.Sweep.Planted;

/// <summary>Every planted bug is found among 2,000 problems, made small, and blamed on who has it; a kernel without one is not blamed.</summary>
[Parallelizable(ParallelScope.All)]
sealed class PlantedKernelTests
{
    const int MostPerAxis = 6;

    static readonly PoolOperator[] s_both = [MaxPool.Operator, AveragePool.Operator];

    [Test]
    public void Nobody_is_blamed_without_a_bug([Values(1, 2)] int seed)
    {
        PoolingConformanceResult result = PoolingConformance.Run(new PlantedKernel(Bug.None), new PoolingConformanceOptions { Operators = s_both, Seed = seed });
        Assert.That(result.IsGood, result.Describe());
        Assert.That(result.Checked, Is.GreaterThan(1500));
    }

    [TestCase(Bug.CeilOverhangInDivisor, "AveragePool")]
    [TestCase(Bug.DilationIgnored, "MaxPool")]
    [TestCase(Bug.DilationIgnored, "AveragePool")]
    [TestCase(Bug.PadsSwapped, "MaxPool")]
    [TestCase(Bug.PadsSwapped, "AveragePool")]
    [TestCase(Bug.LastWindowNotDropped, "MaxPool")]
    [TestCase(Bug.LastWindowNotDropped, "AveragePool")]
    [TestCase(Bug.TiesByLast, "MaxPool")]
    [TestCase(Bug.StorageOrderIgnored, "MaxPool")]
    [TestCase(Bug.PadsAsZeroInInt8, "MaxPool")]
    [TestCase(Bug.NaNDropped, "MaxPool")]
    public void A_bug_is_found_and_made_small(Bug bug, string name)
    {
        var kernel = new PlantedKernel(bug);
        PoolingConformanceResult result = PoolingConformance.Run(kernel, new PoolingConformanceOptions { Operators = [OperatorTable.Find(name)!] });
        Assert.That(result.IsGood, Is.False);
        IsSmall(result.Failures, $"{bug}");
        Assert.That(result.Describe(), Does.Contain($"{bug}: ").And.Contain(result.Failures[0].Smallest.ToString()));
        foreach (ShrunkFailure failure in result.Failures)
        {
            // The line and the seed are all that it takes to see it again.
            var problem = Problem.Parse(failure.Smallest.ToString());
            Assert.That(
                () => PoolingConformance.Check(kernel, problem, new PoolingConformanceOptions { Seed = failure.Seed }),
                Throws.TypeOf<PoolingConformanceException>().With.Message.Contains(failure.Shown.Reason));
        }
    }

    [TestCase(1, "AveragePool")]
    [TestCase(2, "MaxPool")]
    [TestCase(3, "MaxPool")]
    [TestCase(4, "MaxPool")]
    [TestCase(5, "MaxPool")]
    [TestCase(6, "MaxPool")]
    [TestCase(7, "MaxPool")]
    [TestCase(8, "MaxPool")]
    public void A_bug_of_a_library_is_found_and_made_small(int bug, string name)
    {
        using WorkerPool pool = Pools.OfTool(1);
        OrtCandidate candidate = CandidateBuild.Load(pool, bug);
        var judge = new SweepJudge(1, DivergenceTable.Standard, candidate, candidateAlone: true);
        var generator = new ProblemGenerator(1, [OperatorTable.Find(name)!]);
        SweepOutcome outcome = new Conformance.Sweep(judge, 1).Run(generator.Take(2000), generator.NewCoverage());
        IsSmall([.. ShrunkFailure.Of(outcome, judge, 3, CancellationToken.None)], candidate.Name);
    }

    static void IsSmall(IReadOnlyList<ShrunkFailure> failures, string who)
    {
        Assert.That(failures, Is.Not.Empty);
        foreach (ShrunkFailure failure in failures)
        {
            TestContext.Out.WriteLine($"{failure.Smallest} seed {failure.Seed}: {failure.Shown.Reason}");
            Assert.That(failure.Shown.Who, Is.EqualTo(who));
            Assert.That(failure.Smallest.Shape.ToArray(), Is.All.InRange(1, MostPerAxis), $"{failure.Smallest}");
            Assert.That(failure.Smallest.Shape[..2].ToArray(), Is.All.EqualTo(1), $"{failure.Smallest}");
            Assert.That(failure.Smallest.Identity.Split(' '), Has.Length.LessThanOrEqualTo(8), $"{failure.Smallest}");
        }
    }
}
