using System.Numerics;

namespace OnnxPool.Tests.Oracle;

/// <summary>The value of a norm and its distances, held against integer inequalities: no root and no logarithm is taken here.</summary>
sealed class LpNormTests
{
    const double Tiny = double.Epsilon;
    const double Huge = double.MaxValue;
    const double Infinity = double.PositiveInfinity;

    [TestCase(2, new[] { 3e200, 4e200 }, 4.9999999999999995e200)]
    [TestCase(2, new[] { 1e200 }, 1e200)]
    [TestCase(2, new[] { 1e-200, 0, 0 }, 1e-200)]
    [TestCase(2, new[] { 3 * Tiny, -4 * Tiny }, 5 * Tiny)]
    [TestCase(2, new[] { Tiny, Tiny }, Tiny)]
    [TestCase(2, new[] { Tiny, Tiny, Tiny }, 2 * Tiny)]
    [TestCase(2, new[] { 1e300, 1e-300 }, 1e300)]
    [TestCase(2, new[] { Huge, 1 }, Huge)]
    [TestCase(2, new[] { Huge, Huge }, Infinity)]
    [TestCase(64, new[] { Huge, Huge / 2 }, Huge)]
    [TestCase(64, new[] { Huge, Huge }, Infinity)]
    [TestCase(64, new[] { Tiny, Tiny }, Tiny)]
    [TestCase(1, new[] { Huge, Huge / 2, -1 }, Infinity)]
    [TestCase(1, new[] { Huge, 1 }, Huge)]
    [TestCase(1, new[] { 1.0, 1 / 9007199254740992.0 }, 1.0)]
    [TestCase(1, new[] { 1.0, 1 / 9007199254740992.0, Tiny }, 1.0000000000000002)]
    [TestCase(1, new[] { 1.0000000000000002, 1 / 9007199254740992.0 }, 1.0000000000000004)]
    [TestCase(0.5, new[] { 9.0, 16 }, 49)]
    [TestCase(0.25, new[] { 16.0, 81 }, 625)]
    [TestCase(0.75, new[] { 81.0, 256, -625 }, 1296)]
    [TestCase(1.5, new[] { 9.0, 16, -25 }, 36)]
    [TestCase(1.5, new[] { 9e-200, 16e-200, 25e-200 }, 3.5999999999999997e-199)]
    [TestCase(2.5, new[] { 729.0, 7056, 12100, -17689 }, 20736)]
    [TestCase(2.5, new[] { 1e300 }, 1e300)]
    [TestCase(2.5, new[] { 0, -Tiny }, Tiny)]
    [TestCase(2.5, new[] { Huge, Huge }, Infinity)]
    [TestCase(1e-300, new[] { 0, 7.0, 0 }, 7)]
    [TestCase(1e-300, new[] { 7.0, Tiny }, Infinity)]
    [TestCase(Tiny, new[] { Tiny, Tiny }, Infinity)]
    [TestCase(0.0009765625, new[] { 0.5, 0.5 }, 8.98846567431158e307)]
    [TestCase(0.0009765625, new[] { 1.0, 1 }, Infinity)]
    [TestCase(0.0009765625, new[] { Tiny, Tiny }, 8.881784197001252e-16)]
    [TestCase(1e300, new[] { 3.0, -3, 2 }, 3)]
    [TestCase(Huge, new[] { 1e-300, 1e-300, Huge }, Huge)]
    [TestCase(Huge, new[] { Tiny, 3 * Tiny, 3 * Tiny }, 3 * Tiny)]
    public void Norm_is_rounded_once(double p, double[] x, double expected)
    {
        Reference.LpResult result = Norm(p, x);
        Assert.That(result.Y[0], Is.EqualTo(expected));
        Assert.That(result.ErrorInUlps(0, expected, Reference.FloatFormat.Binary64), Is.LessThanOrEqualTo(0.5));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(17)]
    [TestCase(64)]
    [TestCase(65)]
    [TestCase(100)]
    public void Whole_p_gives_the_nearest_double_and_its_distance(int p)
    {
        var random = new Random(1000 + p);
        for (int round = 0; round < (p < 20 ? 200 : 40); round++)
        {
            double[] x = RandomTerms(random, 53);
            BigInteger sum = x.Aggregate(BigInteger.Zero, (total, value) => total + BigInteger.Pow(Units(value), p));
            AssertNearest(Norm(p, x), (scaled, scale) => BigInteger.Pow(scaled, p).CompareTo(sum * BigInteger.Pow(scale, p)), $"p={p}: {Text(x)}");
        }
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(13)]
    [TestCase(131)]
    public void Half_of_an_odd_p_gives_the_nearest_double_and_its_distance(int twice)
    {
        // The terms are squares, so that |x|^(twice/2) = r^twice for a whole r, and Y <= c exactly if (Σ r^twice)² <= c^twice.
        var random = new Random(2000 + twice);
        for (int round = 0; round < (twice < 20 ? 200 : 30); round++)
        {
            double[] roots = [.. RandomTerms(random, 26).Select(value => Math.ScaleB(value, Math.Abs(value) > 1 ? -Math.ILogB(value) / 2 : 0))];
            double[] x = [.. roots.Select(root => root * root * (random.Next(2) == 0 ? 1 : -1))];
            if (x.Any(value => !double.IsNormal(value) && value != 0) || x.Zip(roots).Any(pair => BigInteger.Pow(Units(pair.Second), 2) != Units(pair.First) << 1074))
                continue;
            BigInteger sum = roots.Aggregate(BigInteger.Zero, (total, root) => total + BigInteger.Pow(Units(root), twice));

            // In units, r = R·2^-1074 and c = C·2^-1074 / scale: (Σ R^t)²·2^(-2148t) against C^t·2^(-1074t) / scale^t.
            AssertNearest(
                Norm(twice / 2.0, x),
                (scaled, scale) => (BigInteger.Pow(scaled, twice) << (1074 * twice)).CompareTo(sum * sum * BigInteger.Pow(scale, twice)),
                $"p={twice}/2: {Text(x)}");
        }
    }

