using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool.Tests.Tensors;

sealed class BFloat16Tests
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

    [Test]
    public void Arithmetic_is_rounded_once()
    {
        var random = new Random(2026);
        BFloat16[] lefts = [.. s_grid, .. Enumerable.Range(0, 500).Select(_ => BFloat16.FromBits((ushort)random.Next(0x10000)))];
        // Neighbouring exponents, so that sums cancel and tie, and products and quotients at the ends of the range.
        BFloat16[] rights =
        [
            .. lefts, .. Enumerable.Range(0, 500).Select(_ => BFloat16.FromBits((ushort)random.Next(0x3D00, 0x4200))),
            .. Enumerable.Range(0, 100).Select(_ => BFloat16.FromBits((ushort)random.Next(0x100))),
        ];
        foreach (BFloat16 x in lefts)
        {
            foreach (BFloat16 y in rights)
            {
                (double a, double b) = ((double)x, (double)y);
                Expect('+', x + y, a + b);
                Expect('-', x - y, a - b);
                Expect('*', x * y, a * b);
                Expect('/', x / y, a / b);
                Expect('%', x % y, a % b);

                // A double holds products exactly; of sums and quotients it rounds none onto a midpoint that is not there.
                void Expect(char op, BFloat16 actual, double exact)
                {
                    bool right = double.IsNaN(exact) ? BFloat16.IsNaN(actual) : actual.Bits == Nearest(exact);
                    if (!right) Assert.Fail($"{x.Bits:X4} {op} {y.Bits:X4} is {actual.Bits:X4}, not {Nearest(exact):X4}");
                }
            }
        }
        BFloat16 counter = (BFloat16)254L;
        Assert.That((double)++counter, Is.EqualTo(255));
        Assert.That((double)++counter, Is.EqualTo(256));
        Assert.That((double)++counter, Is.EqualTo(256), "257 lies halfway");
        Assert.That((double)--counter, Is.EqualTo(255));
    }

    [Test]
    public void Integers_of_every_type_are_rounded_once()
    {
        From<sbyte>(sbyte.MinValue, -1, 0, 1, sbyte.MaxValue);
        From<byte>(0, 1, 255);
        From<short>(short.MinValue, -257, 257, 259, short.MaxValue);
        From<ushort>(257, 258, 259, ushort.MaxValue);
        From<char>('\u0101', 'A', char.MaxValue);
        From<int>(int.MinValue, -257, 16843009, 0x01010001, 0x01010000, 0x01030000, int.MaxValue);
        From<uint>(uint.MinValue, 0x01010001, 0x80800000, 0x80800001, 0x807FFFFF, uint.MaxValue);
        // Halfway but for the last bit, which a double cannot hold.
        From<long>(long.MinValue, -(0x4040000000000000 + 1), 0x4040000000000000 - 1, 0x4040000000000000, 0x4040000000000000 + 1, long.MaxValue);
        From<ulong>(0x8080000000000000 - 1, 0x8080000000000000, 0x8080000000000000 + 1, ulong.MaxValue);
        From<nint>(nint.MinValue, 257, unchecked((nint)0x4040000000000001));
        From<nuint>(nuint.MaxValue, 257, unchecked((nuint)0x8080000000000001));
        Int128 halfway = (Int128)0x4040 << 112;
        From<Int128>(Int128.MinValue, -halfway - 1, -halfway, 1 - halfway, halfway - 1, halfway, halfway + 1, Int128.MaxValue);
        UInt128 wide = (UInt128)0x8080 << 112;
        UInt128 overflow = (UInt128)0xFF80 << 112; // halfway from MaxValue to infinity
        From<UInt128>(0, 1, wide - 1, wide, wide + 1, overflow - 1, overflow, UInt128.MaxValue);
        Assert.That(BFloat16.CreateChecked(overflow - 1), Is.EqualTo(BFloat16.MaxValue));
        Assert.That(BFloat16.CreateChecked(overflow), Is.EqualTo(BFloat16.PositiveInfinity));
        Assert.That(((BFloat16)(0x4040000000000000L + 1)).Bits, Is.EqualTo(Nearest(0x4080000000000000L)), "cast of long");
        Assert.That(((BFloat16)(0x8080000000000000UL + 1)).Bits, Is.EqualTo(Nearest(0x8100000000000000UL)), "cast of ulong");
        Assert.That(((BFloat16)0x80800001u).Bits, Is.EqualTo(Nearest(0x81000000)), "cast of uint");
        Assert.That(((BFloat16)16842753).Bits, Is.EqualTo(Nearest(16842753)), "cast of int");

        static void From<T>(params T[] values) where T : INumber<T>
        {
            foreach (T value in values)
            {
                BigInteger exact = BigInteger.CreateChecked(value);
                // The two neighbours of the value, then the nearer, in integers.
                int i = Array.FindIndex(s_values, v => v >= 1 && new BigInteger(v) >= BigInteger.Abs(exact));
                if (exact.IsZero) i = 0;
                else if (new BigInteger(s_values[i]) != BigInteger.Abs(exact))
                {
                    BigInteger doubled = BigInteger.Abs(exact) * 2;
                    int side = doubled.CompareTo(new BigInteger(s_values[i - 1]) + new BigInteger(s_values[i]));
                    if (side < 0 || (side == 0 && i % 2 == 1)) i--;
                }
                AssertCreated(value, (ushort)(i | (exact.Sign < 0 ? 0x8000 : 0)));
            }
        }
    }

    [Test]
    public void Decimals_are_rounded_once()
    {
        (string Text, ushort Bits)[] cases =
        [
            ("0", 0), ("1", 0x3F80), ("-1.5", 0xBFC0), ("0.1", 0x3DCD), ("1e-28", Nearest(1e-28)), ("79228162514264337593543950335", 0x6F80),
            // Round 1 + 2^-8, which lies halfway between 1 and the next number.
            ("1.00390625", 0x3F80), ("1.0039062500000000000000000001", 0x3F81), ("1.0039062499999999999999999999", 0x3F80),
            ("1.01171875", 0x3F82), ("1.0117187500000000000000000001", 0x3F82), ("1.0117187499999999999999999999", 0x3F81),
            ("-1.0039062500000000000000000001", 0xBF81), ("257.00000000000000000000000001", 0x4381), ("257.00000000000000000000000000", 0x4380),
        ];
        foreach ((string text, ushort bits) in cases)
            AssertCreated(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), bits);
        Assert.That(BFloat16.CreateChecked(-0.0m).Bits, Is.EqualTo(0x8000));
    }

    [Test]
    public void Floating_point_types_convert_both_ways()
    {
        AssertCreated(double.NegativeInfinity, 0xFF80);
        AssertCreated(double.MaxValue, 0x7F80);
        AssertCreated(Math.BitIncrement(1 + double.ScaleB(1, -8)), 0x3F81); // through float it would be 0x3F80
        AssertCreated(float.MaxValue, 0x7F80);
        AssertCreated(-0.0f, 0x8000);
        AssertCreated((Half)65504, Nearest(65504));
        AssertCreated(Half.Epsilon, Nearest((double)Half.Epsilon));
        AssertCreated(Half.NegativeInfinity, 0xFF80);
        AssertCreated(BFloat16.FromBits(0x1234), 0x1234);
        Assert.That(BFloat16.IsNaN(BFloat16.CreateChecked(Half.NaN)));

        foreach (BFloat16 x in All)
        {
            bool right = To<float>(x).All(v => v.Equals((float)x)) && To<double>(x).All(v => v.Equals((double)x))
                && To<Half>(x).All(v => v.Equals((Half)(float)x)) && To<BFloat16>(x).All(v => v.Bits == x.Bits);
            if (!right) Assert.Fail($"{x.Bits:X4}");
        }
    }

    [Test]
    public void Integer_types_are_reached_as_from_float()
    {
        foreach (BFloat16 x in s_grid)
        {
            Same<sbyte>(x);
            Same<byte>(x);
            Same<short>(x);
            Same<ushort>(x);
            Same<char>(x);
            Same<int>(x);
            Same<uint>(x);
            Same<long>(x);
            Same<ulong>(x);
            Same<nint>(x);
            Same<nuint>(x);
            Same<Int128>(x);
            Same<UInt128>(x);
        }
        Assert.That(sbyte.CreateSaturating((BFloat16)300.0), Is.EqualTo(sbyte.MaxValue));
        Assert.That(sbyte.CreateSaturating(BFloat16.NegativeInfinity), Is.EqualTo(sbyte.MinValue));
        Assert.That(sbyte.CreateSaturating(BFloat16.NaN), Is.Zero);
        Assert.That(sbyte.CreateTruncating((BFloat16)(-3.75)), Is.EqualTo(-3));
        Assert.Throws<OverflowException>(() => sbyte.CreateChecked((BFloat16)128.0));
        Assert.Throws<OverflowException>(() => int.CreateChecked(BFloat16.NaN));
        Assert.That(decimal.CreateChecked((BFloat16)1.0078125), Is.EqualTo(1.0078125m));
        Assert.Throws<OverflowException>(() => decimal.CreateChecked(BFloat16.MaxValue));
        Assert.That(decimal.CreateSaturating(BFloat16.MaxValue), Is.EqualTo(decimal.MaxValue));

        static void Same<T>(BFloat16 x) where T : struct, INumber<T>
        {
            float f = (float)x;
            Assert.That(T.CreateSaturating(x), Is.EqualTo(T.CreateSaturating(f)), $"{typeof(T).Name} of {f}");
            Assert.That(T.CreateTruncating(x), Is.EqualTo(T.CreateTruncating(f)), $"{typeof(T).Name} of {f}");
            Assert.That(Checked(x), Is.EqualTo(Checked(f)), $"{typeof(T).Name} of {f}");

            static T? Checked<TOther>(TOther value) where TOther : INumberBase<TOther>
            {
                try
                {
                    return T.CreateChecked(value);
                }
                catch (OverflowException)
                {
                    return null;
                }
            }
        }
    }

    [Test]
    public void A_type_that_does_not_know_it_is_no_endless_loop()
    {
        Assert.Throws<NotSupportedException>(() => BFloat16.CreateChecked(BigInteger.One));
        Assert.Throws<NotSupportedException>(() => BigInteger.CreateTruncating(BFloat16.One));
    }

    [Test]
    public void Text_is_invariant_unless_asked_otherwise()
    {
        CultureInfo german = new("", false);
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = german;
            BFloat16 x = (BFloat16)(-2.5);
            Assert.That(x.ToString(), Is.EqualTo("-2.5"));
            Assert.That($"{x}", Is.EqualTo("-2.5"));
            Assert.That(x.ToString("F2", null), Is.EqualTo("-2.50"));
            Assert.That(x.ToString("F2", german), Is.EqualTo("-2,50"));
            Assert.That(BFloat16.Parse("-2.5"), Is.EqualTo(x));
            Assert.That(BFloat16.Parse("-2,5", german), Is.EqualTo(x));
            Assert.That(BFloat16.Parse("-2.5e0".AsSpan()), Is.EqualTo(x));
            Assert.That(BFloat16.TryParse("1e99", null, out x) && BFloat16.IsPositiveInfinity(x));
            Assert.That(BFloat16.TryParse("x", null, out x), Is.False);
            Assert.That(BFloat16.TryParse(null, null, out x), Is.False);
            Assert.Throws<FormatException>(() => BFloat16.Parse("x"));
            Assert.That(ParseInteger<BFloat16>("12").Bits, Is.EqualTo(0x4140));
            Assert.Throws<FormatException>(() => ParseInteger<BFloat16>("1.5"));
            Span<char> text = stackalloc char[8];
            Assert.That(BFloat16.NegativeZero.TryFormat(text, out int length, "", null) && text[..length] is "-0");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static T ParseInteger<T>(string text) where T : INumber<T> => T.Parse(text, NumberStyles.Integer, null);
    }

    static void AssertCreated<T>(T value, ushort bits) where T : INumberBase<T>
    {
        ushort[] actual = [.. To<BFloat16, T>(value).Concat([BFloat16.CreateChecked(value), BFloat16.CreateSaturating(value), BFloat16.CreateTruncating(value)]).Select(x => x.Bits)];
        Assert.That(actual, Is.All.EqualTo(bits), $"{typeof(T).Name} {value}");
    }

    static T[] To<T>(BFloat16 value) where T : INumberBase<T> => To<T, BFloat16>(value);

    static T[] To<T, TOther>(TOther value) where T : INumberBase<T> where TOther : INumberBase<TOther> =>
        [T.CreateChecked(value), T.CreateSaturating(value), T.CreateTruncating(value)];
}
