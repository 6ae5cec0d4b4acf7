using OnnxPool.Conformance;
using OnnxPool.Reference;

namespace OnnxPool.Tests.Verification;

public sealed class UlpTests
{
    [Test]
    public void Distances_are_those_between_bit_patterns()
    {
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++)
        {
            float a = Finite(random), b = i % 2 == 0 ? Finite(random) : BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) ^ random.Next(16));
            if (!float.IsFinite(b)) continue;
            Assert.That(Ulp.Distance(FloatFormat.Binary32, a, b), Is.EqualTo(Math.Abs((double)Rank(a) - Rank(b))), $"{a:R} {b:R}");
            Assert.That(Ulp.Distance(FloatFormat.Binary32, b, a), Is.EqualTo(Ulp.Distance(FloatFormat.Binary32, a, b)));
        }
    }

    [TestCase(1, 1, 0)]
    [TestCase(0.0, -0.0, 0)]
    [TestCase(double.NaN, double.NaN, 0)]
    [TestCase(double.PositiveInfinity, double.PositiveInfinity, 0)]
    [TestCase(double.NaN, 1, double.PositiveInfinity)]
    [TestCase(double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity)]
    [TestCase(float.MaxValue, double.PositiveInfinity, double.PositiveInfinity)]
    [TestCase(float.Epsilon, -float.Epsilon, 2)]
    [TestCase(2, 1.9999998807907104, 1)]
    public void Special_values(double a, double b, double expected) => Assert.That(Ulp.Distance(FloatFormat.Binary32, a, b), Is.EqualTo(expected));

    [Test]
    public void Each_format_has_its_own_step()
    {
        Assert.That(Ulp.Distance(FloatFormat.Binary64, 1, Math.BitIncrement(1.0)), Is.EqualTo(1));
        Assert.That(Ulp.Distance(FloatFormat.Binary64, 2, Math.BitDecrement(2.0)), Is.EqualTo(1));
        Assert.That(Ulp.Distance(FloatFormat.Binary64, 1e300, Math.BitIncrement(Math.BitIncrement(1e300))), Is.EqualTo(2));
        Assert.That(Ulp.Distance(FloatFormat.Binary64, double.Epsilon, -double.Epsilon), Is.EqualTo(2));
        Assert.That(Ulp.Distance(FloatFormat.Binary16, 1, (double)Half.BitIncrement((Half)1)), Is.EqualTo(1));
        Assert.That(Ulp.Distance(FloatFormat.BFloat16, 1, 1.0078125), Is.EqualTo(1));
        Assert.That(Ulp.Format(ElementType.Int8), Is.Null);
    }

    static float Finite(Random random)
    {
        while (true)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (float.IsFinite(value)) return value;
        }
    }

    static long Rank(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return bits >= 0 ? bits : -(long)(bits & int.MaxValue);
    }
}