    [Test]
    public void Scaling_by_a_power_of_two_scales_the_norm()
    {
        var random = new Random(5);
        foreach (double p in new[] { 0.3, 1, 2, 2.2, (double)2.2f, 5, 33.3, 200 })
        {
            double[] x = [.. Enumerable.Range(0, 9).Select(_ => random.NextDouble() - 0.5)];
            double y = Norm(p, x).Y[0];
            foreach (int shift in new[] { -900, -37, 900 })
                Assert.That(Norm(p, [.. x.Select(value => Math.ScaleB(value, shift))]).Y[0], Is.EqualTo(Math.ScaleB(y, shift)), $"p={p}");
            Assert.That(y, Is.EqualTo(Math.Pow(x.Sum(value => Math.Pow(Math.Abs(value), p)), 1 / p)).Within(1e-9).Percent, $"p={p}");
        }
    }

    [Test]
    public void Order_and_sign_of_the_terms_make_no_difference()
    {
        var random = new Random(6);
        for (int round = 0; round < 100; round++)
        {
            double[] x = RandomTerms(random, 53);
            double[] shuffled = [.. x.Select(value => -value)];
            random.Shuffle(shuffled);
            foreach (double p in new[] { 1, 2, 2.5, 64, 99 })
                Assert.That(Norm(p, shuffled).Y[0], Is.EqualTo(Norm(p, x).Y[0]), $"p={p}: {Text(x)}");
        }
    }

    [Test]
    public void Error_in_ULPs_of_float_and_double()
    {
        // sqrt 2 = 1.41421356237309504880168872…; its nearest double is …0951454746…, its nearest float …1678466796875.
        Reference.LpResult result = Norm(2, 1, 1);
        Assert.That(result.ErrorInUlps(0, Math.Sqrt(2), Reference.FloatFormat.Binary64), Is.EqualTo(0.43537).Within(1e-5));
        Assert.That(result.ErrorInUlps(0, double.BitIncrement(Math.Sqrt(2)), Reference.FloatFormat.Binary64), Is.EqualTo(1.43537).Within(1e-5));
        Assert.That(result.ErrorInUlps(0, double.BitDecrement(Math.Sqrt(2)), Reference.FloatFormat.Binary64), Is.EqualTo(0.56463).Within(1e-5));
        Assert.That(result.ErrorInUlps(0, MathF.Sqrt(2), Reference.FloatFormat.Binary32), Is.EqualTo(0.20304).Within(1e-4));
        Assert.That(result.ErrorInUlps(0, -MathF.Sqrt(2), Reference.FloatFormat.Binary32), Is.EqualTo(2 * 11863283.2).Within(1));
    }

