using System.Numerics;
using System.Runtime.InteropServices;
using OnnxPool.Tests.Kernels;

namespace OnnxPool.Tests.Simd;

/// <summary>Every lane of every width is what the number type itself gives, whether or not this machine has registers of the width.</summary>
[TestFixture(typeof(float), typeof(Simd1<float>))]
[TestFixture(typeof(float), typeof(Simd128<float>))]
[TestFixture(typeof(float), typeof(Simd256<float>))]
[TestFixture(typeof(float), typeof(Simd512<float>))]
[TestFixture(typeof(double), typeof(Simd1<double>))]
[TestFixture(typeof(double), typeof(Simd128<double>))]
[TestFixture(typeof(double), typeof(Simd256<double>))]
[TestFixture(typeof(double), typeof(Simd512<double>))]
[TestFixture(typeof(sbyte), typeof(Simd1<sbyte>))]
[TestFixture(typeof(sbyte), typeof(Simd128<sbyte>))]
[TestFixture(typeof(sbyte), typeof(Simd256<sbyte>))]
[TestFixture(typeof(sbyte), typeof(Simd512<sbyte>))]
[TestFixture(typeof(byte), typeof(Simd1<byte>))]
[TestFixture(typeof(byte), typeof(Simd128<byte>))]
[TestFixture(typeof(byte), typeof(Simd256<byte>))]
[TestFixture(typeof(byte), typeof(Simd512<byte>))]
[TestFixture(typeof(short), typeof(Simd1<short>))]
[TestFixture(typeof(short), typeof(Simd128<short>))]
[TestFixture(typeof(short), typeof(Simd256<short>))]
[TestFixture(typeof(short), typeof(Simd512<short>))]
sealed class SimdTests<T, TV>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
    where TV : struct, ISimd<TV, T>
{
    static readonly bool s_floats = typeof(T) == typeof(float) || typeof(T) == typeof(double);
    static readonly T[] s_values = [.. Values()];

    static IEnumerable<T> Values()
    {
        var random = new Random(2026);
        foreach (double small in new[] { 0.0, 1, 2, 3, 5, 100 })
        {
            yield return T.CreateTruncating(small);
            yield return T.Zero - T.CreateTruncating(small);
        }
        yield return T.MinValue;
        yield return T.MaxValue;
        for (int i = 0; i < 20; i++) yield return T.CreateTruncating(random.Next(-128, 128));
        if (!s_floats) yield break;
        yield return T.CreateTruncating(-0.0);
        yield return T.CreateTruncating(double.PositiveInfinity);
        yield return T.CreateTruncating(double.NegativeInfinity);
        yield return Bits.NaN<T>(5);
        yield return Bits.NaN<T>(6, negative: true);
        yield return T.CreateTruncating(1e-40); // subnormal as a float
        for (int i = 0; i < 10; i++) yield return T.CreateTruncating((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)));
    }

    [Test]
    public void The_largest_of_all_lanes_wherever_it_stands()
    {
        T[] numbers = [.. s_values.Where(v => !T.IsNaN(v))];
        foreach (T value in numbers)
        {
            for (int i = 0; i < TV.Count; i++)
            {
                // Of +0 that −0 does not take its place.
                T below = s_floats && T.IsZero(value) ? T.CreateTruncating(-0.0) : s_floats ? T.CreateTruncating(double.NegativeInfinity) : T.MinValue;
                var lanes = new T[TV.Count];
                Array.Fill(lanes, below);
                lanes[i] = value;
                T largest = TV.Largest(Lanes.From<TV, T>(lanes));
                if (!Lanes.Same(largest, value)) Assert.Fail($"lane {i}: {Bits.Text(largest)}, not {Bits.Text(value)}");
            }
        }
    }

    [Test]
    public void Arithmetic()
    {
        Check("+", (a, b) => a + b, (a, b) => a + b);
        Check("-", (a, b) => a - b, (a, b) => a - b);
        Check("*", (a, b) => a * b, (a, b) => a * b);
        if (!s_floats) return;
        Check("abs", (a, _) => TV.Abs(a), (a, _) => T.Abs(a));
        Check("/", (a, b) => a / b, (a, b) => a / b);
        Check("sqrt", (a, _) => TV.Sqrt(a), (a, _) =>
            typeof(T) == typeof(float) ? T.CreateTruncating(MathF.Sqrt(float.CreateTruncating(a))) : T.CreateTruncating(Math.Sqrt(double.CreateTruncating(a))));
    }

    [Test]
    public void Maxima_of_numbers_know_the_zeros() =>
        Check("max", TV.Max, T.Max, (a, b) => !T.IsNaN(a) && !T.IsNaN(b));

    [Test]
    public void Bits_of_lanes()
    {
        Check("&", (a, b) => a & b, (a, b) => Combine(a, b, (x, y) => (byte)(x & y)));
        Check("|", (a, b) => a | b, (a, b) => Combine(a, b, (x, y) => (byte)(x | y)));
        Check("^", (a, b) => a ^ b, (a, b) => Combine(a, b, (x, y) => (byte)(x ^ y)));

        static T Combine(T a, T b, Func<byte, byte, byte> combine) =>
            MemoryMarshal.Read<T>([.. Lanes.Bytes(a).Zip(Lanes.Bytes(b), combine)]);
    }

    [Test]
    public void Masks_are_all_bits_or_none()
    {
        CheckMask(">", TV.GreaterThan, (a, b) => a > b);
        CheckMask("NaN", TV.NaNs, (a, b) => T.IsNaN(a) || T.IsNaN(b));
        CheckMask("not finite", (a, _) => TV.NotFinite(a), (a, _) => !T.IsFinite(a));
        Check("select", (a, b) => TV.Select(TV.GreaterThan(a, b), b, a), (a, b) => a > b ? b : a);
        Check("select NaN", (a, b) => TV.Select(TV.NaNs(a, a), b, a), (a, b) => T.IsNaN(a) ? b : a);
    }

    [Test]
    public void Any_lane_alone_sets_a_mask()
    {
        var lanes = new T[TV.Count];
        Assert.That(TV.Any(TV.GreaterThan(Lanes.From<TV, T>(lanes), default)), Is.False);
        for (int i = 0; i < TV.Count; i++)
        {
            lanes[i] = T.One;
            Assert.That(TV.Any(TV.GreaterThan(Lanes.From<TV, T>(lanes), default)), Is.True, $"lane {i}");
            lanes[i] = T.Zero;
        }
    }

    [Test]
    public void Two_registers_are_taken_apart_and_put_together()
    {
        T[] row = [.. Enumerable.Range(1, 2 * TV.Count).Select(i => T.CreateTruncating(i))];
        TV low = Lanes.From<TV, T>(row.AsSpan(0, TV.Count)), high = Lanes.From<TV, T>(row.AsSpan(TV.Count));
        TV even = TV.Even(low, high), odd = TV.Odd(low, high);
        Assert.That(Lanes.Of<TV, T>(even), Is.EqualTo(row.Where((_, i) => i % 2 == 0)));
        Assert.That(Lanes.Of<TV, T>(odd), Is.EqualTo(row.Where((_, i) => i % 2 == 1)));
        Assert.That(Lanes.Of<TV, T>(TV.ZipLow(even, odd)), Is.EqualTo(row[..TV.Count]));
        Assert.That(Lanes.Of<TV, T>(TV.ZipHigh(even, odd)), Is.EqualTo(row[TV.Count..]));
    }

    [Test]
    public void Memory_is_touched_where_the_lanes_are([Values] bool atEnd)
    {
        using var source = new GuardedBuffer<T>(TV.Count, atEnd);
        using var target = new GuardedBuffer<T>(TV.Count, atEnd);
        for (int i = 0; i < TV.Count; i++) source.Span[i] = T.CreateTruncating(i + 1);
        ReadOnlySpan<T> x = source.Freeze();
        Moved(TV.Load(in x[0]), (value, ref first) => TV.Store(value, ref first), x, target.Span);
        Moved(TV.Read(in x[0]), (value, ref first) => TV.Write(value, ref first), x, target.Span);
        Assert.That(Lanes.Of<TV, T>(TV.Create(x[0])), Is.EqualTo(Enumerable.Repeat(x[0], TV.Count)));
    }

    delegate void Storing(TV value, ref T target);

    static void Moved(TV value, Storing store, ReadOnlySpan<T> source, Span<T> target)
    {
        Bits.Junk(target);
        store(value, ref target[0]);
        Bits.AssertEqual(target, source, () => "memory");
    }

    static void Check(string name, Func<TV, TV, TV> register, Func<T, T, T> number, Func<T, T, bool>? where = null) =>
        Each(register, (a, b, actual) =>
        {
            if (where?.Invoke(a, b) == false) return;
            T expected = number(a, b);
            if (!Lanes.Same(actual, expected)) Assert.Fail($"{name} of {Bits.Text(a)} and {Bits.Text(b)}: {Bits.Text(actual)}, not {Bits.Text(expected)}");
        });

    static void CheckMask(string name, Func<TV, TV, TV> register, Func<T, T, bool> condition) =>
        Each(register, (a, b, actual) => Lanes.AssertMask(actual, condition(a, b), $"{name} of {Bits.Text(a)} and {Bits.Text(b)}"));

    static void Each(Func<TV, TV, TV> register, Action<T, T, T> check)
    {
        (T[] left, T[] right) = Lanes.Pairs(s_values, TV.Count);
        for (int i = 0; i < left.Length; i += TV.Count)
        {
            TV a = Lanes.From<TV, T>(left.AsSpan(i, TV.Count)), b = Lanes.From<TV, T>(right.AsSpan(i, TV.Count));
            T[] actual = Lanes.Of<TV, T>(register(a, b));
            for (int lane = 0; lane < TV.Count; lane++) check(left[i + lane], right[i + lane], actual[lane]);
        }
    }
}
