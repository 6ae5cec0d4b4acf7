namespace OnnxPool.Tests.Oracle;

/// <summary>Distances from exact gradient sums, beyond what averages share with them: sums may be past the range of a format.</summary>
sealed class GradientResultTests
{
    const double Infinity = double.PositiveInfinity;

    [Test]
    public void Error_in_ULPs_is_measured_from_the_exact_sum()
    {
        // 1/3 = 6004799503160661 1/3 · 2^-54
        Reference.GradientResult third = Reference.GlobalAveragePool.Backward([1], [1, 1, 3]);
        Assert.That(third.ErrorInUlps(0, 1 / 3.0, Reference.FloatFormat.Binary64), Is.EqualTo(1 / 3.0).Within(1e-15));
        Assert.That(third.ErrorInUlps(0, Math.BitIncrement(1 / 3.0), Reference.FloatFormat.Binary64), Is.EqualTo(2 / 3.0).Within(1e-15));
        Assert.That(third.ErrorInUlps(0, 1 / 3f, Reference.FloatFormat.Binary32), Is.EqualTo(1 / 3.0).Within(1e-6));
    }

    [Test]
    public void Error_relative_to_the_magnitude_is_small_where_terms_cancel()
    {
        Reference.GradientResult result = Sum(3e10, -3e10, 1);
        Assert.That((result.Dx[0], result.Magnitudes[0], result.Terms[0]), Is.EqualTo((1.0, 6.0000000001e10, 3L)));
        // 6e10 has the leading bit 2^35, so that one ULP of float is 2^12 there.
        Assert.That(result.ErrorInUlpsOfMagnitude(0, 1 + 2048, Reference.FloatFormat.Binary32), Is.EqualTo(0.5));
        Assert.That(result.ErrorInUlps(0, 1 + 2048, Reference.FloatFormat.Binary32), Is.EqualTo(Math.ScaleB(2048, 23)));
    }

    [Test]
    public void A_sum_past_the_range_is_infinite_and_an_infinity_past_the_format_is_right()
    {
        Reference.GradientResult wide = Sum(double.MaxValue, double.MaxValue, -1);
        Assert.That((wide.Dx[0], wide.Residuals[0], wide.Magnitudes[0]), Is.EqualTo((Infinity, 0.0, Infinity)));
        Assert.That(wide.ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary64), Is.Zero);
        Assert.That(wide.ErrorInUlps(0, double.MaxValue, Reference.FloatFormat.Binary64), Is.EqualTo(Infinity));

        Reference.GradientResult past = Sum(-float.MaxValue, -float.MaxValue);
        Assert.That(past.ErrorInUlps(0, -Infinity, Reference.FloatFormat.Binary32), Is.Zero);
        Assert.That(past.ErrorInUlpsOfMagnitude(0, -Infinity, Reference.FloatFormat.Binary32), Is.Zero);
        Assert.That(past.ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary32), Is.EqualTo(Infinity));
        Assert.That(past.ErrorInUlps(0, -Infinity, Reference.FloatFormat.Binary64), Is.EqualTo(Infinity));
        Assert.That(past.ErrorInUlps(0, -float.MaxValue, Reference.FloatFormat.Binary32), Is.GreaterThan(1e6));

        // The largest float16 is 65504; 65520 is the first number that rounds past it.
        Assert.That(Sum(65504, 15.5).ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary16), Is.EqualTo(Infinity));
        Assert.That(Sum(65504, 16).ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary16), Is.Zero);
    }

    [Test]
    public void Terms_past_the_range_that_cancel_leave_a_number()
    {
        Reference.GradientResult result = Sum(double.MaxValue, double.MaxValue, -double.MaxValue, -double.MaxValue, 3);
        Assert.That((result.Dx[0], result.Magnitudes[0]), Is.EqualTo((3.0, Infinity)));
        Assert.That(result.ErrorInUlpsOfMagnitude(0, 3 + Math.ScaleB(1, 972), Reference.FloatFormat.Binary64), Is.EqualTo(1));
    }

    [Test]
    public void Values_that_are_not_finite_are_equal_or_infinitely_far()
    {
        Assert.That(Sum(double.NaN, 1).ErrorInUlps(0, double.NaN, Reference.FloatFormat.Binary32), Is.Zero);
        Assert.That(Sum(Infinity, -Infinity).ErrorInUlps(0, double.NaN, Reference.FloatFormat.Binary32), Is.Zero);
        Assert.That(Sum(double.NaN).ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary32), Is.EqualTo(Infinity));
        Assert.That(Sum(1).ErrorInUlps(0, double.NaN, Reference.FloatFormat.Binary32), Is.EqualTo(Infinity));
        Assert.That(Sum(Infinity, 1).ErrorInUlpsOfMagnitude(0, 1, Reference.FloatFormat.Binary32), Is.EqualTo(Infinity));
        Assert.That(Sum(-0.0).ErrorInUlps(0, -0.0, Reference.FloatFormat.Binary32), Is.Zero);
    }

    /// <summary>The gradient of one element under as many windows as there are terms.</summary>
    static Reference.GradientResult Sum(params double[] terms) =>
        Reference.MaxPool.BackwardFromIndices(terms, new long[terms.Length], [1, 1, terms.Length], new() { KernelShape = [1] });
}