    [Test]
    public void Error_below_a_power_of_two_is_in_the_finer_ULP()
    {
        Reference.LpResult result = Norm(1, 0.5, double.BitDecrement(0.5), 1 / Math.ScaleB(1, 55));
        Assert.That(result.Y[0], Is.EqualTo(1));
        Assert.That(result.ErrorInUlps(0, 1, Reference.FloatFormat.Binary64), Is.EqualTo(0.25));
        Assert.That(result.ErrorInUlps(0, double.BitIncrement(1), Reference.FloatFormat.Binary64), Is.EqualTo(2.25));
    }

    [Test]
    public void Error_of_subnormal_norms()
    {
        Assert.That(Norm(2, 3 * Tiny, 4 * Tiny).ErrorInUlps(0, 7 * Tiny, Reference.FloatFormat.Binary64), Is.EqualTo(2));
        Assert.That(Norm(2, Tiny, Tiny).ErrorInUlps(0, Tiny, Reference.FloatFormat.Binary64), Is.EqualTo(Math.Sqrt(2) - 1).Within(1e-15));
        Assert.That(Norm(2, 3e-45, 4e-45).ErrorInUlps(0, 0, Reference.FloatFormat.Binary32), Is.EqualTo(3.568).Within(1e-3));
        Assert.That(Norm(1, 1e-300, 1e-300).ErrorInUlps(0, 0, Reference.FloatFormat.Binary32), Is.EqualTo(2e-300 / float.Epsilon));
        Assert.That(Norm(2, 0.0).ErrorInUlps(0, -0.0, Reference.FloatFormat.Binary32), Is.Zero);
        Assert.That(Norm(2, 0.0).ErrorInUlps(0, 2 * float.Epsilon, Reference.FloatFormat.Binary32), Is.EqualTo(2));
    }

