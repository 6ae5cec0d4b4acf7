using OnnxPool.Conformance;
using OnnxPool.Tests.Verification;

namespace OnnxPool.Tests.Sweep;

[Parallelizable(ParallelScope.All)]
sealed class SweepJudgeTests
{
    const string Average = "AveragePool:22 float 1x2x6x5 kernel_shape=3,2";

    [Test]
    public void Everybody_is_checked_and_agrees()
    {
        SweepResult result = Judge(Average, candidate: new OnnxPoolRunner());
        Assert.That((result.Verdict, result.Index, result.Worst), Is.EqualTo((SweepVerdict.Agree, 7, (SweepFinding?)null)));
        Kernel[] kernels = [.. KernelChoice.Kernels.Where(k => k.Family is "average-tiles" or "average-scan" && SimdWidth.WhyNot(k.Bits) is null)];
        // Without a name the first of them runs.
        Assert.That(result.Checked, Is.EqualTo((string[])["OnnxPool", .. kernels.Skip(1).Select(k => k.Name), "ONNX Runtime", "OnnxPool"]));
        Assert.That(result.MaxUlp["OnnxPool"], Is.InRange(0, 1));
    }

    [Test]
    public void A_known_departure_has_its_row_and_does_not_hide_the_candidate()
    {
        const string SameDilated = "MaxPool:22 float 1x1x8 kernel_shape=3 dilations=2 auto_pad=SAME_UPPER";
        SweepResult alone = Judge(SameDilated);
        Assert.That((alone.Verdict, alone.Worst!.Row!.Id, alone.Worst.Who, alone.IsBad), Is.EqualTo((SweepVerdict.Divergence, "same-ignores-dilation", "ONNX Runtime", false)));
        SweepResult wrong = Judge(SameDilated, FakeRunner.Off((i, _, y) => i == 2 ? y + 1 : y));
        Assert.That((wrong.Verdict, wrong.Worst!.Who, wrong.IsBad), Is.EqualTo((SweepVerdict.Failed, "fake", true)));
        Assert.That(wrong.Findings.Select(f => f.Verdict), Is.EquivalentTo((SweepVerdict[])[SweepVerdict.Divergence, SweepVerdict.Failed]));
        Assert.That(wrong.Worst.Reason, Does.Contain("1 of 8 elements, first [2]"));
        Assert.That(wrong.Worst.Difference!.First!.Value.Index, Is.EqualTo(2));
    }

    [Test]
    public void Other_bits_the_second_time_are_unstable()
    {
        int calls = 0;
        SweepResult result = Judge(Average, FakeRunner.Off((i, _, y) => i == 0 && Interlocked.Increment(ref calls) > 1 ? MathF.BitIncrement(y) : y));
        Assert.That((result.Verdict, result.Worst!.Who, result.IsBad), Is.EqualTo((SweepVerdict.Unstable, "fake", true)));
    }

    [Test]
    public void A_candidate_may_do_anything_and_fails_for_it()
    {
        foreach ((Func<Tensor[], Tensor, Tensor[]> change, string reason) in new (Func<Tensor[], Tensor, Tensor[]>, string)[]
        {
            ((_, _) => throw new InvalidOperationException("no luck"), "threw InvalidOperationException: no luck"),
            ((_, _) => [], "gives 0 outputs instead of 1"),
            ((y, _) => [y[0].Reshape([y[0].ElementCount])], "shape 32 instead of 1x2x4x4"),
            ((y, _) => [new Tensor(ElementType.Double, y[0].Shape)], "element type double instead of float"),
        })
        {
            SweepResult result = Judge("AveragePool:22 float 1x2x5x4 kernel_shape=2,1", new FakeRunner(change));
            Assert.That((result.Verdict, result.Worst!.Who), Is.EqualTo((SweepVerdict.Failed, "fake")));
            Assert.That(result.Worst.Reason, Does.Contain(reason));
        }
    }

