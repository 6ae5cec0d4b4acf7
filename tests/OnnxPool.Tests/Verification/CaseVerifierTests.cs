using OnnxPool.Conformance;

namespace OnnxPool.Tests.Verification;

public sealed class CaseVerifierTests
{
    const string Max = "MaxPool:12 float 1x1x4x4 kernel_shape=2,2 outputs=Y,Indices";
    const string Average = "AveragePool:11 float 1x1x6x6 kernel_shape=3,3";
    static readonly DivergenceTable s_none = DivergenceTable.Parse("", "none");

    [Test]
    public void Right_outputs_are_exact() =>
        Assert.That(Verify(Max, new OnnxPoolRunner()).Select(r => (r.Verdict, r.Output, r.Reason)), Is.EqualTo(((Verdict, string, string)[])[(Verdict.Exact, "Y", ""), (Verdict.Exact, "Indices", "")]));

    [Test]
    public void A_wrong_element_fails_with_its_place()
    {
        IReadOnlyList<CheckResult> results = Verify(Max, FakeRunner.Off((i, n, y) => i == n - 1 ? y + 1 : i == 2 ? MathF.BitIncrement(y) : y));
        Assert.That(results.Select(r => r.Verdict), Is.EqualTo((Verdict[])[Verdict.Failed, Verdict.Exact]));
        Assert.That(results[0].Reason, Does.StartWith("fake against the reference: 2 of 9 elements, first [2] "));
        Assert.That((results[0].Difference!.First!.Value.Index, results[0].Difference!.Worst!.Value.Index), Is.EqualTo((2L, 8L)));
    }

    [Test]
    public void Averages_fail_from_two_ULPs_on()
    {
        Assert.That(Verify(Average, FakeRunner.Off((_, _, y) => y)).Single().Verdict, Is.AnyOf(Verdict.Exact, Verdict.Within));
        Assert.That(Verify(Average, FakeRunner.Off((i, _, y) => i == 3 ? MathF.BitIncrement(MathF.BitIncrement(y)) : y)).Single().Verdict, Is.EqualTo(Verdict.Failed));
    }

    [Test]
    public void ONNX_Runtime_is_held_to_its_own_bounds()
    {
        Assert.That(Verify(Average, new OnnxPoolRunner(), y => y).Single().Verdict, Is.EqualTo(Verdict.Exact));
        Assert.That(Verify(Average, new OnnxPoolRunner(), y => y * (1 + 3e-7f)).Single().Verdict, Is.EqualTo(Verdict.Within));
        CheckResult off = Verify(Average, new OnnxPoolRunner(), y => y + 1e-4f).Single();
        Assert.That(off.Verdict, Is.EqualTo(Verdict.Failed), off.Reason);
        Assert.That(off.Reason, Does.StartWith("OnnxPool agrees with the reference, ONNX Runtime does not: 16 of 16 elements"));
        Assert.That(Verify(Max, new OnnxPoolRunner(), MathF.BitIncrement)[0].Verdict, Is.EqualTo(Verdict.Failed));
    }

    [Test]
    public void What_a_runner_throws_is_its_own_failure()
    {
        CheckResult[] results = [.. Verify(Max, new FakeRunner((_, _) => throw new FormatException("no such row")))];
        Assert.That(results.Select(r => (r.Verdict, r.Reason)), Is.EqualTo(Enumerable.Repeat((Verdict.Failed, "fake threw FormatException: no such row"), 2)));
        results = [.. Verify(Max, new FakeRunner((_, _) => throw new UnsupportedPoolingException("rank", "4", "3")))];
        Assert.That(results.Select(r => (r.Verdict, r.Reason)), Is.EqualTo(Enumerable.Repeat((Verdict.Unsupported, "rank: found 4; allowed: 3"), 2)));
        Assert.That(Verify(Max, new FakeRunner((_, _) => throw new InvalidPoolingException("rank", "4", "3")))[0].Verdict, Is.EqualTo(Verdict.Failed));
    }

    [Test]
    public void Outputs_that_are_missing_or_of_another_kind_fail()
    {
        IReadOnlyList<CheckResult> few = Verify(Max, new FakeRunner((right, _) => right[..1]));
        Assert.That(few.Select(r => (r.Verdict, r.Reason)), Is.EqualTo(((Verdict, string)[])[(Verdict.Exact, ""), (Verdict.Failed, "fake gives no such output")]));
        Assert.That(Verify(Max, new FakeRunner((_, _) => [])).Select(r => r.Verdict), Is.All.EqualTo(Verdict.Failed));
        Assert.That(Verify(Max, new FakeRunner((_, _) => null!)).Select(r => r.Verdict), Is.All.EqualTo(Verdict.Failed));
        Assert.That(Verify(Max, new FakeRunner((_, _) => [null!, null!])).Select(r => r.Verdict), Is.All.EqualTo(Verdict.Failed));
        Assert.That(Verify(Max, new FakeRunner((right, _) => [right[0].Reshape([9]), right[1]]))[0].Reason, Does.Contain("shape 9 instead of 1x1x3x3"));
        Assert.That(Verify(Max, new FakeRunner((right, _) => [right[1], right[0]]))[0].Reason, Does.Contain("element type int64 instead of float"));
        Assert.That(Verify(Average, new FakeRunner((right, _) => [right[0].Reshape([16])])).Single().Reason, Does.Contain("shape 16 instead of 1x1x4x4"));
    }