    [Test]
    public void Infinity_stands_for_what_is_past_the_format()
    {
        Reference.LpResult past = Norm(2, float.MaxValue, float.MaxValue);
        Assert.That(past.ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary32), Is.Zero);
        Assert.That(past.ErrorInUlps(0, float.MaxValue, Reference.FloatFormat.Binary32), Is.GreaterThan(1e6).And.LessThan(1e7));
        Assert.That(past.ErrorInUlps(0, past.Y[0], Reference.FloatFormat.Binary64), Is.LessThan(0.5));
        Assert.That(past.ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary64), Is.GreaterThan(1e200));

        Reference.LpResult edge = Norm(1, float.MaxValue, Math.ScaleB(1, 102));
        Assert.That(edge.ErrorInUlps(0, float.MaxValue, Reference.FloatFormat.Binary32), Is.EqualTo(0.25));
        Assert.That(edge.ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary32), Is.EqualTo(0.75));
        Assert.That(edge.ErrorInUlps(0, double.NegativeInfinity, Reference.FloatFormat.Binary32), Is.EqualTo(Infinity));

        Reference.LpResult wide = Norm(2, Huge, Huge);
        Assert.That(wide.ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary64), Is.Zero);
        Assert.That(wide.ErrorInUlps(0, Huge, Reference.FloatFormat.Binary64), Is.GreaterThan(1e15).And.LessThan(1e16));
        Assert.That(Norm(1, 60000, 5520).ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary16), Is.EqualTo(0.5));
        Assert.That(Norm(1e-300, 1, 1).ErrorInUlps(0, Infinity, Reference.FloatFormat.Binary64), Is.Zero);
        Assert.That(Norm(1e-300, 1, 1).ErrorInUlps(0, Huge, Reference.FloatFormat.Binary64), Is.GreaterThan(1e15));
    }

    [Test]
    public void Error_of_values_that_are_not_finite()
    {
        Assert.That(Ulps(double.NaN, double.NaN), Is.Zero);
        Assert.That(Ulps(double.NegativeInfinity, Infinity), Is.Zero);
        Assert.That(Ulps(Infinity, double.NegativeInfinity), Is.EqualTo(Infinity));
        Assert.That(Ulps(Infinity, float.MaxValue), Is.EqualTo(Infinity));
        Assert.That(Ulps(double.NaN, 1), Is.EqualTo(Infinity));
        Assert.That(Ulps(1, double.NaN), Is.EqualTo(Infinity));

        static double Ulps(double x, double candidate) => Norm(2, x).ErrorInUlps(0, candidate, Reference.FloatFormat.Binary32);
    }

    [TestCase(0.0)]
    [TestCase(0.5)]
    public void Nothing_is_carried_from_one_window_to_the_next(double above) =>
        Assert.That(
            Reference.LpPool.Forward([double.NaN, 1, 0, 0, Huge, Infinity, 3, 0, 0, 4], [1, 1, 10], new() { KernelShape = [2], Strides = [2] }, 2 + above).Y,
            Is.EqualTo(new[] { double.NaN, 0, Infinity, 3, 4 }));

    static Reference.LpResult Norm(double p, params double[] x) => Reference.GlobalLpPool.Forward(x, [1, 1, x.Length], p);

    /// <summary>Terms of the given bits, in narrow and full exponent ranges, at the bottom, in the middle and at the top; some equal.</summary>
    static double[] RandomTerms(Random random, int bits)
    {
        int range = new[] { 1, 3, 60, 2046 }[random.Next(4)];
        int lowest = random.Next(0, 2047 - range);
        double[] x = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => BitConverter.Int64BitsToDouble(
            ((long)random.Next(2) << 63) | ((long)random.Next(lowest, lowest + range) << 52) | (random.NextInt64(1L << (bits - 1)) << (53 - bits))))];
        return random.Next(3) == 0 ? [.. x, .. x.Skip(1).Select(value => -value)] : x;
    }

    /// <summary>Checks Y, which is to lie between the midpoints to its neighbours, and its distance, which is to bracket the exact norm.</summary>
    /// <param name="result">The result with one output.</param>
    /// <param name="compare">Compares its first argument over its second, in units of 2^-1074, with the exact norm.</param>
    /// <param name="problem">What to say on failure.</param>
    static void AssertNearest(Reference.LpResult result, Func<BigInteger, BigInteger, int> compare, string problem)
    {
        double y = result.Y[0];
        BigInteger units = double.IsPositiveInfinity(y) ? BigInteger.One << (1024 + 1074) : Units(y);
        BigInteger below = units - Units(double.BitDecrement(y));
        BigInteger above = double.IsPositiveInfinity(y) ? below : Units(y == Huge ? y : double.BitIncrement(y)) - units;
        above = above.IsZero ? below : above;
        bool even = units.IsZero || (BitConverter.DoubleToInt64Bits(y) & 1) == 0;
        int low = compare((2 * units) - below, 2);
        Assert.That(low < 0 || (low == 0 && even), $"{problem}: {y:R} is too large");
        if (double.IsPositiveInfinity(y))
            return;

        int high = compare((2 * units) + above, 2);
        Assert.That(high > 0 || (high == 0 && even), $"{problem}: {y:R} is too small");

        // The ULP of the exact norm is the finer one where rounding went up to a power of two.
        int side = compare(units, 1);
        BigInteger ulp = side > 0 ? below : above;
        double error = result.ErrorInUlps(0, y, Reference.FloatFormat.Binary64);
        Assert.That(error, Is.InRange(0, 0.5), problem);
        BigInteger scale = BigInteger.One << 60;
        BigInteger distance = new BigInteger(error * (1L << 60)) * ulp;
        BigInteger slack = (BigInteger.One << 12) * ulp;
        BigInteger sign = side > 0 ? -1 : 1;
        BigInteger exact = (units * scale) + (sign * distance);
        Assert.That(compare(exact - slack, scale), Is.LessThan(0), $"{problem}: {error:R} ULPs from {y:R}");
        Assert.That(compare(exact + slack, scale), Is.GreaterThan(0), $"{problem}: {error:R} ULPs from {y:R}");
    }

    static string Text(double[] x) => string.Join(", ", x.Select(value => value.ToString("R")));

    /// <summary>The magnitude of a double as a whole number of 2^-1074.</summary>
    static BigInteger Units(double value)
    {
        value = Math.Abs(value);
        if (value < double.ScaleB(1, -1022))
            return new BigInteger(value / double.Epsilon);
        int exponent = Math.ILogB(value);
        return new BigInteger(Math.ScaleB(value, 52 - exponent)) << (exponent - 52 + 1074);
    }
}
