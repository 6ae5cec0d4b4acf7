using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>One lane: the scalar form of every kernel.</summary>
readonly struct Simd1<T>(T value) : ISimd<Simd1<T>, T> where T : unmanaged, INumber<T>
{
    readonly T _value = value;

    public static int Count => 1;

    public static Simd1<T> Ascending => default;

    public static Simd1<T> Load(ref readonly T source) => new(source);

    public static Simd1<T> Create(T value) => new(value);

    public static void Store(Simd1<T> value, ref T target) => target = value._value;

    public static Simd1<T> Read<TElement>(ref readonly TElement source) where TElement : unmanaged, INumber<TElement> =>
        new(typeof(T) == typeof(short) ? T.CreateTruncating(MagnitudeKey.Of(source))
            : typeof(T) == typeof(int) || typeof(T) == typeof(long) ? T.CreateTruncating(ElementBits.Of(source))
            : T.CreateTruncating(source));

    public static void Write<TElement>(Simd1<T> value, ref TElement target) where TElement : unmanaged, INumber<TElement> =>
        target = typeof(T) == typeof(short) ? MagnitudeKey.ToElement<TElement>(short.CreateTruncating(value._value))
            : typeof(T) == typeof(int) || typeof(T) == typeof(long) ? ElementBits.ToElement<TElement>(long.CreateTruncating(value._value))
            : TElement.CreateTruncating(value._value);

    public static Simd1<T> operator +(Simd1<T> a, Simd1<T> b) => new(a._value + b._value);

    public static Simd1<T> operator -(Simd1<T> a, Simd1<T> b) => new(a._value - b._value);

    public static Simd1<T> operator *(Simd1<T> a, Simd1<T> b) => new(a._value * b._value);

    public static Simd1<T> operator /(Simd1<T> a, Simd1<T> b) => new(a._value / b._value);

    public static Simd1<T> Sqrt(Simd1<T> value) => new(T.CreateTruncating(Math.Sqrt(double.CreateTruncating(value._value))));

    public static Simd1<T> Abs(Simd1<T> value) => new(T.Abs(value._value));

    public static Simd1<T> operator &(Simd1<T> a, Simd1<T> b) => FromBits(Bits(a) & Bits(b));

    public static Simd1<T> operator |(Simd1<T> a, Simd1<T> b) => FromBits(Bits(a) | Bits(b));

    public static Simd1<T> operator ^(Simd1<T> a, Simd1<T> b) => FromBits(Bits(a) ^ Bits(b));

    public static Simd1<T> Max(Simd1<T> a, Simd1<T> b) => new(T.Max(a._value, b._value));

    public static T Largest(Simd1<T> value) => value._value;

    public static Simd1<T> GreaterThan(Simd1<T> a, Simd1<T> b) => FromBits(a._value > b._value ? ulong.MaxValue : 0);

    public static Simd1<T> WhereGreater(Simd1<T> a, Simd1<T> b, Simd1<T> then, Simd1<T> otherwise) => a._value > b._value ? then : otherwise;

    public static Simd1<T> WhereEqual(Simd1<T> a, Simd1<T> b, Simd1<T> then, Simd1<T> otherwise) => a._value == b._value ? then : otherwise;

    public static Simd1<T> Signs(Simd1<T> value) => FromBits(value._value < T.Zero ? ulong.MaxValue : 0);

    public static Simd1<T> Select(Simd1<T> mask, Simd1<T> a, Simd1<T> b) => (Bits(mask) & 1) != 0 ? a : b;

    public static Simd1<T> NaNs(Simd1<T> a, Simd1<T> b) => FromBits(T.IsNaN(a._value) || T.IsNaN(b._value) ? ulong.MaxValue : 0);

    public static Simd1<T> NotFinite(Simd1<T> value) => FromBits(T.IsFinite(value._value) ? 0 : ulong.MaxValue);

    public static bool Any(Simd1<T> mask) => Bits(mask) != 0;

    public static Simd1<T> Even(Simd1<T> low, Simd1<T> high) => low;

    public static Simd1<T> Odd(Simd1<T> low, Simd1<T> high) => high;

    public static Simd1<T> ZipLow(Simd1<T> even, Simd1<T> odd) => even;

    public static Simd1<T> ZipHigh(Simd1<T> even, Simd1<T> odd) => odd;

    public static Simd1<T> See(Simd1<T> seen, Simd1<T> value) => T.IsFinite(value._value) || T.IsNaN(seen._value) ? seen : Abs(value);

    public static Simd1<T> Quotient(Simd1<T> sum, Simd1<T> factor) => sum * factor;

    public static T Total(Simd1<T> value) => value._value;

    static ulong Bits(Simd1<T> x)
    {
        ulong bits = 0;
        Unsafe.As<ulong, T>(ref bits) = x._value;
        return bits;
    }

    static Simd1<T> FromBits(ulong bits) => new(Unsafe.As<ulong, T>(ref bits));
}
