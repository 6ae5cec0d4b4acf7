using System.Numerics;

namespace OnnxPool.Tests.Oracle;

sealed class ExactQuotientTests
{
    const double Tiny = double.Epsilon;
    const double Huge = double.MaxValue;

    [TestCase(new[] { 1e308, 1, -1e308 }, 1 / 3.0, TestName = "Cancelling terms leave the small one")]
    [TestCase(new[] { 1e16, 1, -1e16, 1 }, 0.5, TestName = "Terms below an ULP of their neighbours count")]
    [TestCase(new[] { Huge, Tiny, -Huge }, 0.0, TestName = "A third of the smallest subnormal rounds to 0")]
    [TestCase(new[] { Huge, Tiny, Tiny, -Huge }, 0.0, TestName = "Half of the smallest subnormal rounds to even")]
    [TestCase(new[] { Tiny, 2 * Tiny }, 2 * Tiny, TestName = "One and a half subnormals round to even")]
    [TestCase(new[] { Tiny, Tiny, 0 }, Tiny, TestName = "Two thirds of a subnormal round up")]
    [TestCase(new[] { Huge, Huge, Huge }, Huge, TestName = "A sum past the largest double")]
    [TestCase(new[] { -Huge, -Huge, Huge, -Huge }, -Huge / 2, TestName = "A negative sum past the largest double")]
    [TestCase(new[] { 1, 1 - (1 / 9007199254740992.0) }, 1.0, TestName = "A tie below a power of two rounds to even")]
    public void Quotient_is_rounded_once(double[] x, double expected) => Assert.That(Mean(x).Y[0], Is.EqualTo(expected));

    [TestCase(new[] { -0.0, -0.0 }, true)]
    [TestCase(new[] { -0.0, 0.0 }, false)]
    [TestCase(new[] { 0.0, -0.0 }, false)]
    [TestCase(new[] { 2.5, -2.5 }, false)]
    [TestCase(new[] { -2.5, 2.5, -0.0 }, false)]
    [TestCase(new[] { -Tiny, 0.0, 0.0 }, true)]
    [TestCase(new[] { Tiny, -0.0, -0.0 }, false)]
    public void Sign_of_zero(double[] x, bool negative)
    {
        double y = Mean(x).Y[0];
        Assert.That(y, Is.Zero);
        Assert.That(double.IsNegative(y), Is.EqualTo(negative));
    }

    [Test]
    public void Nothing_is_carried_from_one_window_to_the_next()
    {
        Reference.AverageResult result = Reference.AveragePool.Forward(
            [double.NaN, 1, -0.0, -0.0, Huge, -Huge, 3, Tiny, 6, 4], [1, 1, 10], new() { KernelShape = [2], Strides = [2] });
        Assert.That(result.Y, Is.EqualTo(new[] { double.NaN, -0.0, 0, 1.5, 5 }));
        Assert.That(result.Magnitudes, Is.EqualTo(new[] { double.NaN, 0, Huge, 1.5, 5 }));
        Assert.That(result.Y.Select(double.IsNegative).Skip(1), Is.EqualTo(new[] { true, false, false, false }));
    }

    [Test]
    public void Random_terms_give_the_nearest_double_and_the_residual()
    {
        var random = new Random(2026);
        for (int round = 0; round < 4000; round++)
        {
            // Narrow, wide and full exponent ranges, at the bottom, in the middle and at the top.
            int range = new[] { 3, 60, 400, 2046 }[random.Next(4)];
            int lowest = random.Next(0, 2047 - range);
            double[] x = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => BitConverter.Int64BitsToDouble(
                ((long)random.Next(2) << 63) | ((long)random.Next(lowest, lowest + range) << 52) | random.NextInt64(1L << 52)))];
            if (random.Next(3) == 0)
                x = [.. x, .. x.Skip(1).Select(value => -value)];

