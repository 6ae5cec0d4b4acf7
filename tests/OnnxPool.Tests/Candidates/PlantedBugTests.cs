using OnnxPool.Conformance;
using OnnxPool.Tests.Operators;

namespace OnnxPool.Tests.Candidates;

/// <summary>A candidate that is right agrees everywhere; each planted bug shows on a problem made for it.</summary>
[Parallelizable(ParallelScope.All)]
sealed class PlantedBugTests
{
    static readonly WorkerPool s_pool = Pools.OfTool(2);

    [OneTimeTearDown]
    public void EndWorkers() => s_pool.Dispose();

    [Test]
    public void Without_a_bug_it_agrees([Values(1, 2)] int seed)
    {
        OrtCandidate candidate = CandidateBuild.Load(s_pool);
        Problem[] problems = [.. new RandomProblems(seed).Take(2000)
            .Where(p => p.Operator is MaxPool or AveragePool && p.Shape.Length <= 5 && p.Type is ElementType.Float or ElementType.Int8 or ElementType.UInt8)
            .Where(RandomProblems.HasSize).Take(100)];
        Assert.That(problems, Has.Length.EqualTo(100));
        Assert.That(problems.Select(p => Differences(candidate, p, seed)).Where(d => d.Length > 0), Is.Empty);
    }

    [TestCase(1, "AveragePool:22 float 1x1x4 kernel_shape=3 strides=2 ceil_mode=1 count_include_pad=1")]
    [TestCase(2, "MaxPool:22 float 1x1x6 kernel_shape=2 dilations=3 data=ties")]
    [TestCase(2, "AveragePool:22 float 1x1x6 kernel_shape=2 dilations=3")]
    [TestCase(3, "MaxPool:22 float 1x1x6 kernel_shape=3 strides=2 pads=2,0")]
    [TestCase(3, "AveragePool:22 float 1x1x6 kernel_shape=3 auto_pad=SAME_UPPER strides=2")]
    [TestCase(4, "MaxPool:22 float 1x1x3 kernel_shape=1 strides=2 pads=0,1 ceil_mode=1")]
    [TestCase(4, "AveragePool:22 float 1x1x3 kernel_shape=1 strides=2 pads=0,1 ceil_mode=1")]
    [TestCase(5, "MaxPool:22 float 1x1x16 kernel_shape=8 data=ties outputs=Y,Indices")]
    [TestCase(5, "MaxPool:22 uint8 1x1x16 kernel_shape=8 data=ties outputs=Y,Indices")]
    [TestCase(6, "MaxPool:22 float 1x1x3x4 kernel_shape=2,2 storage_order=1 outputs=Y,Indices")]
    [TestCase(7, "MaxPool:22 int8 1x1x9 kernel_shape=2 pads=1,1 data=ties")]
    [TestCase(8, "MaxPool:22 float 1x1x40 kernel_shape=3 data=special")]
    public void A_planted_bug_shows(int bug, string line)
    {
        Problem problem = Problem.Parse(line);
        // The data is a function of the seed: with some of a few, the bug matters.
        long[] seeds = [.. Enumerable.Range(0, 5).Select(i => (long)i)];
        OrtCandidate right = CandidateBuild.Load(s_pool), wrong = CandidateBuild.Load(s_pool, bug);
        Assert.That(seeds.Select(seed => Differences(right, problem, seed)), Is.All.Empty);
        Assert.That(seeds.Select(seed => Differences(wrong, problem, seed)), Has.Some.Not.Empty);
    }

    /// <summary>What is wrong with the candidate's outputs; empty if nothing is.</summary>
    static string Differences(OrtCandidate candidate, Problem problem, long seed)
    {
        IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, seed);
        Tensor[] actual = candidate.Run(problem, inputs);
        Expectation[] expected = ReferenceRunner.Run(problem, inputs);
        if (actual.Length != expected.Length) return $"{problem}: {actual.Length} outputs";
        OutputDifference? first = expected.Zip(actual, (e, a) => e.Check(a)).FirstOrDefault(d => !d.IsAccepted);
        return first is null ? "" : $"{problem} --seed {seed}: {first.Describe()}";
    }
}
