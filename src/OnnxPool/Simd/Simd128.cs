using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxPool;

/// <summary>A register of 128 bits.</summary>
readonly struct Simd128<T>(Vector128<T> value) : ISimd<Simd128<T>, T> where T : unmanaged, INumber<T>
{
    // Of the two the larger, with the sign that the comparison gives.
    const byte RangeMax = 0b0101;

    readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    public static Simd128<T> Ascending
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128<T>.Indices);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Load(ref readonly T source) => new(Vector128.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Create(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd128<T> value, ref T target) => value._value.StoreUnsafe(ref target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Read<TElement>(ref readonly TElement source) where TElement : unmanaged, INumber<TElement> =>
        typeof(TElement) == typeof(T)
            ? new(Vector128.LoadUnsafe(in Unsafe.As<TElement, T>(ref Unsafe.AsRef(in source))))
            : new(Lanes128.Read<T, TElement>(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TElement>(Simd128<T> value, ref TElement target) where TElement : unmanaged, INumber<TElement>
    {
        if (typeof(TElement) == typeof(T)) value._value.StoreUnsafe(ref Unsafe.As<TElement, T>(ref target));
        else Lanes128.Write(value._value, ref target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> operator +(Simd128<T> a, Simd128<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> operator -(Simd128<T> a, Simd128<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> operator *(Simd128<T> a, Simd128<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> operator /(Simd128<T> a, Simd128<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Sqrt(Simd128<T> value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Abs(Simd128<T> value) => new(Vector128.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> operator &(Simd128<T> a, Simd128<T> b) => new(a._value & b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> operator |(Simd128<T> a, Simd128<T> b) => new(a._value | b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> operator ^(Simd128<T> a, Simd128<T> b) => new(a._value ^ b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Max(Simd128<T> a, Simd128<T> b)
    {
        // VRANGE compares zeros by their signs. The maximum of IEEE 754 takes twice as long, for what it does with NaN.
        if (typeof(T) == typeof(float) && Avx512DQ.VL.IsSupported)
            return new(Avx512DQ.VL.Range(a._value.AsSingle(), b._value.AsSingle(), RangeMax).As<float, T>());
        if (typeof(T) == typeof(double) && Avx512DQ.VL.IsSupported)
            return new(Avx512DQ.VL.Range(a._value.AsDouble(), b._value.AsDouble(), RangeMax).As<double, T>());
        return new(Vector128.Max(a._value, b._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Simd128<T> value)
    {
        value = Max(value, new(Vector128.Shuffle(value._value.AsInt64(), Vector128.Create(1, 0L)).As<long, T>()));
        if (Count > 2) value = Max(value, new(Vector128.Shuffle(value._value.AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>()));
        if (Count > 4) value = Max(value, new(Vector128.Shuffle(value._value.AsInt16(), Vector128.Create(1, 0, 3, 2, 5, 4, 7, 6)).As<short, T>()));
        if (Count > 8) value = Max(value, new(Vector128.ShiftRightLogical(value._value.AsUInt16(), 8).As<ushort, T>()));
        return value._value.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> GreaterThan(Simd128<T> a, Simd128<T> b) => new(Vector128.GreaterThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> WhereGreater(Simd128<T> a, Simd128<T> b, Simd128<T> then, Simd128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> WhereEqual(Simd128<T> a, Simd128<T> b, Simd128<T> then, Simd128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Signs(Simd128<T> value) =>
        new(typeof(T) == typeof(long) ? Vector128.ShiftRightArithmetic(value._value.AsInt64(), 63).As<long, T>()
            : typeof(T) == typeof(int) ? Vector128.ShiftRightArithmetic(value._value.AsInt32(), 31).As<int, T>()
            : Vector128.LessThan(value._value, Vector128<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Select(Simd128<T> mask, Simd128<T> a, Simd128<T> b) =>
        new(Vector128.ConditionalSelect(mask._value, a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> NaNs(Simd128<T> a, Simd128<T> b)
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported)
            return new(Sse.CompareUnordered(a._value.AsSingle(), b._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double) && Sse2.IsSupported)
            return new(Sse2.CompareUnordered(a._value.AsDouble(), b._value.AsDouble()).As<double, T>());
        return typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? new(~(Vector128.Equals(a._value, a._value) & Vector128.Equals(b._value, b._value))) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> NotFinite(Simd128<T> value) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? new(~Vector128.LessThan(Vector128.Abs(value._value), Vector128.Create(T.CreateTruncating(double.PositiveInfinity)))) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Simd128<T> mask) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double) ? mask._value.ExtractMostSignificantBits() != 0 : mask._value != Vector128<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Even(Simd128<T> low, Simd128<T> high) => new(Unzip128.Even(low._value, high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Odd(Simd128<T> low, Simd128<T> high) => new(Unzip128.Odd(low._value, high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> ZipLow(Simd128<T> even, Simd128<T> odd) => new(Zip128.Low(even._value, odd._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> ZipHigh(Simd128<T> even, Simd128<T> odd) => new(Zip128.High(even._value, odd._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> See(Simd128<T> seen, Simd128<T> value)
    {
        // Two operations for each register, where a comparison and its mask cost four.
        if (typeof(T) == typeof(float))
            return new(Vector128.Max(seen._value.AsInt32(), value._value.AsInt32() & Vector128.Create(int.MaxValue)).As<int, T>());
        if (typeof(T) == typeof(double))
            return new(Vector128.Max(seen._value.AsInt64(), value._value.AsInt64() & Vector128.Create(long.MaxValue)).As<long, T>());
        return seen;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128<T> Quotient(Simd128<T> sum, Simd128<T> factor) => sum * factor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Total(Simd128<T> value) => Count == 2 ? value._value.GetElement(0) + value._value.GetElement(1) : TotalOfMany(value);

    static T TotalOfMany(Simd128<T> value)
    {
        Span<T> lanes = stackalloc T[Vector128<T>.Count];
        value._value.CopyTo(lanes);
        for (int half = lanes.Length / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
        return lanes[0];
    }
}
