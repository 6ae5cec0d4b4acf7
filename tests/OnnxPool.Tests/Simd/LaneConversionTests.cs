using System.Numerics;
using System.Runtime.CompilerServices;
using OnnxPool.Tests.Kernels;

namespace OnnxPool.Tests.Simd;

/// <summary>Elements made lanes of another type and lanes made elements, against the conversions of one number.</summary>
/// <typeparam name="TDouble">Lanes of double.</typeparam>
/// <typeparam name="TShort">Lanes of keys.</typeparam>
[TestFixture(typeof(Simd1<double>), typeof(Simd1<short>))]
[TestFixture(typeof(Simd128<double>), typeof(Simd128<short>))]
[TestFixture(typeof(Simd256<double>), typeof(Simd256<short>))]
[TestFixture(typeof(Simd512<double>), typeof(Simd512<short>))]
sealed class LaneConversionTests<TDouble, TShort>
    where TDouble : struct, ISimd<TDouble, double>
    where TShort : struct, ISimd<TShort, short>
{
    const int Patterns = 1 << 16;

    static T[] All<T>() where T : unmanaged => [.. Enumerable.Range(0, Patterns).Select(bits => Unsafe.BitCast<ushort, T>((ushort)bits))];

    [Test]
    public void All_elements_of_16_bits_are_read_exactly()
    {
        CheckRead(All<Half>());
        CheckRead(All<BFloat16>());
    }

    [Test]
    public void Floats_and_doubles_are_read_exactly()
    {
        var random = new Random(2026);
        float[] floats = [.. Enumerable.Range(0, 1 << 14).Select(_ => BitConverter.Int32BitsToSingle((int)random.NextInt64(1L << 32)))];
        CheckRead(floats);
        CheckRead(Array.ConvertAll(floats, x => (double)x));
    }

    [Test]
    public void Keys_have_the_order_of_the_numbers_and_go_back()
    {
        Keys<Half>();
        Keys<BFloat16>();

        static void Keys<T>() where T : unmanaged, INumber<T>
        {
            T[] elements = All<T>();
            var keys = new short[Patterns];
            var back = new T[Patterns];
            for (int i = 0; i < Patterns; i += TShort.Count)
            {
                TShort register = TShort.Read(in elements[i]);
                TShort.Store(register, ref keys[i]);
                TShort.Write(register, ref back[i]);
            }
            Bits.AssertEqual<T>(back, elements, () => "key and back");
            T[] sorted = [.. elements];
            Array.Sort(keys, sorted);
            Assert.That(keys.Distinct().Count(), Is.EqualTo(Patterns));
            T[] numbers = [.. sorted.Where(x => !T.IsNaN(x))];
            for (int i = 1; i < numbers.Length; i++)
            {
                bool rises = numbers[i] > numbers[i - 1] || (T.IsZero(numbers[i]) && T.IsNegative(numbers[i - 1]) && T.IsPositive(numbers[i]));
                if (!rises) Assert.Fail($"{Bits.Text(numbers[i - 1])} is not below {Bits.Text(numbers[i])}");
            }
        }
    }

    [Test]
    public void Doubles_at_and_round_every_midpoint_are_rounded_once()
    {
        double[] halves = [.. RoundMidpoints<Half>()], brains = [.. RoundMidpoints<BFloat16>()];
        CheckWrite<Half>(halves);
        CheckWrite<BFloat16>(brains);
        // Midpoints that would tie twice on the way through the other types.
        CheckWrite<Half>(brains);
        CheckWrite<BFloat16>(halves);
        CheckWrite<float>(halves);
        CheckWrite<float>(brains);
    }

    [Test]
    public void Doubles_of_all_exponents_and_kinds_are_rounded_once()
    {
        var random = new Random(2026);
        List<double> values =
        [
            0.0, -0.0, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue,
        ];
        foreach (bool negative in new[] { false, true })
        {
            foreach (bool signaling in new[] { false, true })
                foreach (int shift in new[] { 0, 28, 29, 40, 42, 45, 50 })
                {
                    values.Add(BitConverter.UInt64BitsToDouble(
                        0x7FF0_0000_0000_0000 | (negative ? 1ul << 63 : 0) | (signaling ? 0 : 1ul << 51) | (1ul << shift)));
                }
        }
        for (int exponent = 0; exponent < 2048; exponent++)
        {
            for (int i = 0; i < 64; i++)
            {
                ulong fraction = (ulong)random.NextInt64(1L << 52);
                if (i % 4 == 1) fraction &= ~0ul << random.Next(52); // few bits: ties
                if (i % 4 == 2) fraction |= (1ul << random.Next(52)) - 1; // just below
                values.Add(BitConverter.UInt64BitsToDouble(((ulong)random.Next(2) << 63) | ((ulong)exponent << 52) | fraction));
            }
        }
        CheckWrite<Half>([.. values]);
        CheckWrite<BFloat16>([.. values]);
        CheckWrite<float>([.. values]);
        CheckWrite<double>([.. values]);
    }

    [Test]
    public void Memory_is_touched_where_the_elements_are([Values] bool atEnd)
    {
        Guarded<TDouble, double, Half>(atEnd);
        Guarded<TDouble, double, BFloat16>(atEnd);
        Guarded<TDouble, double, float>(atEnd);
        Guarded<TDouble, double, double>(atEnd);
        Guarded<TShort, short, Half>(atEnd);
        Guarded<TShort, short, BFloat16>(atEnd);
    }

    static void Guarded<TV, T, TElement>(bool atEnd)
        where TV : struct, ISimd<TV, T>
        where T : unmanaged
        where TElement : unmanaged, INumber<TElement>
    {
        using var source = new GuardedBuffer<TElement>(TV.Count, atEnd);
        using var target = new GuardedBuffer<TElement>(TV.Count, atEnd);
        for (int i = 0; i < TV.Count; i++) source.Span[i] = TElement.CreateTruncating(i - 3);
        ReadOnlySpan<TElement> x = source.Freeze();
        Bits.Junk(target.Span);
        TV.Write(TV.Read(in x[0]), ref target.Span[0]);
        Bits.AssertEqual(target.Span, x, () => $"{typeof(TElement).Name} through {typeof(T).Name}");
    }

    /// <summary>Midpoints of neighbours, and their own neighbours, of both signs, and past the largest number.</summary>
    static IEnumerable<double> RoundMidpoints<T>() where T : unmanaged, INumber<T>
    {
        foreach (T element in All<T>().Where(T.IsFinite))
        {
            double value = double.CreateTruncating(element);
            T above = Unsafe.BitCast<ushort, T>((ushort)(Unsafe.BitCast<T, ushort>(element) + 1));
            T below = Unsafe.BitCast<ushort, T>((ushort)(Unsafe.BitCast<T, ushort>(element) - 1));
            // Away from zero; the infinite neighbour stands as far off as the finite one.
            double next = T.IsFinite(above) ? double.CreateTruncating(above) : value + (value - double.CreateTruncating(below));
            double middle = (value + next) / 2;
            yield return value;
            yield return Math.BitDecrement(middle);
            yield return middle;
            yield return Math.BitIncrement(middle);
        }
    }

    static void CheckRead<T>(T[] elements) where T : unmanaged, INumber<T>
    {
        var actual = new double[elements.Length];
        for (int i = 0; i < actual.Length; i += TDouble.Count) TDouble.Store(TDouble.Read(in elements[i]), ref actual[i]);
        double[] expected = Array.ConvertAll(elements, double.CreateTruncating);
        Bits.AssertEqual<double>(actual, expected, () => $"read of {typeof(T).Name}");
    }

    static void CheckWrite<T>(double[] values) where T : unmanaged, INumber<T>
    {
        Array.Resize(ref values, (values.Length + TDouble.Count - 1) / TDouble.Count * TDouble.Count);
        var actual = new T[values.Length];
        for (int i = 0; i < values.Length; i += TDouble.Count) TDouble.Write(TDouble.Load(in values[i]), ref actual[i]);
        for (int i = 0; i < values.Length; i++)
        {
            T expected = T.CreateTruncating(values[i]);
            if (!Lanes.Bytes(actual[i]).SequenceEqual(Lanes.Bytes(expected)))
                Assert.Fail($"{Bits.Text(values[i])} as {typeof(T).Name}: {Bits.Text(actual[i])}, not {Bits.Text(expected)}");
        }
    }
}
