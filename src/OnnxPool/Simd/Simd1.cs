using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>One lane: the scalar form of every kernel.</summary>
readonly struct Simd1<T>(T value) : ISimd<Simd1<T>, T> where T : unmanaged, INumber<T>
{
    readonly T _value = value;

    public static int Count => 1;

    public static Simd1<T> Load(ref readonly T source) => new(source);

    public static Simd1<T> Create(T value) => new(value);

    public static void Store(Simd1<T> value, ref T target) => target = value._value;

    public static Simd1<T> Read<TElement>(ref readonly TElement source) where TElement : unmanaged, INumber<TElement> =>
        new(typeof(T) == typeof(short) ? T.CreateTruncating(MagnitudeKey.Of(source)) : T.CreateTruncating(source));

    public static void Write<TElement>(Simd1<T> value, ref TElement target) where TElement : unmanaged, INumber<TElement> =>
        target = typeof(T) == typeof(short) ? MagnitudeKey.ToElement<TElement>(short.CreateTruncating(value._value)) : TElement.CreateTruncating(value._value);

    public static Simd1<T> operator +(Simd1<T> a, Simd1<T> b) => new(a._value + b._value);

    public static Simd1<T> operator *(Simd1<T> a, Simd1<T> b) => new(a._value * b._value);

    public static Simd1<T> operator /(Simd1<T> a, Simd1<T> b) => new(a._value / b._value);

    public static Simd1<T> Sqrt(Simd1<T> value) => new(T.CreateTruncating(Math.Sqrt(double.CreateTruncating(value._value))));

    public static Simd1<T> Abs(Simd1<T> value) => new(T.Abs(value._value));

    public static Simd1<T> operator &(Simd1<T> a, Simd1<T> b) => FromBits(Bits(a) & Bits(b));

    public static Simd1<T> operator |(Simd1<T> a, Simd1<T> b) => FromBits(Bits(a) | Bits(b));

    public static Simd1<T> operator ^(Simd1<T> a, Simd1<T> b) => FromBits(Bits(a) ^ Bits(b));

    public static Simd1<T> Max(Simd1<T> a, Simd1<T> b) => new(T.Max(a._value, b._value));

    public static Simd1<T> GreaterThan(Simd1<T> a, Simd1<T> b) => FromBits(a._value > b._value ? ulong.MaxValue : 0);

    public static Simd1<T> Select(Simd1<T> mask, Simd1<T> a, Simd1<T> b) => (Bits(mask) & 1) != 0 ? a : b;

    public static Simd1<T> NaNs(Simd1<T> a, Simd1<T> b) => FromBits(T.IsNaN(a._value) || T.IsNaN(b._value) ? ulong.MaxValue : 0);

    public static bool Any(Simd1<T> mask) => Bits(mask) != 0;

    public static Simd1<T> Even(Simd1<T> low, Simd1<T> high) => low;

    public static Simd1<T> Odd(Simd1<T> low, Simd1<T> high) => high;

    public static Simd1<T> ZipLow(Simd1<T> even, Simd1<T> odd) => even;

    public static Simd1<T> ZipHigh(Simd1<T> even, Simd1<T> odd) => odd;

    static ulong Bits(Simd1<T> x)
    {
        ulong bits = 0;
        Unsafe.As<ulong, T>(ref bits) = x._value;
        return bits;
    }

    static Simd1<T> FromBits(ulong bits) => new(Unsafe.As<ulong, T>(ref bits));
}
