using System.Globalization;
using System.Numerics;

namespace OnnxPool.Tests.Tensors;

/// <summary>Arithmetic, and the ways between bfloat16, the built-in types and text.</summary>
sealed partial class BFloat16Tests
{
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
