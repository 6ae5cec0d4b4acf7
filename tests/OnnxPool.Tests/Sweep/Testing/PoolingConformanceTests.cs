using OnnxPool.Conformance;
using OnnxPool.Tests.Verification;

namespace OnnxPool.Tests.Sweep.Testing;

/// <summary>Options, the source of test cases, tolerances, interruption.</summary>
[Parallelizable(ParallelScope.All)]
sealed class PoolingConformanceTests
{
    static readonly PoolingConformanceOptions s_maxima = new()
    {
        Operators = [MaxPool.Operator, GlobalMaxPool.Operator],
        Types = [ElementType.Float, ElementType.Int8],
        Data = [DataKind.Ties, DataKind.Special],
        Cases = 30,
        Seed = 7,
    };

    static IEnumerable<Problem> Maxima => PoolingConformance.Problems(s_maxima);

    [TestCaseSource(nameof(Maxima))]
    public void A_source_of_test_cases(Problem problem) => Assert.That(PoolingConformance.Check(new OnnxPoolRunner(), problem, s_maxima));

    [Test]
    public void Problems_are_those_of_the_options_and_of_the_run()
    {
        Problem[] problems = [.. Maxima];
        Assert.That(problems.Select(p => p.Operator).Distinct(), Is.EquivalentTo(s_maxima.Operators));
        Assert.That(problems.Select(p => p.Type).Distinct(), Is.EquivalentTo(s_maxima.Types!));
        Assert.That(problems.Select(p => p.Data).Distinct(), Is.EquivalentTo(s_maxima.Data!));
        PoolingConformanceResult result = PoolingConformance.Run(new OnnxPoolRunner(), s_maxima with { Threads = 2 });
        Assert.That(result.Outcome.Results.Select(r => r.Problem.ToString()), Is.EqualTo(problems.Select(p => p.ToString())));
        Assert.That(result.IsGood, result.Describe());
        Assert.That(result.Describe(), Is.EqualTo("OnnxPool: 30 of 30 problems checked, 0 failed, 0 unstable"));
    }

    [Test]
    public void Our_own_operators_keep_their_promise()
    {
        PoolingConformanceResult result = PoolingConformance.Run(new OnnxPoolRunner(), new PoolingConformanceOptions { Cases = 400, Threads = 2 });
        Assert.That(result.IsGood, result.Describe());
        Assert.That(result.Checked, Is.EqualTo(400));
    }

    [Test]
    public void Options_out_of_their_range_are_refused()
    {
        Assert.Multiple(() =>
        {
            IsRefused(s_maxima with { Cases = 0 }, "Cases: found 0; allowed: 1 or more");
            IsRefused(s_maxima with { Threads = 0 }, "Threads: found 0; allowed: 1 or more");
            IsRefused(s_maxima with { Strength = 4 }, "strength");
            IsRefused(s_maxima with { Operators = [] }, "operators: found none");
            IsRefused(s_maxima with { Types = [ElementType.String] }, "options: found MaxPool, GlobalMaxPool of string with ties, special; allowed: ");
            IsRefused(s_maxima with { Data = [] }, "of float, int8 with none;");
        });

        static void IsRefused(PoolingConformanceOptions options, string message) =>
            Assert.That(() => PoolingConformance.Run(new OnnxPoolRunner(), options), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains(message));
    }

    [TestCase(1.5f, null, false)]
    [TestCase(1.5f, 2.0, true)]
    [TestCase(1000f, 2.0, false)]
    public void A_tolerance_is_for_averages(float ulps, double? allowed, bool isGood)
    {
        // Powers of two are few among averages of uniform data, so that an ULP is that of the value.
        var runner = FakeRunner.Off((_, _, right) => float.IsFinite(right) && right != 0 ? right + (ulps * 2 * (MathF.BitIncrement(MathF.Abs(right)) - MathF.Abs(right)) / 2) : right);
        var options = new PoolingConformanceOptions
        {
            Operators = [AveragePool.Operator],
            Types = [ElementType.Float],
            Data = [DataKind.Uniform],
            Cases = 50,
            Tolerance = allowed is { } a ? Tolerance.Ulp(a) : Tolerance.Promise,
        };
        Assert.That(PoolingConformance.Run(runner, options).IsGood, Is.EqualTo(isGood));
        Assert.That(PoolingConformance.Run(runner, options with { Operators = [MaxPool.Operator] }).IsGood, Is.False, "a maximum has one right value");
    }

    [Test]
    public void An_interrupted_test_is_no_pass()
    {
        using var interrupt = new CancellationTokenSource();
        int calls = 0;
        var runner = new DelegateRunner("slow", (problem, inputs) =>
        {
            if (++calls == 10) interrupt.Cancel();
            return new OnnxPoolRunner().Run(problem, inputs);
        });
        PoolingConformanceResult result = PoolingConformance.Run(runner, s_maxima, interrupt.Token);
        Assert.That((result.IsGood, result.Checked), Is.EqualTo((false, 5)));
        Assert.That(result.Describe(), Does.StartWith("slow: 5 of 5 problems checked before the interruption"));
    }

    [Test]
    public void Outputs_that_are_given_are_what_is_compared_with()
    {
        var problem = Problem.Parse("AveragePool:22 float 1x1x2 kernel_shape=2");
        Tensor x = Tensor.Of<float>([1, 1, 2], [1, 2]), y = Tensor.Of<float>([1, 1, 1], [1.5f]), near = Tensor.Of<float>([1, 1, 1], [1.75f]);
        Assert.That(Compare(y, null), Is.Null);
        Assert.That(Compare(near, null), Is.EqualTo("Y: 1 of 1 elements, first [0] 1.5 instead of 1.75"));
        Assert.That(Compare(near, Tolerance.Of(0.15, 0)), Is.Null);
        Assert.That(Compare(y.Reshape([1, 1]), null), Is.EqualTo("Y: shape 1x1x1 instead of 1x1"));

        string? Compare(Tensor expected, Tolerance? tolerance) => PoolingConformance.Compare(new OnnxPoolRunner(), problem, [x], [expected], tolerance);
    }
}