    [Test]
    public void Outputs_nobody_asked_for_fail() =>
        Assert.That(Verify(Average, new FakeRunner((right, x) => [right[0], x])).Single().Reason, Does.Contain("2 outputs"));

    [Test]
    public void A_runner_that_overwrites_its_input_deceives_nobody()
    {
        var cheat = new FakeRunner((right, x) =>
        {
            x.Bytes.Clear();
            right[0].Bytes.Clear();
            return right;
        });
        var problem = Problem.Parse(Average);
        Tensor data = ProblemData.Create(problem, 0);
        Assert.That(new CaseVerifier(cheat, s_none).Verify("s", "n", problem, [data], OrtProblems.Run).Single().Verdict, Is.EqualTo(Verdict.Failed));
        Assert.That(data.Bytes.SequenceEqual(ProblemData.Create(problem, 0).Bytes));
    }

    [TestCase("refuses", "refuse", Verdict.Divergence)]
    [TestCase("shape", "refuse", Verdict.Failed)]
    [TestCase("differs", "refuse", Verdict.Divergence)]
    [TestCase("none", "refuse", Verdict.Failed)]
    [TestCase("refuses", "differ", Verdict.Failed)]
    [TestCase("shape", "differ", Verdict.Divergence)]
    [TestCase("differs", "differ", Verdict.Divergence)]
    [TestCase("none", "differ", Verdict.Failed)]
    [TestCase("refuses", "agree", Verdict.Failed)]
    [TestCase("shape", "agree", Verdict.Failed)]
    [TestCase("differs", "agree", Verdict.Exact)]
    [TestCase("none", "agree", Verdict.Exact)]
    public void A_row_must_say_what_ONNX_Runtime_does(string row, string ort, Verdict expected)
    {
        var table = DivergenceTable.Parse(row == "none" ? "" : $"the-row | 1.0- | MaxPool | * | any | {row} | c | a reason", "t");
        var problem = Problem.Parse("MaxPool:12 float 1x1x4x4 kernel_shape=2,2");
        Tensor x = ProblemData.Create(problem, 0);
        Tensor y = new OnnxPoolRunner().Run(problem, [x]).Single();
        OrtOutcome outcome = ort switch
        {
            "refuse" => OrtOutcome.Refused("not me"),
            "agree" => OrtOutcome.Ran([y]),
            _ => OrtOutcome.Ran([y.Reshape([9])]),
        };
        CheckResult result = new CaseVerifier(new OnnxPoolRunner(), table).Verify("s", "n", problem, [x], (_, _) => outcome).Single();
        Assert.That(result.Verdict, Is.EqualTo(expected));
        if (expected == Verdict.Divergence) Assert.That((result.Reason, result.Row!.Reason), Is.EqualTo(("the-row", "a reason")));
        if (ort == "agree" && expected == Verdict.Failed) Assert.That(result.Reason, Does.StartWith("the divergence row the-row no longer holds"));
        if (ort == "refuse" && expected == Verdict.Failed) Assert.That(result.Reason, Is.EqualTo("ONNX Runtime refuses: not me"));
    }

    [Test]
    public void A_row_does_not_excuse_what_the_reference_finds()
    {
        var table = DivergenceTable.Parse("a | 1.0- | MaxPool, AveragePool | * | any | differs | c | r", "t");
        Assert.That(Verify(Max, FakeRunner.Off((_, _, y) => y + 1), y => y + 1, table)[0].Verdict, Is.EqualTo(Verdict.Failed));
    }

    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2")]
    [TestCase("MaxPool:12 bool 1x1x4x4 kernel_shape=2,2")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,9")]
    public void An_invalid_problem_is_nobodys_failure(string line)
    {
        var problem = Problem.Parse(line);
        var verifier = new CaseVerifier(new FakeRunner((_, _) => throw new NotSupportedException()), s_none);
        Assert.That(
            () => verifier.Verify("s", "n", problem, [new Tensor(problem.Type, problem.Shape)], (_, _) => throw new NotSupportedException()),
            Throws.TypeOf<InvalidPoolingException>());
    }

    static IReadOnlyList<CheckResult> Verify(string line, IPoolRunner runner, Func<float, float>? ort = null, DivergenceTable? table = null)
    {
        var problem = Problem.Parse(line);
        Tensor x = ProblemData.Create(problem, 5);
        return new CaseVerifier(runner, table ?? s_none).Verify("source", "node", problem, [x], (_, _) => ort is null
            ? OrtProblems.Run(problem, [x])
            : OrtOutcome.Ran(FakeRunner.Off((_, _, y) => ort(y)).Run(problem, [x])));
    }
}
