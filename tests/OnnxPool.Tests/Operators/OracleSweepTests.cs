using OnnxPool.Conformance;

namespace OnnxPool.Tests.Operators;

/// <summary>Random problems: the operators must keep their promise, and refuse just what the oracle refuses.</summary>
[Parallelizable(ParallelScope.All)]
sealed class OracleSweepTests
{
    const int Problems = 1000;

    [Test]
    public void Operators_agree_with_the_oracle([Range(1, 24)] int seed)
    {
        var failures = new List<string>();
        int valid = 0;
        foreach (Problem problem in new RandomProblems(seed).Take(Problems))
        {
            bool? agrees = Agrees(problem, seed, out string reason);
            if (agrees == false) failures.Add($"{problem} --seed {seed}: {reason}");
            else if (agrees == true) valid++;
        }
        Assert.That(failures, Is.Empty);
        Assert.That(valid, Is.GreaterThan(Problems * 3 / 4), "most problems must be valid");
    }

    [Test]
    public void The_problems_reach_every_version_and_every_kind_of_attribute()
    {
        Problem[] problems = [.. Enumerable.Range(1, 24).SelectMany(seed => new RandomProblems(seed).Take(Problems))];
        Assert.That(problems.Select(p => p.Version).Distinct(), Is.EquivalentTo(OperatorTable.All.SelectMany(o => o.Versions)));
        Assert.That(problems.Select(p => p.Opset).Distinct().Count(), Is.EqualTo(OperatorTable.LatestOpset));
        Assert.That(problems.Select(p => p.Data).Distinct().Count(), Is.EqualTo(DataKinds.Names.Count));
        Assert.That(problems.Where(p => p.Operator is Flatten).Select(p => p.Type).Distinct(), Is.EquivalentTo(ElementTypes.All));
        Assert.That(problems.Select(p => p.ToString()).Distinct().Count(), Is.GreaterThan(problems.Length * 9 / 10));

        Problem[] windows = [.. problems.Where(p => p.Find("kernel_shape") is not null)];
        foreach (AttributeSpec attribute in windows.SelectMany(p => p.Version.Attributes).Distinct())
        {
            Assert.That(windows.Count(p => p.Find(attribute.Name) is not null), Is.GreaterThan(500), attribute.Name);
            Assert.That(windows.Count(p => p.Find(attribute.Name) is null), attribute.Name == "kernel_shape" ? Is.Zero : Is.GreaterThan(500), attribute.Name);
        }
        // Three operators with windows over five ranks in six, four and four types; MaxUnpool over four ranks in four.
        Assert.That(
            windows.Select(p => (p.Operator, p.Type, Rank: p.Shape.Length)).Distinct().Count(), Is.EqualTo((5 * (6 + 4 + 4)) + (4 * 4)));
    }

    // Null: both refuse.
    static bool? Agrees(Problem problem, long seed, out string reason)
    {
        IReadOnlyList<Tensor> inputs;
        Expectation[] expected;
        try
        {
            inputs = ProblemData.Inputs(problem, seed);
        }
        catch (InvalidPoolingException)
        {
            // Places for MaxUnpool's indices are in its output, so that without a size there is no data.
            reason = "";
            return null;
        }
        try
        {
            expected = ReferenceRunner.Run(problem, inputs);
        }
        catch (ArgumentException e)
        {
            reason = $"the oracle refuses it: {e.Message}";
            return Refuses(problem, inputs) ? null : false;
        }
        Tensor[] actual = problem.Bind().Run(inputs, problem.Outputs.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            OutputDifference difference = expected[i].Check(actual[i]);
            reason = $"{problem.Outputs[i]}: {difference.Describe()}";
            if (!difference.IsAccepted) return false;
        }
        reason = "";
        return actual.Length == expected.Length && problem.OutputShape().AsSpan().SequenceEqual(actual[0].Shape);
    }

    static bool Refuses(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        try
        {
            _ = problem.Bind().Run(inputs, problem.Outputs.Count);
            return false;
        }
        catch (InvalidPoolingException e)
        {
            return e.Subject.StartsWith("output size", StringComparison.Ordinal) || e.Subject.StartsWith("I[", StringComparison.Ordinal);
        }
    }
}
