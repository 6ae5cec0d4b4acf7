using OnnxPool.Tests.Kernels;

namespace OnnxPool.Tests.Simd;

/// <summary>Every lane is what one <see cref="CompensatedSum"/> gives.</summary>
[TestFixture(typeof(Simd1<double>))]
[TestFixture(typeof(Simd128<double>))]
[TestFixture(typeof(Simd256<double>))]
[TestFixture(typeof(Simd512<double>))]
sealed class CompensatedLanesTests<TV> where TV : struct, ISimd<TV, double>
{
    static readonly CompensatedSum[] s_sums = [.. Sums()];

    static IEnumerable<CompensatedSum> Sums()
    {
        var random = new Random(2026);
        double[] ends =
        [
            0.0, -0.0, 1, -1, 0.1, -3e-17, 1e16, -1e16, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue,
            double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        ];
        foreach (double high in ends) yield return new(high, 0);
        yield return new(double.PositiveInfinity, double.NaN); // after an overflow
        yield return new(double.MaxValue, double.MaxValue); // overflows when it is put together
        for (int i = 0; i < 40; i++)
        {
            CompensatedSum sum = default;
            for (int j = 0; j < 5; j++) sum += (random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-60, 60));
            yield return sum;
        }
    }

    [Test]
    public void Sums_are_compensated_as_one_by_one() =>
        Each((a, b) => a + b, (a, b) => a + b, "+");

    [Test]
    public void Many_sums_in_a_row_keep_what_is_lost()
    {
        var random = new Random(7);
        CompensatedSum[] expected = new CompensatedSum[TV.Count];
        CompensatedLanes<TV> sum = default;
        for (int i = 0; i < 1000; i++)
        {
            double[] x = [.. Enumerable.Range(0, TV.Count).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-50, 50)))];
            sum += CompensatedLanes<TV>.Read(in x[0]);
            for (int lane = 0; lane < TV.Count; lane++) expected[lane] += x[lane];
        }
        CompensatedSum[] actual = Lanes.Of<CompensatedLanes<TV>, CompensatedSum>(sum);
        Assert.That(actual.Select(s => s.Low), Has.All.Not.Zero);
        for (int lane = 0; lane < TV.Count; lane++) AssertSame(actual[lane], expected[lane], $"lane {lane}");
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(1L << 40)]
    public void Averages_are_those_of_one_sum(long divisor)
    {
        CompensatedLanes<TV> divisors = CompensatedLanes<TV>.Create(new(divisor, 0));
        foreach (CompensatedSum[] lanes in Registers(s_sums))
        {
            CompensatedLanes<TV> quotients = CompensatedLanes<TV>.Load(in lanes[0]) / divisors;
            var actual = new double[TV.Count];
            CompensatedLanes<TV>.Write(quotients, ref actual[0]);
            CompensatedSum[] again = Lanes.Of<CompensatedLanes<TV>, CompensatedSum>(CompensatedLanes<TV>.NotFinite(quotients));
            for (int lane = 0; lane < TV.Count; lane++)
            {
                bool right = CompensatedSum.TryDivide(lanes[lane], divisor, out double expected);
                string text = $"({lanes[lane].High:R}, {lanes[lane].Low:R}) / {divisor}";
                if (!Lanes.Same(actual[lane], expected)) Assert.Fail($"{text}: {Bits.Text(actual[lane])}, not {Bits.Text(expected)}");
                Lanes.AssertMask(again[lane], !right, text);
            }
        }
    }

    [Test]
    public void Averages_are_rounded_to_narrower_elements_too()
    {
        CompensatedSum[] lanes = [.. Enumerable.Range(0, TV.Count).Select(i => new CompensatedSum(i + 1, 1e-9))];
        CompensatedLanes<TV> thirds = CompensatedLanes<TV>.Load(in lanes[0]) / CompensatedLanes<TV>.Create(new(3, 0));
        var actual = new Half[TV.Count];
        CompensatedLanes<TV>.Write(thirds, ref actual[0]);
        Assert.That(actual, Is.EqualTo(lanes.Select(sum => (Half)((sum.High + sum.Low) / 3))));
    }

    [Test]
    public void Masks_and_choices()
    {
        Each((a, b) => CompensatedLanes<TV>.NaNs(a, b), (a, b) => double.IsNaN(a.High + a.Low) || double.IsNaN(b.High + b.Low), "NaN");
        Each((a, _) => CompensatedLanes<TV>.NotFinite(a), (a, _) => !double.IsFinite(a.High + a.Low), "not finite");
        Each((a, b) => CompensatedLanes<TV>.Select(CompensatedLanes<TV>.NotFinite(a), b, a), (a, b) => double.IsFinite(a.High + a.Low) ? a : b, "select");
        var lanes = new CompensatedSum[TV.Count];
        Assert.That(CompensatedLanes<TV>.Any(CompensatedLanes<TV>.NotFinite(CompensatedLanes<TV>.Load(in lanes[0]))), Is.False);
        for (int i = 0; i < TV.Count; i++)
        {
            lanes[i] = new(1, double.NaN);
            Assert.That(CompensatedLanes<TV>.Any(CompensatedLanes<TV>.NotFinite(CompensatedLanes<TV>.Load(in lanes[0]))), Is.True, $"lane {i}");
            lanes[i] = default;
        }
    }

    [Test]
    public void Two_registers_are_taken_apart()
    {
        CompensatedSum[] row = [.. Enumerable.Range(0, 2 * TV.Count).Select(i => new CompensatedSum(i + 1, -0.25 * i))];
        CompensatedLanes<TV> low = CompensatedLanes<TV>.Load(in row[0]), high = CompensatedLanes<TV>.Load(in row[TV.Count]);
        Assert.That(Lanes.Of<CompensatedLanes<TV>, CompensatedSum>(CompensatedLanes<TV>.Even(low, high)), Is.EqualTo(row.Where((_, i) => i % 2 == 0)));
        Assert.That(Lanes.Of<CompensatedLanes<TV>, CompensatedSum>(CompensatedLanes<TV>.Odd(low, high)), Is.EqualTo(row.Where((_, i) => i % 2 == 1)));
        Assert.That(Lanes.Of<CompensatedLanes<TV>, CompensatedSum>(CompensatedLanes<TV>.Create(row[3 % row.Length])), Has.All.EqualTo(row[3 % row.Length]));
    }

    [Test]
    public void Memory_is_touched_where_the_lanes_are([Values] bool atEnd)
    {
        using var source = new GuardedBuffer<CompensatedSum>(TV.Count, atEnd);
        using var target = new GuardedBuffer<CompensatedSum>(TV.Count, atEnd);
        for (int i = 0; i < TV.Count; i++) source.Span[i] = new(i + 1, -0.5 * i);
        ReadOnlySpan<CompensatedSum> sums = source.Freeze();
        Bits.Junk(target.Span);
        CompensatedLanes<TV>.Store(CompensatedLanes<TV>.Load(in sums[0]), ref target.Span[0]);
        Bits.AssertEqual(target.Span, sums, () => "sums");
    }

    static void Each(Func<CompensatedLanes<TV>, CompensatedLanes<TV>, CompensatedLanes<TV>> register, Func<CompensatedSum, CompensatedSum, CompensatedSum> one, string name) =>
        Each(register, (a, b, actual) => AssertSame(actual, one(a, b), Text(a, b, name)));

    static void Each(Func<CompensatedLanes<TV>, CompensatedLanes<TV>, CompensatedLanes<TV>> register, Func<CompensatedSum, CompensatedSum, bool> condition, string name) =>
        Each(register, (a, b, actual) => Lanes.AssertMask(actual, condition(a, b), Text(a, b, name)));

    static void Each(Func<CompensatedLanes<TV>, CompensatedLanes<TV>, CompensatedLanes<TV>> register, Action<CompensatedSum, CompensatedSum, CompensatedSum> check)
    {
        (CompensatedSum[] left, CompensatedSum[] right) = Lanes.Pairs(s_sums, TV.Count);
        for (int i = 0; i < left.Length; i += TV.Count)
        {
            CompensatedSum[] actual = Lanes.Of<CompensatedLanes<TV>, CompensatedSum>(register(CompensatedLanes<TV>.Load(in left[i]), CompensatedLanes<TV>.Load(in right[i])));
            for (int lane = 0; lane < TV.Count; lane++) check(left[i + lane], right[i + lane], actual[lane]);
        }
    }

    static IEnumerable<CompensatedSum[]> Registers(CompensatedSum[] sums) =>
        sums.Chunk(TV.Count).Select(chunk => chunk.Concat(sums).Take(TV.Count).ToArray());

    static void AssertSame(CompensatedSum actual, CompensatedSum expected, string text)
    {
        if (!Lanes.Same(actual.High, expected.High) || !Lanes.Same(actual.Low, expected.Low))
            Assert.Fail($"{text}: ({actual.High:R}, {actual.Low:R}), not ({expected.High:R}, {expected.Low:R})");
    }

    static string Text(CompensatedSum a, CompensatedSum b, string name) => $"{name} of ({a.High:R}, {a.Low:R}) and ({b.High:R}, {b.Low:R})";
}
