using OnnxPool.Conformance;

namespace OnnxPool.Tests.Candidates;

/// <summary>A candidate that crashes, hangs or fails: an exception that says so, and the next problem runs as if nothing had been.</summary>
[Parallelizable(ParallelScope.All)]
sealed class MisbehavingCandidateTests
{
    const string Good = "MaxPool:22 float 1x2x8 kernel_shape=3";
    const string Unlucky = "MaxPool:22 float 1x13x8 kernel_shape=3";

    [TestCase(9, CandidateFailure.Crashed, @"^bug9\.so ends its process: signal 11 \(SIGSEGV\)$")]
    [TestCase(11, CandidateFailure.Refused, @"^bug11\.so returns an error: \[ErrorCode:Fail\] .*planted failure$")]
    [TestCase(18, CandidateFailure.Crashed, @"^bug18\.so ends its process: exit status 3: giving up$")]
    public void It_fails_the_problem_and_not_the_pool(int bug, CandidateFailure kind, string message)
    {
        using WorkerPool pool = Pools.OfTool(1);
        OrtCandidate candidate = CandidateBuild.Load(pool, bug);
        for (int i = 0; i < 2; i++)
        {
            Runs(candidate);
            CandidateFailedException failure = Assert.Throws<CandidateFailedException>(() => Run(candidate, Unlucky))!;
            Assert.That(failure.Kind, Is.EqualTo(kind));
            Assert.That(failure.Message, Does.Match(message));
        }
        Runs(candidate);
        Assert.That(pool.ProcessIds, Has.Length.EqualTo(1));
    }

    [Test]
    public void A_hang_ends_with_the_time()
    {
        using WorkerPool pool = Pools.OfTool(1);
        OrtCandidate patient = CandidateBuild.Load(pool, 10);
        OrtCandidate candidate = CandidateBuild.Load(pool, 10, seconds: 2);
        int before = pool.ProcessIds.Single();
        CandidateFailedException failure = Assert.Throws<CandidateFailedException>(() => Run(candidate, Unlucky))!;
        Assert.That((failure.Kind, failure.Message), Is.EqualTo((CandidateFailure.TimedOut, "bug10.so does not return within 2 s")));
        Runs(patient);
        Assert.That(pool.ProcessIds.Single(), Is.Not.EqualTo(before));
    }

    [Test]
    public void An_error_that_says_not_implemented_is_no_failure()
    {
        using WorkerPool pool = Pools.OfTool(1);
        OrtCandidate candidate = CandidateBuild.Load(pool, 16);
        Assert.That(() => Run(candidate, Unlucky), Throws.TypeOf<UnsupportedPoolingException>().With.Message.Contains("13 channels are not implemented"));
        Runs(candidate);
    }

    [Test]
    public void What_it_writes_to_standard_output_is_no_answer()
    {
        using WorkerPool pool = Pools.OfTool(1);
        OrtCandidate candidate = CandidateBuild.Load(pool, 14);
        for (int i = 0; i < 3; i++) Runs(candidate);
    }

    static void Runs(OrtCandidate candidate)
    {
        Problem problem = Problem.Parse(Good);
        IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, 1);
        Tensor expected = new OnnxPoolRunner().Run(problem, inputs)[0];
        Assert.That(candidate.Run(problem, inputs)[0].Bytes.ToArray(), Is.EqualTo(expected.Bytes.ToArray()));
    }

    static Tensor[] Run(OrtCandidate candidate, string line)
    {
        Problem problem = Problem.Parse(line);
        return candidate.Run(problem, ProblemData.Inputs(problem, 1));
    }
}
