using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>A register of 256 bits.</summary>
readonly struct Simd256<T>(Vector256<T> value) : ISimd<Simd256<T>, T> where T : unmanaged, INumber<T>
{
    // Of the two the larger, with the sign that the comparison gives.
    const byte RangeMax = 0b0101;

    readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    public static Simd256<T> Ascending
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<T>.Indices);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Load(ref readonly T source) => new(Vector256.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Create(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd256<T> value, ref T target) => value._value.StoreUnsafe(ref target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Read<TElement>(ref readonly TElement source) where TElement : unmanaged, INumber<TElement> =>
        typeof(TElement) == typeof(T)
            ? new(Vector256.LoadUnsafe(in Unsafe.As<TElement, T>(ref Unsafe.AsRef(in source))))
            : new(Lanes256.Read<T, TElement>(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TElement>(Simd256<T> value, ref TElement target) where TElement : unmanaged, INumber<TElement>
    {
        if (typeof(TElement) == typeof(T)) value._value.StoreUnsafe(ref Unsafe.As<TElement, T>(ref target));
        else Lanes256.Write(value._value, ref target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> operator +(Simd256<T> a, Simd256<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> operator -(Simd256<T> a, Simd256<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> operator *(Simd256<T> a, Simd256<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> operator /(Simd256<T> a, Simd256<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Sqrt(Simd256<T> value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Abs(Simd256<T> value) => new(Vector256.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> operator &(Simd256<T> a, Simd256<T> b) => new(a._value & b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> operator |(Simd256<T> a, Simd256<T> b) => new(a._value | b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> operator ^(Simd256<T> a, Simd256<T> b) => new(a._value ^ b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Max(Simd256<T> a, Simd256<T> b)
    {
        // VRANGE compares zeros by their signs. The maximum of IEEE 754 takes twice as long, for what it does with NaN.
        if (typeof(T) == typeof(float) && Avx512DQ.VL.IsSupported)
            return new(Avx512DQ.VL.Range(a._value.AsSingle(), b._value.AsSingle(), RangeMax).As<float, T>());
        if (typeof(T) == typeof(double) && Avx512DQ.VL.IsSupported)
            return new(Avx512DQ.VL.Range(a._value.AsDouble(), b._value.AsDouble(), RangeMax).As<double, T>());
        return new(Vector256.Max(a._value, b._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Simd256<T> value) => Simd128<T>.Largest(Simd128<T>.Max(new(value._value.GetLower()), new(value._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> GreaterThan(Simd256<T> a, Simd256<T> b) => new(Vector256.GreaterThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> WhereGreater(Simd256<T> a, Simd256<T> b, Simd256<T> then, Simd256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> WhereEqual(Simd256<T> a, Simd256<T> b, Simd256<T> then, Simd256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Signs(Simd256<T> value) =>
        new(typeof(T) == typeof(long) ? Vector256.ShiftRightArithmetic(value._value.AsInt64(), 63).As<long, T>()
            : typeof(T) == typeof(int) ? Vector256.ShiftRightArithmetic(value._value.AsInt32(), 31).As<int, T>()
            : Vector256.LessThan(value._value, Vector256<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Select(Simd256<T> mask, Simd256<T> a, Simd256<T> b) =>
        new(Vector256.ConditionalSelect(mask._value, a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> NaNs(Simd256<T> a, Simd256<T> b)
    {
        if (typeof(T) == typeof(float) && Avx.IsSupported)
            return new(Avx.CompareUnordered(a._value.AsSingle(), b._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double) && Avx.IsSupported)
            return new(Avx.CompareUnordered(a._value.AsDouble(), b._value.AsDouble()).As<double, T>());
        return typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? new(~(Vector256.Equals(a._value, a._value) & Vector256.Equals(b._value, b._value))) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> NotFinite(Simd256<T> value) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? new(~Vector256.LessThan(Vector256.Abs(value._value), Vector256.Create(T.CreateTruncating(double.PositiveInfinity)))) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Simd256<T> mask) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double) ? mask._value.ExtractMostSignificantBits() != 0 : mask._value != Vector256<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Even(Simd256<T> low, Simd256<T> high) => new(Unzip256.Even(low._value, high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Odd(Simd256<T> low, Simd256<T> high) => new(Unzip256.Odd(low._value, high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> ZipLow(Simd256<T> even, Simd256<T> odd) => new(Zip256.Low(even._value, odd._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> ZipHigh(Simd256<T> even, Simd256<T> odd) => new(Zip256.High(even._value, odd._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> See(Simd256<T> seen, Simd256<T> value)
    {
        // Two operations for each register, where a comparison and its mask cost four.
        if (typeof(T) == typeof(float))
            return new(Vector256.Max(seen._value.AsInt32(), value._value.AsInt32() & Vector256.Create(int.MaxValue)).As<int, T>());
        if (typeof(T) == typeof(double))
            return new(Vector256.Max(seen._value.AsInt64(), value._value.AsInt64() & Vector256.Create(long.MaxValue)).As<long, T>());
        return seen;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256<T> Quotient(Simd256<T> sum, Simd256<T> factor) => sum * factor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Total(Simd256<T> value) => Simd128<T>.Total(new(value._value.GetLower() + value._value.GetUpper()));
}
