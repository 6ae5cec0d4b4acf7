using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool.Tests.Tensors;

sealed partial class BFloat16Tests
{
    const int Infinity = 0x7F80; // as an index of s_values: 2^128, the number that rounding takes for infinity

    // The numbers of all patterns with a clear sign up to infinity, from the definition of the format.
    static readonly double[] s_values = [.. Enumerable.Range(0, Infinity + 1).Select(p =>
        p < 0x80 ? double.ScaleB(p, -133) : double.ScaleB(0x80 + (p % 0x80), (p / 0x80) - 134))];

    static IEnumerable<BFloat16> All => Enumerable.Range(0, 0x10000).Select(p => BFloat16.FromBits((ushort)p));

    // Both zeros, subnormals, round 1, large, infinities, NaN of both kinds and signs, and every 251st pattern.
    static readonly BFloat16[] s_grid =
    [
        .. new[] { 0, 1, 2, 0x7F, 0x80, 0x81, 0x3F7F, 0x3F80, 0x3F81, 0x4000, 0x7F7E, 0x7F7F, 0x7F80, 0x7F81, 0x7FC0, 0x7FFF }
            .SelectMany(p => new[] { p, p | 0x8000 }).Concat(Enumerable.Range(0, 0x10000 / 251).Select(i => i * 251))
            .Select(p => BFloat16.FromBits((ushort)p)),
    ];

    static ushort Bits(float x) => (ushort)(BitConverter.SingleToUInt32Bits(x) >> 16);

    /// <summary>The pattern of the nearest number, found among all of them; the tie goes to the even pattern.</summary>
    static ushort Nearest(double x)
    {
        double magnitude = Math.Abs(x);
        int sign = double.IsNegative(x) ? 0x8000 : 0;
        if (magnitude >= s_values[Infinity]) return (ushort)(sign | Infinity);
        int i = Array.BinarySearch(s_values, magnitude);
        if (i < 0)
        {
            int above = ~i;
            double midpoint = Midpoint(above - 1);
            bool down = magnitude < midpoint || (magnitude == midpoint && above % 2 == 1);
            i = down ? above - 1 : above;
        }
        return (ushort)(sign | i);
    }

    static double Midpoint(int p) => (s_values[p] + s_values[p + 1]) / 2;

    [Test]
    public void A_pattern_is_the_upper_half_of_a_float()
    {
        Assert.That(Unsafe.SizeOf<BFloat16>(), Is.EqualTo(2));
        for (int p = 0; p < 0x10000; p++)
        {
            BFloat16 x = BFloat16.FromBits((ushort)p);
            if (x.Bits != p || BitConverter.SingleToUInt32Bits((float)x) != (uint)p << 16) Assert.Fail($"{p:X4}: {x.Bits:X4}, {(float)x}");
            if ((p & 0x7FFF) < Infinity && (double)x != (p < 0x8000 ? s_values[p] : -s_values[p & 0x7FFF])) Assert.Fail($"{p:X4}: {(double)x}");
        }
    }

    [Test]
    public void Every_pattern_survives_a_round_trip()
    {
        foreach (BFloat16 x in All)
        {
            // A signalling NaN becomes quiet.
            int expected = BFloat16.IsNaN(x) ? x.Bits | 0x40 : x.Bits;
            int[] trips = [((BFloat16)(float)x).Bits, ((BFloat16)(double)x).Bits];
            if (trips.Any(t => t != expected)) Assert.Fail($"{x.Bits:X4}: {trips[0]:X4}, {trips[1]:X4}");
            if (!BFloat16.IsNaN(x) && BFloat16.Parse(x.ToString()).Bits != expected) Assert.Fail($"{x.Bits:X4}: text {x}");
        }
    }

    [Test]
    public void Constants()
    {
        (BFloat16 Constant, double Value)[] constants =
        [
            (BFloat16.Zero, 0), (BFloat16.NegativeZero, -0.0), (BFloat16.One, 1), (BFloat16.NegativeOne, -1),
            (BFloat16.Epsilon, double.ScaleB(1, -133)),
            (BFloat16.MaxValue, 255 * double.ScaleB(1, 120)), (BFloat16.MinValue, -255 * double.ScaleB(1, 120)),
            (BFloat16.PositiveInfinity, double.PositiveInfinity), (BFloat16.NegativeInfinity, double.NegativeInfinity),
            (BFloat16.NaN, double.NaN),
        ];
        foreach ((BFloat16 constant, double value) in constants)
        {
            Assert.That((double)constant, Is.EqualTo(value));
            Assert.That(BFloat16.IsNegative(constant), Is.EqualTo(double.IsNegative(value)));
        }
        Assert.That(BFloat16.NaN.Bits, Is.EqualTo(Bits(float.NaN)));
        Assert.That(default(BFloat16).Bits, Is.Zero);
    }