    [Test]
    public void What_a_candidate_does_to_its_input_nobody_else_sees()
    {
        var greedy = new FakeRunner((y, x) =>
        {
            x.Bytes.Fill(0xFF);
            return y;
        });
        Assert.That(Judge(Average, greedy).Verdict, Is.EqualTo(SweepVerdict.Agree));
    }

    [Test]
    public void What_a_candidate_lacks_is_not_its_failure()
    {
        SweepResult result = Judge(Average, new FakeRunner((_, _) => throw new UnsupportedPoolingException("operator", "AveragePool", "MaxPool")));
        Assert.That((result.Verdict, result.Checked.Contains("fake")), Is.EqualTo((SweepVerdict.Agree, false)));
    }

    [TestCase("1", 3f, false)]
    [TestCase("3", 3f, true)]
    [TestCase("3", 4f, false)]
    public void Tolerance_in_ulp_is_what_it_says(string ulps, float off, bool accepted)
    {
        // Averages of one element are exact, so that the distance is what is added.
        SweepResult result = Judge("AveragePool:22 float 1x1x4 kernel_shape=1", FakeRunner.Off((_, _, y) => Steps(y, (int)off)), Tolerance.Ulp(double.Parse(ulps, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.That(result.Verdict == SweepVerdict.Agree, Is.EqualTo(accepted));
    }

    [TestCase(1e-3, 0.0, 0.9e-3, true)]
    [TestCase(1e-3, 0.0, 1.1e-3, false)]
    [TestCase(0.0, 1e-2, 0.0, true)]
    public void Tolerance_by_amount_is_what_it_says(double rtol, double atol, double off, bool accepted)
    {
        SweepResult result = Judge("AveragePool:22 float 1x1x4 kernel_shape=1", FakeRunner.Off((_, _, y) => y + (float)(off * y)), Tolerance.Of(rtol, atol));
        Assert.That(result.Verdict == SweepVerdict.Agree, Is.EqualTo(accepted));
    }

    [Test]
    public void No_tolerance_makes_a_wrong_maximum_right_and_any_nan_will_do()
    {
        const string Line = "MaxPool:22 float 1x1x6 kernel_shape=2 data=special";
        Assert.That(Judge(Line, FakeRunner.Off((i, _, y) => i == 0 ? MathF.BitIncrement(y) : y), Tolerance.Ulp(1000)).Verdict, Is.EqualTo(SweepVerdict.Failed));
        SweepResult payload = Judge(Line, FakeRunner.Off((_, _, y) => float.IsNaN(y) ? BitConverter.Int32BitsToSingle(0x7FC12345) : y));
        Assert.That(payload.Findings.Where(f => f.Who == "fake"), Is.Empty);
    }

    [Test]
    public void The_blocked_layout_is_reached_behind_a_convolution()
    {
        Problem problem = Problem.Parse("MaxPool:22 float 2x3x5x5 kernel_shape=2,2");
        Assert.That(OptimizedRuntime.Blocked(problem)!.ToString(), Is.EqualTo("MaxPool:22 float 2x16x5x5 kernel_shape=2,2"));
        Assert.That(OptimizedRuntime.Blocked(Problem.Parse("MaxPool:22 float 2x32x5x5 kernel_shape=2,2"))!.Shape.ToArray()[1], Is.EqualTo(32));
        foreach (string other in (string[])["MaxPool:22 double 1x1x5x5 kernel_shape=2,2", "MaxPool:22 float 1x1x5 kernel_shape=2", "LpPool:22 float 1x1x5x5 kernel_shape=2,2", "MaxPool:27 float 1x1x5x5 kernel_shape=2,2"])
            Assert.That(OptimizedRuntime.Blocked(Problem.Parse(other)), Is.Null, other);
    }

    static float Steps(float x, int count)
    {
        for (; count > 0; count--) x = MathF.BitIncrement(x);
        return x;
    }

    static SweepResult Judge(string line, IPoolRunner? candidate = null, Tolerance? tolerance = null) =>
        new SweepJudge(3, DivergenceTable.Standard, candidate, tolerance).Judge(7, Problem.Parse(line));
}
