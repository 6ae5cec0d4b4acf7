using OnnxPool.Conformance;

namespace OnnxPool.Tests.Gradients;

/// <summary>What is expected at kinks, and what is said where there are only kinks.</summary>
[TestFixture]
public sealed class KinkPolicyTests
{
    [TestCase(TiePolicy.First)]
    [TestCase(TiePolicy.Equal)]
    [TestCase(TiePolicy.All)]
    public void Where_all_elements_tie_the_policy_alone_decides(TiePolicy ties)
    {
        GradientCheckResult result = Run("MaxPool:22 double 1x1x4x4 kernel_shape=2,2 strides=1,2", Enumerable.Repeat(2.5, 16), ties);
        Assert.That((result.Verdict, result.Elements, result.Kinks, result.Directions), Is.EqualTo((Verdict.Within, 16, 16, 0)), result.Describe());
        Assert.That(result.Describe(), Does.EndWith($"16 elements, all at kinks, held to ties={ties.Name()} only, 0 directions"));
    }

    [Test]
    public void A_tie_in_one_of_two_windows_leaves_the_other_measured()
    {
        // Windows [4 4], [4 1]: the middle one wins both, the first of them as the second of a tie.
        GradientCheckResult result = Run("MaxPool:22 double 1x1x3 kernel_shape=2", [4, 4, 1], TiePolicy.First);
        Assert.That((result.Verdict, result.Elements, result.Kinks, result.Directions), Is.EqualTo((Verdict.Within, 3, 2, 4)), result.Describe());
        foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
        {
            Assert.That(Verdicts([4, 4, 1], ties, dY => [dY[0], dY[1], 0]), Is.EqualTo(ties == TiePolicy.First));
            Assert.That(Verdicts([4, 4, 1], ties, dY => [dY[0] / 2, (dY[0] / 2) + dY[1], 0]), Is.EqualTo(ties == TiePolicy.Equal));
            Assert.That(Verdicts([4, 4, 1], ties, dY => [dY[0], dY[0] + dY[1], 0]), Is.EqualTo(ties == TiePolicy.All));
        }
    }

    [Test]
    public void Of_both_zeros_the_positive_one_is_the_maximum()
    {
        foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
        {
            Assert.That(Verdicts([-0.0, 0.0, -1], ties, dY => [0, dY[0] + dY[1], 0]), Is.True);
            Assert.That(Verdicts([-0.0, 0.0, -1], ties, dY => [dY[0], dY[1], 0]), Is.False);
        }
        Assert.That(Verdicts([-0.0, -0.0, -1], TiePolicy.Equal, dY => [dY[0] / 2, (dY[0] / 2) + dY[1], 0]), Is.True);
    }

    [TestCase("p=1", 0)]
    [TestCase("p=3", 0)]
    [TestCase("p=2", null)]
    public void An_element_that_is_zero_gets_nothing_from_a_norm(string power, int? atKink)
    {
        string line = $"LpPool:22 double 1x1x4 kernel_shape=2 {power}";
        GradientCheckResult result = Run(line, [3, 0.0, -2, 5]);
        Assert.That((result.Verdict, result.Elements, result.Kinks), Is.EqualTo((Verdict.Within, 4, atKink is null ? 0 : 1)), result.Describe());
        result = GradientCheck.Run(Problem.Parse(line), new GradientCheckOptions { X = [3, 0.0, -2, 5], Runner = Adding(1, 1e-3) });
        Assert.That((result.Verdict, result.Worst!.Value.Place), Is.EqualTo((Verdict.Failed, "X[1]")), result.Describe());
    }

