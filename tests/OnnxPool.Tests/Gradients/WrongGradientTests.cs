using OnnxPool.Conformance;

namespace OnnxPool.Tests.Gradients;

/// <summary>The check sees what gradients get wrong.</summary>
[TestFixture]
public sealed class WrongGradientTests
{
    const string Max = "MaxPool:22 double 1x2x5x5 kernel_shape=3,3 strides=1,2 pads=1,0,0,1";
    const string Average = "AveragePool:22 double 1x2x5x5 kernel_shape=3,3 pads=1,1,0,1 count_include_pad=1";
    const string Lp = "LpPool:22 double 1x2x5x5 kernel_shape=2,3 p=3";
    static readonly string[] s_all =
    [
        Max, Average, Lp, "LpPool:22 double 1x1x6 kernel_shape=3 p=2", "GlobalMaxPool:22 double 2x2x3x2", "GlobalAveragePool:22 double 1x2x3x3",
        "GlobalLpPool:22 double 1x2x3x3 p=1", "MaxUnpool:22 double 1x1x3x3 kernel_shape=2,2 strides=2,2", "Flatten:22 double 2x3",
    ];

    [TestCaseSource(nameof(s_all))]
    public void Half_of_a_gradient(string line) => IsCaught(line, FakeGradient.Off((_, g) => g / 2));

    [TestCaseSource(nameof(s_all))]
    public void A_millionth_too_much(string line) => IsCaught(line, FakeGradient.Off((_, g) => g * (1 + 1e-6)));

    [TestCaseSource(nameof(s_all))]
    public void One_element_without_its_gradient(string line) =>
        IsCaught(line, new FakeGradient((given, dY, x) =>
        {
            double[] dX = FakeGradient.Right(given, dY, x);
            dX[Array.FindLastIndex(dX, g => g != 0)] = 0;
            return dX;
        }));

    [TestCaseSource(nameof(s_all))]
    public void One_NaN(string line) => IsCaught(line, FakeGradient.Off((i, g) => i == 3 ? double.NaN : g));

    [TestCaseSource(nameof(s_all))]
    public void One_infinity(string line) => IsCaught(line, FakeGradient.Off((i, g) => i == 3 ? double.NegativeInfinity : g));

    [Test]
    public void A_tiny_gradient_where_there_is_none() => IsCaught("MaxPool:22 double 1x1x5 kernel_shape=1 strides=2", FakeGradient.Off((i, g) => i == 1 ? 1e-300 : g));

    [Test]
    public void A_winner_beside_the_right_one() =>
        IsCaught(Max, new FakeGradient((given, dY, x) =>
        {
            double[] dX = FakeGradient.Right(given, dY, x);
            return [dX[^1], .. dX[..^1]];
        }));

    [Test]
    public void A_divisor_that_is_always_the_kernel() =>
        IsCaught("AveragePool:22 double 1x1x4 kernel_shape=3 pads=1,1", new FakeGradient((_, dY, _) =>
            [(dY[0] + dY[1]) / 3, (dY[0] + dY[1] + dY[2]) / 3, (dY[1] + dY[2] + dY[3]) / 3, (dY[2] + dY[3]) / 3]));

    [Test]
    public void Padding_in_or_out_of_the_divisor()
    {
        IsCaught(Average, FakeGradient.Of(line => line.Replace("count_include_pad=1", "count_include_pad=0", StringComparison.Ordinal)));
        IsCaught(Average.Replace("count_include_pad=1", "", StringComparison.Ordinal), FakeGradient.Of(line => line + " count_include_pad=1"));
    }

    [TestCase(Max)]
    [TestCase(Average)]
    [TestCase(Lp)]
    public void Windows_that_overwrite_each_other(string line) =>
        IsCaught(line, new FakeGradient((given, dY, x) =>
        {
            var dX = new double[x.Length];
            for (int o = 0; o < dY.Length; o++)
            {
                var one = new double[dY.Length];
                one[o] = dY[o];
                double[] part = FakeGradient.Right(given, one, x);
                for (int i = 0; i < dX.Length; i++)
                    if (part[i] != 0) dX[i] = part[i];
            }
            return dX;
        }));

    [Test]
    public void A_norm_without_the_sign_of_its_elements() =>
        IsCaught(Lp, new FakeGradient((given, dY, x) => [.. FakeGradient.Right(given, dY, x).Select((g, i) => g * Math.Sign(x[i]))]));

    [Test]
    public void A_norm_of_another_power() => IsCaught(Lp, FakeGradient.Of(line => line.Replace("p=3", "p=4", StringComparison.Ordinal)));

