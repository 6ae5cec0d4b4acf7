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
        int cases = 0, runs = 0, agreed = 0, free = 0, agreedFree = 0;
        foreach (Problem problem in new RandomProblems(seed).Take(Problems))
        {
            if (!RandomProblems.HasSize(problem)) continue;
            IReadOnlyList<CheckResult> results = verifier.Verify(problem);
            failures.AddRange(results.Where(r => r.Verdict is Verdict.Failed or Verdict.Unsupported).Select(r => $"{r.Line} --seed {seed}: {r.Output} {r.Reason}"));
            cases++;
            bool agrees = results.All(r => r.Verdict is Verdict.Exact or Verdict.Within);
            IReadOnlyList<Divergence> rows = DivergenceTable.Standard.Covering(problem, ProblemData.Create(problem, seed), OrtSession.Version);
            if (rows.All(r => r.Departs != Departure.Refuses))
            {
                runs++;
                if (agrees) agreed++;
            }
            if (rows.Count == 0)
            {
                free++;
                if (agrees) agreedFree++;
            }
        }
        Assert.That(failures, Is.Empty);
        Assert.That(cases, Is.GreaterThan(300));
        Assert.That(agreedFree, Is.EqualTo(free), "ONNX Runtime must agree where no row speaks of the case");
        // Rows that explain everything would make the line above empty.
        Assert.That(free, Is.GreaterThan(runs / 4));
        Assert.That(agreed, Is.GreaterThan(runs / 2));
    }
}