    [TestCase("p=1")]
    [TestCase("p=2")]
    public void A_norm_of_zero_gives_nothing(string power)
    {
        string line = $"LpPool:22 double 1x1x4 kernel_shape=2 strides=2 {power}";
        GradientCheckResult result = Run(line, [0.0, -0.0, 2, -1]);
        Assert.That((result.Verdict, result.Elements, result.Kinks, result.Directions), Is.EqualTo((Verdict.Within, 4, 2, 4)), result.Describe());
        result = GradientCheck.Run(Problem.Parse(line), new GradientCheckOptions { X = [0.0, -0.0, 2, -1], Runner = Adding(0, 1) });
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Failed), result.Describe());
        Assert.That(Run(line, [0, 0, 0, 0]).Describe(), Does.EndWith("4 elements, all at kinks, held to the stated rule only, 0 directions"));
    }

    [Test]
    public void Places_that_are_written_twice_give_both_elements_their_gradient()
    {
        var problem = Problem.Parse("MaxUnpool:22 double 1x1x6x6 kernel_shape=1,1 data=ties");
        GradientCheckResult result = GradientCheck.Run(problem);
        Assert.That((result.Verdict, result.Elements), Is.EqualTo((Verdict.Within, 36)), result.Describe());
        Assert.That(result.Kinks, Is.GreaterThan(0));
        var onlySeen = new FakeGradient((given, dY, _) =>
            [.. given.Positions.Select((place, i) => given.Positions.Skip(i + 1).Contains(place) ? 0 : dY[place])]);
        Assert.That(GradientCheck.Run(problem, new GradientCheckOptions { Runner = onlySeen }).Verdict, Is.EqualTo(Verdict.Failed));
    }

    [Test]
    public void Elements_too_near_to_a_kink_are_counted_and_not_passed_silently()
    {
        double near = Math.BitIncrement(1.0);
        GradientCheckResult result = Run("MaxPool:22 double 1x1x2 kernel_shape=2", [1, near]);
        Assert.That((result.Verdict, result.Elements, result.Skipped, result.Directions), Is.EqualTo((Verdict.Unsupported, 0, 2, 0)), result.Describe());
        Assert.That(result.Describe(), Does.Contain("unsupported, every element is too near to a kink to be measured; 0 elements"));
        Assert.That((result = Run("MaxPool:22 double 1x1x3 kernel_shape=2", [1, near, 9])).Skipped, Is.EqualTo(2), result.Describe());
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Within));
    }

    [Test]
    public void Empty_windows_give_nothing_and_empty_tensors_nothing_to_compare()
    {
        // The window between the taps -1 and 2 is empty.
        const string empty = "MaxPool:22 double 1x1x2 kernel_shape=2 dilations=3 pads=1,1";
        Assert.That(Run(empty, [1, 2]).Verdict, Is.EqualTo(Verdict.Within));
        GradientCheckResult result = GradientCheck.Run(Problem.Parse(empty), new GradientCheckOptions { Runner = new FakeGradient((_, dY, _) => [dY[0], 0]) });
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Failed), result.Describe());
        result = Run("AveragePool:22 double 0x2x4 kernel_shape=2", []);
        Assert.That((result.Verdict, result.Describe()), Is.EqualTo((Verdict.Within, "OnnxPool, AveragePoolGrad of AveragePool:22 double 0x2x4 kernel_shape=2: within, nothing to compare; 0 elements, none at a kink, 0 directions")));
    }

    [TestCase("MaxPool:12 int8 1x1x4 kernel_shape=2", "element type: found int8 for a gradient of MaxPool-12; allowed: float16, bfloat16, float, double")]
    [TestCase("Flatten:13 int64 2x3", "element type: found int64 for a gradient of Flatten-13; allowed: float16")]
    [TestCase("Flatten:13 string 2x3", "element type: found string for a gradient of Flatten-13")]
    [TestCase("MaxPool:12 bfloat16 1x1x4 kernel_shape=2", "element type: found bfloat16 for MaxPool-12; allowed: float16, float, double, int8, uint8")]
    [TestCase("MaxPool:12 float 1x1x4", "kernel_shape: found no value")]
    [TestCase("AveragePool:11 float 1x1x4 kernel_shape=2,2", "kernel_shape: found 2,2")]
    public void What_has_no_gradient_is_one_clear_error(string line, string message) =>
        Assert.That(Assert.Throws<InvalidPoolingException>(() => GradientCheck.Run(Problem.Parse(line)))!.Message, Does.StartWith(message));

    [Test]
    public void A_given_X_must_fit()
    {
        var problem = Problem.Parse("MaxPool:22 double 1x1x2 kernel_shape=2");
        Assert.That(Error([1]), Is.EqualTo("X: found 1 elements; allowed: 2 for shape 1x1x2"));
        Assert.That(Error([1, double.NaN]), Is.EqualTo("X[1]: found NaN; allowed: numbers up to 1E+150 in magnitude"));
        Assert.That(Error([double.NegativeInfinity, 1]), Does.StartWith("X[0]: found -"));

        string Error(double[] x) => Assert.Throws<InvalidPoolingException>(() => GradientCheck.Run(problem, new GradientCheckOptions { X = x }))!.Message;
    }

    [Test]
    public void A_gradient_line_is_checked_by_its_own_policy()
    {
        const string line = "MaxPoolGrad:1 float 1x3x1x1 kernel_shape=2,1 layout=NHWC ties=";
        foreach (TiePolicy ties in Enum.GetValues<TiePolicy>())
        {
            GradientCheckResult result = GradientCheck.Run(Problem.Parse(line + ties.Name()), new GradientCheckOptions { X = [4, 4, 1] });
            Assert.That((result.Ties, result.Operator, result.Verdict, result.Kinks), Is.EqualTo((ties, "MaxPoolGrad", Verdict.Within, 2)), result.Describe());
            Assert.That(result.Problem.ToString(), Is.EqualTo("MaxPool:28 double 1x3x1x1 kernel_shape=2,1 layout=NHWC"));
        }
        Assert.That(GradientCheck.Run(Problem.Parse("GlobalMaxPoolGrad:1 float 1x1x4 ties=all"), new GradientCheckOptions { Ties = TiePolicy.Equal }).Ties, Is.EqualTo(TiePolicy.Equal));
    }

    static GradientCheckResult Run(string line, IEnumerable<double> x, TiePolicy ties = TiePolicy.First) =>
        GradientCheck.Run(Problem.Parse(line), new GradientCheckOptions { X = [.. x], Ties = ties });

    /// <summary>Whether a gradient of two overlapping windows of two passes.</summary>
    static bool Verdicts(double[] x, TiePolicy ties, Func<double[], double[]> backward) => GradientCheck.Run(
        Problem.Parse("MaxPool:22 double 1x1x3 kernel_shape=2"),
        new GradientCheckOptions { X = x, Ties = ties, Runner = new FakeGradient((_, dY, _) => backward(dY)) }).Verdict == Verdict.Within;

    static FakeGradient Adding(int element, double more) => FakeGradient.Off((i, g) => i == element ? g + more : g);
}