    [Test]
    public void A_double_is_rounded_once_round_every_midpoint()
    {
        for (int p = 0; p < Infinity; p++)
        {
            double midpoint = Midpoint(p);
            Expect(s_values[p], p);
            Expect(Math.BitIncrement(s_values[p]), p);
            Expect(Math.BitDecrement(midpoint), p);
            Expect(midpoint, p + (p % 2));
            Expect(Math.BitIncrement(midpoint), p + 1);
            Expect(Math.BitDecrement(s_values[p + 1]), p + 1);
        }

        static void Expect(double x, int pattern)
        {
            if (((BFloat16)x).Bits != pattern) Assert.Fail($"{x:R}: {((BFloat16)x).Bits:X4}, not {pattern:X4}");
            if (((BFloat16)(-x)).Bits != (pattern | 0x8000)) Assert.Fail($"{-x:R}: {((BFloat16)(-x)).Bits:X4}, not {pattern | 0x8000:X4}");
        }
    }

    [Test]
    public void A_float_is_rounded_to_nearest_even()
    {
        for (int p = 0; p < Infinity; p++)
        {
            float midpoint = (float)Midpoint(p);
            Assert.That((double)midpoint, Is.EqualTo(Midpoint(p)));
            foreach (float x in new[] { midpoint, MathF.BitDecrement(midpoint), MathF.BitIncrement(midpoint), -midpoint })
                if (((BFloat16)x).Bits != Nearest(x)) Assert.Fail($"{x:R}: {((BFloat16)x).Bits:X4}, not {Nearest(x):X4}");
        }
    }

    [Test]
    public void Random_doubles_and_extremes_go_to_the_nearest()
    {
        var random = new Random(2026);
        IEnumerable<double> some =
        [
            double.Epsilon, -double.Epsilon, float.Epsilon, float.MaxValue, double.MaxValue, double.MinValue,
            double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, double.ScaleB(1, -134), Math.BitIncrement(double.ScaleB(1, -134)),
            .. Enumerable.Range(0, 200_000).Select(_ =>
                double.ScaleB((random.Next(2) == 0 ? -1 : 1) * (1 + random.NextDouble()), random.Next(-160, 135))),
        ];
        foreach (double x in some)
            if (((BFloat16)x).Bits != Nearest(x)) Assert.Fail($"{x:R}: {((BFloat16)x).Bits:X4}, not {Nearest(x):X4}");
    }

    [TestCase(0x7F800001u, 0x7FC0, TestName = "Payload below: quiet, and not infinity")]
    [TestCase(0xFF800001u, 0xFFC0)]
    [TestCase(0x7FFFFFFFu, 0x7FFF, TestName = "Full payload: no carry into the sign")]
    [TestCase(0xFFFFFFFFu, 0xFFFF)]
    [TestCase(0x7F950000u, 0x7FD5, TestName = "Signalling: quiet, payload kept")]
    [TestCase(0x7FEA8000u, 0x7FEA)]
    public void NaN_stays_NaN(uint pattern, int expected)
    {
        Assert.That(((BFloat16)BitConverter.UInt32BitsToSingle(pattern)).Bits, Is.EqualTo(expected));
        // The same sign and payload in a double.
        ulong wide = ((ulong)(pattern >> 31) << 63) | (0x7FFul << 52) | ((ulong)(pattern & 0x7FFFFF) << 29);
        Assert.That(((BFloat16)BitConverter.UInt64BitsToDouble(wide)).Bits, Is.EqualTo(expected));
        Assert.That(((BFloat16)BitConverter.UInt64BitsToDouble(wide | 1)).Bits, Is.EqualTo(expected));
    }

    [Test]
    public void A_NaN_whose_payload_is_all_below_a_float_stays_NaN() =>
        Assert.That(((BFloat16)BitConverter.UInt64BitsToDouble(0xFFF0000000000001)).Bits, Is.EqualTo(0xFFC0));