            AssertNearest(x, Mean(x));
        }
    }

    [TestCase(0.6666666865348816, 1 / 3.0, TestName = "Nearest float of two thirds")]
    [TestCase(0.66666662693023682, 2 / 3.0, TestName = "Float below two thirds")]
    [TestCase(0.66666674613952637, 4 / 3.0, TestName = "Float above its nearest")]
    [TestCase(-0.6666666865348816, 22369621 + (2 / 3.0), TestName = "The wrong sign")]
    public void Error_in_ULPs_of_float(double candidate, double expected) =>
        Assert.That(Mean(1, 1, 0).ErrorInUlps(0, candidate, Reference.FloatFormat.Binary32), Is.EqualTo(expected).Within(1e-6));

    [Test]
    public void Error_in_ULPs_of_double_is_measured_from_the_exact_quotient()
    {
        // 2/3 = 6004799503160661 1/3 · 2^-53
        Reference.AverageResult result = Mean(1, 1, 0);
        double y = result.Y[0];
        Assert.That(result.Residuals[0], Is.EqualTo(1 / 3.0).Within(1e-15));
        Assert.That(Ulps(y), Is.EqualTo(1 / 3.0).Within(1e-15));
        Assert.That(Ulps(double.BitIncrement(y)), Is.EqualTo(2 / 3.0).Within(1e-15));
        Assert.That(Ulps(double.BitDecrement(y)), Is.EqualTo(4 / 3.0).Within(1e-15));

        double Ulps(double candidate) => result.ErrorInUlps(0, candidate, Reference.FloatFormat.Binary64);
    }

    [TestCase(1)]
    [TestCase(-1)]
    public void Error_below_a_power_of_two_is_in_the_finer_ULP(int sign)
    {
        Reference.AverageResult result = Mean(sign * 1.0, sign * double.BitDecrement(1));
        Assert.That(result.Residuals[0], Is.EqualTo(-0.5 * sign));
        Assert.That(result.ErrorInUlps(0, sign, Reference.FloatFormat.Binary64), Is.EqualTo(0.5));
        Assert.That(result.ErrorInUlps(0, sign * double.BitDecrement(1), Reference.FloatFormat.Binary64), Is.EqualTo(0.5));
        Assert.That(result.ErrorInUlps(0, sign * double.BitIncrement(1), Reference.FloatFormat.Binary64), Is.EqualTo(2.5));
        Assert.That(result.ErrorInUlps(0, sign * (1 - MathF.ScaleB(1, -24)), Reference.FloatFormat.Binary32), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void Error_of_subnormal_quotients()
    {
        Assert.That(Mean(Tiny, 2 * Tiny).ErrorInUlps(0, 2 * Tiny, Reference.FloatFormat.Binary64), Is.EqualTo(0.5));
        Assert.That(Mean(Tiny, 2 * Tiny).ErrorInUlps(0, 4 * Tiny, Reference.FloatFormat.Binary64), Is.EqualTo(2.5));
        Assert.That(Mean(Tiny, 0).ErrorInUlps(0, Tiny, Reference.FloatFormat.Binary64), Is.EqualTo(0.5));
        Assert.That(Mean(float.Epsilon, 0).ErrorInUlps(0, float.Epsilon, Reference.FloatFormat.Binary32), Is.EqualTo(0.5));
        Assert.That(Mean(Math.ScaleB(1, -20)).ErrorInUlps(0, Math.ScaleB(3, -24), Reference.FloatFormat.Binary16), Is.EqualTo(13));
        Assert.That(Mean(1.0).ErrorInUlps(0, 1 + Math.ScaleB(1, -7), Reference.FloatFormat.BFloat16), Is.EqualTo(1));
    }

    [Test]
    public void Error_of_values_that_are_not_finite()
    {
        Assert.That(Ulps(double.NaN, double.NaN), Is.Zero);
        Assert.That(Ulps(double.PositiveInfinity, double.PositiveInfinity), Is.Zero);
        Assert.That(Ulps(double.PositiveInfinity, double.NegativeInfinity), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Ulps(double.NaN, 1), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Ulps(1, double.NaN), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Ulps(Huge, double.PositiveInfinity), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Ulps(0.0, -0.0), Is.Zero);

        static double Ulps(double x, double candidate) => Mean(x).ErrorInUlps(0, candidate, Reference.FloatFormat.Binary32);
    }

    [Test]
    public void Error_relative_to_the_magnitude_is_small_where_terms_cancel()
    {
        Reference.AverageResult result = Mean(3e10, -3e10, 1, 0);
        Assert.That((result.Y[0], result.Magnitudes[0]), Is.EqualTo((0.25, 1.500000000025e10)));
        // 1.5e10 has the leading bit 2^33, so that one ULP of float is 2^10 there.
        Assert.That(result.ErrorInUlpsOfMagnitude(0, 0.25 + 512, Reference.FloatFormat.Binary32), Is.EqualTo(0.5));
        Assert.That(result.ErrorInUlps(0, 0.25 + 512, Reference.FloatFormat.Binary32), Is.EqualTo(Math.ScaleB(512, 25)));
    }

    static Reference.AverageResult Mean(params double[] x) => Reference.GlobalAveragePool.Forward(x, [1, 1, x.Length]);

    static void AssertNearest(double[] x, Reference.AverageResult result)
    {
        BigInteger sum = x.Aggregate(BigInteger.Zero, (total, value) => total + Units(value));
        BigInteger divisor = x.Length;
        double y = result.Y[0];
        BigInteger error = sum - (Units(y) * divisor);
        foreach (double neighbour in new[] { double.BitDecrement(y), double.BitIncrement(y) }.Where(double.IsFinite))
        {
            int order = BigInteger.Abs(error).CompareTo(BigInteger.Abs(sum - (Units(neighbour) * divisor)));
            bool even = (BitConverter.DoubleToInt64Bits(y) & 1) == 0;
            Assert.That(order < 0 || (order == 0 && even), $"{neighbour:R} is nearer than {y:R}");
        }

        BigInteger whole = BigInteger.Abs(sum) / divisor;
        int bits = (int)whole.GetBitLength();
        BigInteger ulp = BigInteger.One << Math.Max(0, bits - 53);
        double residual = (double)((error << 60) / (divisor * ulp)) / (1L << 60);
        Assert.That(result.Residuals[0], Is.EqualTo(residual).Within(1e-15));
        Assert.That(result.ErrorInUlps(0, y, Reference.FloatFormat.Binary64), Is.EqualTo(Math.Abs(residual)).Within(1e-15));

        BigInteger magnitude = x.Aggregate(BigInteger.Zero, (total, value) => total + Units(Math.Abs(value)));
        BigInteger magnitudeError = BigInteger.Abs(magnitude - (Units(result.Magnitudes[0]) * divisor));
        BigInteger step = Units(result.Magnitudes[0]) - Units(double.BitDecrement(result.Magnitudes[0]));
        Assert.That(magnitudeError <= step * divisor, "the magnitude is within one ULP");
    }

    /// <summary>The double as a whole number of 2^-1074.</summary>
    static BigInteger Units(double value)
    {
        if (Math.Abs(value) < double.ScaleB(1, -1022))
            return new BigInteger(value / double.Epsilon);
        int exponent = Math.ILogB(value);
        return new BigInteger(Math.ScaleB(value, 52 - exponent)) << (exponent - 52 + 1074);
    }
}