    [Test]
    public void A_neighbour_that_gets_what_belongs_to_the_padding() =>
        IsCaught("AveragePool:22 double 1x1x4x4 kernel_shape=3,3 pads=1,1,1,1", new FakeGradient((given, dY, x) =>
        {
            double[] dX = FakeGradient.Right(given, dY, x);
            dX[0] += dY[0] / 4;
            return dX;
        }));

    [Test]
    public void A_policy_for_another_one()
    {
        const string tied = "MaxPool:22 double 1x1x8x8 kernel_shape=3,3 strides=2,2 data=ties";
        foreach (TiePolicy asked in Enum.GetValues<TiePolicy>())
        {
            foreach (TiePolicy done in Enum.GetValues<TiePolicy>())
            {
                GradientCheckResult result = GradientCheck.Run(
                    Problem.Parse(tied), new GradientCheckOptions { Ties = asked, Runner = new FakeGradient((given, dY, x) => FakeGradient.Right(given, dY, x, done)) });
                Assert.That(result.Verdict, Is.EqualTo(asked == done ? Verdict.Within : Verdict.Failed), result.Describe());
                Assert.That(result.Kinks, Is.GreaterThan(0));
            }
        }
    }

    [Test]
    public void The_last_of_the_tied_elements() =>
        IsCaught("MaxPool:22 double 1x1x4 kernel_shape=2 data=ties", new FakeGradient((given, dY, x) =>
        {
            var dX = new double[x.Length];
            for (int o = 0; o < dY.Length; o++) dX[x[o + 1] >= x[o] ? o + 1 : o] += dY[o];
            return dX;
        }), x: [1, 1, 0, 0]);

    [Test]
    public void A_large_input_with_one_wrong_window()
    {
        const string large = "AveragePool:22 double 1x4x60x60 kernel_shape=3,3";
        IsCaught(large, FakeGradient.Off((i, g) => i == 7777 ? g * 1.01 : g));
        GradientCheckResult right = GradientCheck.Run(Problem.Parse(large));
        Assert.That((right.Verdict, right.Elements, right.Directions), Is.EqualTo((Verdict.Within, 64, 4)), right.Describe());
    }

    [Test]
    public void A_runner_that_throws_or_gives_another_size_has_failed()
    {
        Assert.That(Fails(new FakeGradient((_, _, _) => throw new FormatException("no such row"))), Is.EqualTo("fake threw FormatException: no such row"));
        Assert.That(Fails(new FakeGradient((_, _, _) => throw new InvalidPoolingException("rank", "4", "3"))), Does.StartWith("fake threw InvalidPoolingException: rank"));
        Assert.That(Fails(new FakeGradient((_, _, _) => null!)), Is.EqualTo("fake gives dX of null instead of 50 (1x2x5x5)"));
        Assert.That(Fails(new FakeGradient((_, dY, _) => dY)), Is.EqualTo("fake gives dX of 16 elements instead of 50 (1x2x5x5)"));

        static string Fails(IGradientRunner runner)
        {
            GradientCheckResult result = GradientCheck.Run(Problem.Parse(Max), new GradientCheckOptions { Runner = runner });
            Assert.That((result.Verdict, result.Worst), Is.EqualTo((Verdict.Failed, (GradientMismatch?)null)));
            return result.Reason;
        }
    }

    [Test]
    public void What_a_runner_does_to_its_arrays_is_its_own_affair()
    {
        var vandal = new FakeGradient((given, dY, x) =>
        {
            double[] dX = FakeGradient.Right(given, dY, x);
            Array.Clear(dY);
            Array.Clear(x);
            return dX;
        });
        Assert.That(GradientCheck.Run(Problem.Parse(Lp), new GradientCheckOptions { Runner = vandal }).Verdict, Is.EqualTo(Verdict.Within));
    }

    [Test]
    public void A_failure_names_the_place()
    {
        GradientCheckResult result = GradientCheck.Run(
            Problem.Parse("Flatten:22 double 2x3"), new GradientCheckOptions { Directions = 0, Runner = FakeGradient.Off((i, g) => i == 4 ? 3 * g : g) });
        Assert.That(result.Worst!.Value.Place, Is.EqualTo("X[4]"));
        Assert.That(result.Worst.Value.Found, Is.EqualTo(3 * result.Worst.Value.Expected).Within(1e-12));
        Assert.That(result.Worst.Value.Error, Is.EqualTo(2 / 3.0).Within(1e-9));
        Assert.That(result.Describe(), Does.StartWith("fake, FlattenGrad of Flatten:22 double 2x3: failed, the gradient is not the slope: X[4] "));
    }

    static void IsCaught(string line, IGradientRunner wrong, double[]? x = null)
    {
        GradientCheckResult result = GradientCheck.Run(Problem.Parse(line), new GradientCheckOptions { Runner = wrong, X = x });
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Failed), result.Describe());
        Assert.That(result.Worst!.Value.Error, Is.GreaterThan(1e-7));
    }
}