    [Test]
    public void Order_equality_and_extrema_are_those_of_float()
    {
        foreach (BFloat16 x in s_grid)
        {
            foreach (BFloat16 y in s_grid)
            {
                (float a, float b) = ((float)x, (float)y);
                bool same =
                    Relations(x, y) == Relations(a, b) && x.Equals(y) == a.Equals(b) && x.Equals((object)y) == a.Equals(b) && x.CompareTo(y) == a.CompareTo(b)
                    && x.CompareTo((object)y) == a.CompareTo(b) && (!x.Equals(y) || x.GetHashCode() == y.GetHashCode());
                if (!same) Assert.Fail($"{x.Bits:X4}, {y.Bits:X4}");
                Extremum("Max", Max(x, y), MathF.Max(a, b));
                Extremum("Min", Min(x, y), MathF.Min(a, b));
                Extremum("MaxNumber", MaxNumber(x, y), float.MaxNumber(a, b));
                Extremum("MinNumber", MinNumber(x, y), float.MinNumber(a, b));
                Extremum("MaxMagnitude", MaxMagnitude(x, y), float.MaxMagnitude(a, b));
                Extremum("MinMagnitude", MinMagnitude(x, y), float.MinMagnitude(a, b));
                Extremum("MaxMagnitudeNumber", MaxMagnitudeNumber(x, y), float.MaxMagnitudeNumber(a, b));
                Extremum("MinMagnitudeNumber", MinMagnitudeNumber(x, y), float.MinMagnitudeNumber(a, b));

                void Extremum(string name, BFloat16 actual, float expected)
                {
                    bool right = float.IsNaN(expected) ? BFloat16.IsNaN(actual) : actual.Bits == Bits(expected);
                    if (!right) Assert.Fail($"{name}({x.Bits:X4}, {y.Bits:X4}) is {actual.Bits:X4}");
                }
            }
        }
        Assert.That(BFloat16.One.Equals(null), Is.False);
        Assert.That(BFloat16.One.Equals(1f), Is.False);
        Assert.That(BFloat16.One.CompareTo(null), Is.EqualTo(1));
        Assert.Throws<ArgumentException>(() => BFloat16.One.CompareTo(1f));

        // As kernels call them.
        static (bool, bool, bool, bool, bool, bool) Relations<T>(T x, T y) where T : INumber<T> =>
            ((x < y), (x > y), (x <= y), (x >= y), (x == y), (x != y));
        static T Max<T>(T x, T y) where T : INumber<T> => T.Max(x, y);
        static T Min<T>(T x, T y) where T : INumber<T> => T.Min(x, y);
        static T MaxNumber<T>(T x, T y) where T : INumber<T> => T.MaxNumber(x, y);
        static T MinNumber<T>(T x, T y) where T : INumber<T> => T.MinNumber(x, y);
        static T MaxMagnitude<T>(T x, T y) where T : INumber<T> => T.MaxMagnitude(x, y);
        static T MinMagnitude<T>(T x, T y) where T : INumber<T> => T.MinMagnitude(x, y);
        static T MaxMagnitudeNumber<T>(T x, T y) where T : INumber<T> => T.MaxMagnitudeNumber(x, y);
        static T MinMagnitudeNumber<T>(T x, T y) where T : INumber<T> => T.MinMagnitudeNumber(x, y);
    }

    [Test]
    public void Extrema_by_the_standard()
    {
        (BFloat16 plus, BFloat16 minus, BFloat16 nan, BFloat16 one) = (BFloat16.Zero, BFloat16.NegativeZero, BFloat16.NaN, BFloat16.One);
        Assert.That(BFloat16.Max(minus, plus).Bits, Is.Zero);
        Assert.That(BFloat16.Max(plus, minus).Bits, Is.Zero);
        Assert.That(BFloat16.Min(minus, plus).Bits, Is.EqualTo(0x8000));
        Assert.That(BFloat16.Min(plus, minus).Bits, Is.EqualTo(0x8000));
        Assert.That(new[] { BFloat16.Max(nan, one), BFloat16.Max(one, nan), BFloat16.Min(nan, one), BFloat16.Min(one, nan) }, Is.All.EqualTo(nan));
        Assert.That(new[] { BFloat16.MaxNumber(nan, one), BFloat16.MinNumber(one, nan) }, Is.All.EqualTo(one));
    }

    [Test]
    public void Kinds_of_numbers()
    {
        foreach (BFloat16 x in All)
        {
            bool[] actual = [.. Kinds(x), BFloat16.IsNormal(x), BFloat16.IsSubnormal(x)];
            // Of bfloat16's subnormals none is a normal float, the exponents being the same.
            bool[] expected = [.. Kinds((float)x), float.IsNormal((float)x), float.IsSubnormal((float)x)];
            if (!actual.SequenceEqual(expected)) Assert.Fail($"{x.Bits:X4}: {string.Join(' ', actual)}");
            if (BFloat16.Abs(x).Bits != (x.Bits & 0x7FFF) || (-x).Bits != (x.Bits ^ 0x8000) || (+x).Bits != x.Bits) Assert.Fail($"{x.Bits:X4}");
            if (!BFloat16.IsNaN(x) && Sign(x) != float.Sign((float)x)) Assert.Fail($"{x.Bits:X4}");
        }
        Assert.Throws<ArithmeticException>(() => Sign(BFloat16.NaN));

        static int Sign<T>(T x) where T : INumber<T> => T.Sign(x);
        static bool[] Kinds<T>(T x) where T : INumber<T> =>
        [
            T.IsNaN(x), T.IsZero(x), T.IsFinite(x), T.IsInfinity(x), T.IsPositiveInfinity(x), T.IsNegativeInfinity(x), T.IsNegative(x),
            T.IsPositive(x), T.IsInteger(x), T.IsEvenInteger(x), T.IsOddInteger(x), T.IsRealNumber(x), T.IsCanonical(x),
            T.IsComplexNumber(x), T.IsImaginaryNumber(x),
        ];
    }
}
