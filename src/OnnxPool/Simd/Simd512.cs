using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>A register of 512 bits.</summary>
readonly struct Simd512<T>(Vector512<T> value) : ISimd<Simd512<T>, T> where T : unmanaged, INumber<T>
{
    // Of the two the larger, with the sign that the comparison gives.
    const byte RangeMax = 0b0101;

    readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    public static Simd512<T> Ascending
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<T>.Indices);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Load(ref readonly T source) => new(Vector512.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Create(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512<T> value, ref T target) => value._value.StoreUnsafe(ref target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Read<TElement>(ref readonly TElement source) where TElement : unmanaged, INumber<TElement> =>
        typeof(TElement) == typeof(T)
            ? new(Vector512.LoadUnsafe(in Unsafe.As<TElement, T>(ref Unsafe.AsRef(in source))))
            : new(Lanes512.Read<T, TElement>(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TElement>(Simd512<T> value, ref TElement target) where TElement : unmanaged, INumber<TElement>
    {
        if (typeof(TElement) == typeof(T)) value._value.StoreUnsafe(ref Unsafe.As<TElement, T>(ref target));
        else Lanes512.Write(value._value, ref target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator +(Simd512<T> a, Simd512<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator -(Simd512<T> a, Simd512<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator *(Simd512<T> a, Simd512<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator /(Simd512<T> a, Simd512<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Sqrt(Simd512<T> value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Abs(Simd512<T> value) => new(Vector512.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator &(Simd512<T> a, Simd512<T> b) => new(a._value & b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator |(Simd512<T> a, Simd512<T> b) => new(a._value | b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator ^(Simd512<T> a, Simd512<T> b) => new(a._value ^ b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Max(Simd512<T> a, Simd512<T> b)
    {
        // VRANGE compares zeros by their signs. The maximum of IEEE 754 takes twice as long, for what it does with NaN.
        if (typeof(T) == typeof(float) && Avx512DQ.IsSupported)
            return new(Avx512DQ.Range(a._value.AsSingle(), b._value.AsSingle(), RangeMax).As<float, T>());
        if (typeof(T) == typeof(double) && Avx512DQ.IsSupported)
            return new(Avx512DQ.Range(a._value.AsDouble(), b._value.AsDouble(), RangeMax).As<double, T>());
        return new(Vector512.Max(a._value, b._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Simd512<T> value) => Simd256<T>.Largest(Simd256<T>.Max(new(value._value.GetLower()), new(value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> GreaterThan(Simd512<T> a, Simd512<T> b) => new(Vector512.GreaterThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> WhereGreater(Simd512<T> a, Simd512<T> b, Simd512<T> then, Simd512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> WhereEqual(Simd512<T> a, Simd512<T> b, Simd512<T> then, Simd512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Signs(Simd512<T> value) =>
        new(typeof(T) == typeof(long) ? Vector512.ShiftRightArithmetic(value._value.AsInt64(), 63).As<long, T>()
            : typeof(T) == typeof(int) ? Vector512.ShiftRightArithmetic(value._value.AsInt32(), 31).As<int, T>()
            : Vector512.LessThan(value._value, Vector512<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Select(Simd512<T> mask, Simd512<T> a, Simd512<T> b) =>
        new(Vector512.ConditionalSelect(mask._value, a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> NaNs(Simd512<T> a, Simd512<T> b)
    {
        if (typeof(T) == typeof(float) && Avx512F.IsSupported)
            return new(Avx512F.CompareUnordered(a._value.AsSingle(), b._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double) && Avx512F.IsSupported)
            return new(Avx512F.CompareUnordered(a._value.AsDouble(), b._value.AsDouble()).As<double, T>());
        return typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? new(~(Vector512.Equals(a._value, a._value) & Vector512.Equals(b._value, b._value))) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> NotFinite(Simd512<T> value) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? new(~Vector512.LessThan(Vector512.Abs(value._value), Vector512.Create(T.CreateTruncating(double.PositiveInfinity)))) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Simd512<T> mask) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double) ? mask._value.ExtractMostSignificantBits() != 0 : mask._value != Vector512<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Even(Simd512<T> low, Simd512<T> high) => new(Unzip512.Even(low._value, high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Odd(Simd512<T> low, Simd512<T> high) => new(Unzip512.Odd(low._value, high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> ZipLow(Simd512<T> even, Simd512<T> odd) => new(Zip512.Low(even._value, odd._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> ZipHigh(Simd512<T> even, Simd512<T> odd) => new(Zip512.High(even._value, odd._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> See(Simd512<T> seen, Simd512<T> value)
    {
        // Two operations for each register, where a comparison and its mask cost four.
        if (typeof(T) == typeof(float))
            return new(Vector512.Max(seen._value.AsInt32(), value._value.AsInt32() & Vector512.Create(int.MaxValue)).As<int, T>());
        if (typeof(T) == typeof(double))
            return new(Vector512.Max(seen._value.AsInt64(), value._value.AsInt64() & Vector512.Create(long.MaxValue)).As<long, T>());
        return seen;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Quotient(Simd512<T> sum, Simd512<T> factor) => sum * factor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Total(Simd512<T> value) => Simd256<T>.Total(new(value._value.GetLower() + value._value.GetUpper()));
}
