using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Testing;

/// <summary>Runners that do not keep to the interface: each has failed, in one line that says how, and the test goes on.</summary>
[Parallelizable(ParallelScope.All)]
sealed class MisbehavingRunnerTests
{
    static readonly PoolingConformanceOptions s_options = new() { Operators = [MaxPool.Operator], Cases = 40 };

    static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("throws", "threw InvalidOperationException: oh\\u000ano", (_, _) => throw new InvalidOperationException("oh\nno"));
        yield return Case("refuses", "threw InvalidPoolingException: x: found 1; allowed: 2", (_, _) => throw new InvalidPoolingException("x", "1", "2"));
        yield return Case("gives null", "gives null instead of outputs", (_, _) => null!);
        yield return Case("gives none", "gives 0 outputs instead of 1", (_, _) => []);
        yield return Case("gives a null", "gives null for Y", (_, right) => [null!, .. right[1..]]);
        yield return Case("gives more", "gives 2 outputs instead of 1", (_, right) => [.. right, right[0]]);
        yield return Case("another shape", "shape 1x1x1x1 instead of 1x1x1", (_, right) => [right[0].Reshape([.. right[0].Shape, 1]), .. right[1..]]);
        yield return Case("another type", "element type int64 instead of float", (_, right) => [new Tensor(ElementType.Int64, right[0].Shape), .. right[1..]]);
        yield return Case("writes to its input", "changes its input X", (inputs, right) =>
        {
            foreach (ref byte b in inputs[0].Bytes) b++;
            return right;
        });
    }

    static TestCaseData Case(string name, string reason, Func<IReadOnlyList<Tensor>, Tensor[], Tensor[]> wrong) =>
        new TestCaseData(new DelegateRunner(name, (problem, inputs) => wrong(inputs, new OnnxPoolRunner().Run(problem, inputs))), reason).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Wrong))]
    public void It_has_failed_and_the_line_says_how(IPoolRunner runner, string reason)
    {
        PoolingConformanceResult result = PoolingConformance.Run(runner, s_options);
        Assert.That(result.IsGood, Is.False);
        Assert.That(result.Outcome.Results, Has.Count.EqualTo(40));
        ShrunkFailure failure = result.Failures[0];
        Assert.That((failure.Shown.Who, failure.Shown.Verdict), Is.EqualTo((runner.Name, SweepVerdict.Failed)));
        Assert.That(failure.Shown.Reason, Does.Contain(reason).And.Not.Contain("\n"));
        Assert.That(failure.Smallest.ToString(), Is.EqualTo("MaxPool:22 float 1x1x1 kernel_shape=1 data=ties"));
        Assert.That(() => PoolingConformance.Check(runner, failure.Smallest, s_options), Throws.TypeOf<PoolingConformanceException>().With.Message.Contains(reason));
    }

    [Test]
    public void Other_bits_the_second_time_are_unstable()
    {
        // Another NaN is the same value, so that it is never wrong.
        int calls = 0;
        var runner = new DelegateRunner("dice", (problem, inputs) =>
        {
            Tensor[] right = new OnnxPoolRunner().Run(problem, inputs);
            if (problem.Type == ElementType.Float)
                foreach (ref float y in right[0].Values<float>()) y = float.IsNaN(y) ? BitConverter.Int32BitsToSingle(0x7FC00000 | (++calls & 0xFF)) : y;
            return right;
        });
        PoolingConformanceResult result = PoolingConformance.Run(runner, s_options with { Cases = 300 });
        ShrunkFailure failure = result.Failures.Single();
        Assert.That((failure.Shown.Verdict, failure.Shown.Who), Is.EqualTo((SweepVerdict.Unstable, "dice")));
        Assert.That(failure.Shown.Reason, Does.Contain("other bits the second time"));
        Assert.That(failure.Smallest.ToString(), Is.EqualTo("MaxPool:22 float 1x1x1 kernel_shape=1 data=special"));
        Assert.That(result.Describe(), Does.Contain(" 0 failed, ").And.Not.Contain(" 0 unstable"));
    }

    [Test]
    public void A_runner_that_has_nothing_has_shown_nothing()
    {
        var runner = new DelegateRunner("empty", (problem, _) => throw new UnsupportedPoolingException("empty", $"{problem.Operator}", "none"));
        PoolingConformanceResult result = PoolingConformance.Run(runner, s_options);
        Assert.That((result.IsGood, result.Checked, result.Failures.Count), Is.EqualTo((false, 0, 0)));
        Assert.That(result.Describe(), Is.EqualTo("empty: 0 of 40 problems checked, 0 failed, 0 unstable; that shows nothing"));
        Assert.That(PoolingConformance.Check(runner, Problem.Parse("MaxPool:22 float 1x1x4 kernel_shape=2")), Is.False);
    }
}
