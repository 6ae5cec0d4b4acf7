using OnnxPool.Conformance;

namespace OnnxPool.Tests.Operators;

/// <summary>Random problems in ONNX Runtime: it agrees, or a row of the divergence table says why not.</summary>
[Parallelizable(ParallelScope.All)]
sealed class RuntimeSweepTests
{
    const int Problems = 400;

    [Test]
    public void No_case_fails([Range(101, 108)] int seed)
    {
        var verifier = new ModelVerifier(new VerifyOptions { Seed = seed });
        var failures = new List<string>();
        int cases = 0, agreed = 0;
        foreach (Problem problem in new RandomProblems(seed).Take(Problems))
        {
            if (!RandomProblems.HasSize(problem)) continue;
            IReadOnlyList<CheckResult> results = verifier.Verify(problem);
            failures.AddRange(results.Where(r => r.Verdict is Verdict.Failed or Verdict.Unsupported).Select(r => $"{r.Line} --seed {seed}: {r.Output} {r.Reason}"));
            cases++;
            if (results.All(r => r.Verdict is Verdict.Exact or Verdict.Within)) agreed++;
        }
        Assert.That(failures, Is.Empty);
        Assert.That(cases, Is.GreaterThan(300));
        Assert.That(agreed, Is.GreaterThan(cases / 8), "ONNX Runtime must agree where no row speaks of the case");
    }
}
