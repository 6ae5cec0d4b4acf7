using OnnxPool.Conformance;

namespace OnnxPool.Tests.Operators;

/// <summary>Random problems of gradients, and of NHWC data: the operators must keep their promise to the oracle, and refuse just what it refuses.</summary>
[Parallelizable(ParallelScope.All)]
sealed class GradientSweepTests
{
    const int Problems = 1000;
    const int Seeds = 12;

    readonly CaseVerifier _verifier = new(new OnnxPoolRunner(), DivergenceTable.Standard);

    [Test]
    public void Gradients_agree_with_the_oracle([Range(1, Seeds)] int seed) => Agree(new RandomProblems(seed).TakeGradients(Problems), seed);

    [Test]
    public void Channels_may_come_last([Range(1, 4)] int seed) => Agree(new RandomProblems(seed).TakeChannelsLast(Problems), seed);

    [Test]
    public void The_problems_reach_every_gradient_attribute_policy_input_and_layout()
    {
        Problem[] problems = [.. Enumerable.Range(1, Seeds).SelectMany(seed => new RandomProblems(seed).TakeGradients(Problems))];
        foreach (IGrouping<PoolOperator, Problem> of in problems.GroupBy(p => p.Operator))
        {
            OperatorVersion version = of.Key.Versions[^1];
            Assert.That(of.Select(p => p.Type).Distinct(), Is.EquivalentTo(version.Types), $"{of.Key}");
            Assert.That(of.SelectMany(p => p.Attributes).Select(a => a.Key).Distinct(), Is.EquivalentTo(version.Attributes.Select(a => a.Name)), $"{of.Key}");
            Assert.That(of.SelectMany(p => p.Inputs).Distinct(), Is.EquivalentTo(version.Inputs), $"{of.Key}");
            Assert.That(of.Select(p => p.Layout).Distinct().Count(), Is.EqualTo(of.Key is MaxUnpoolGrad or FlattenGrad ? 1 : 2), $"{of.Key}");
            Assert.That(of.Select(p => p.Shape.Length).Distinct().Count(), Is.GreaterThan(3), $"{of.Key}");
            if (version.Has("ties"))
                Assert.That(of.Select(p => (p.Find("ties")?.String, p.Type)).Distinct().Count(), Is.EqualTo((TiePolicies.Names.Count + 1) * version.Types.Count), $"{of.Key}");
        }
        Assert.That(problems.Select(p => p.Operator).Distinct(), Is.EquivalentTo(OperatorTable.Gradients));
        Assert.That(problems.Select(p => p.ToString()).Distinct().Count(), Is.GreaterThan(problems.Length * 4 / 5));
        Assert.That(problems.All(p => Problem.Parse(p.ToString()).ToString() == p.ToString()));
    }

    void Agree(IEnumerable<Problem> problems, int seed)
    {
        var failures = new List<string>();
        (int valid, int exact) = (0, 0);
        foreach (Problem problem in problems)
        {
            IReadOnlyList<CheckResult> results;
            try
            {
                IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, seed);
                results = _verifier.Verify("", "", problem, inputs, (_, _) => OrtOutcome.NoSuchOperator);
            }
            catch (InvalidPoolingException e)
            {
                if (!OracleRefuses(problem)) failures.Add($"{problem}: only the operator refuses it: {e.Message}");
                continue;
            }
            valid++;
            failures.AddRange(results.Where(r => r.Verdict is not (Verdict.Exact or Verdict.Within)).Select(r => $"{problem} --seed {seed}: {r.Output} {r.Reason}"));
            if (!IsExact(problem)) continue;
            exact++;
            failures.AddRange(results.Where(r => r.Verdict != Verdict.Exact).Select(r => $"{problem} --seed {seed}: {r.Output} is not exact"));
        }
        Assert.That(failures, Is.Empty);
        Assert.That(valid, Is.GreaterThan(Problems * 3 / 4), "most problems must be valid");
        Assert.That(exact, Is.GreaterThan(Problems / 50));
    }

    // Sums of small integers; equal shares of them may be thirds.
    static bool IsExact(Problem problem) =>
        problem.Forward.Operator is MaxPool or GlobalMaxPool && problem.Data == DataKind.Ties && problem.Find("ties")?.String != "equal";

    // A size that is negative: the forward problem says so without a dY.
    static bool OracleRefuses(Problem problem)
    {
        try
        {
            Problem forward = new ChannelsFirst(problem).Problem.Forward;
            var inputs = forward.Inputs.Select(_ => new Tensor(forward.Type, forward.Shape)).ToArray();
            if (forward.Operator is MaxUnpool) inputs[1] = new Tensor(ElementType.Int64, forward.Shape);
            _ = ReferenceRunner.Run(forward, inputs);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
