using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>
/// Elements as integers whose order is that of <see cref="MaxKernel{T}.Beats"/>: −0 is below +0, every NaN is one greatest key, so that of equal
/// elements none beats another. No element has the least integer, which stands for padding.
/// </summary>
/// <remarks>
/// Floating-point numbers are sign and magnitude: their bit patterns have the order of integers once the magnitude bits of the negative ones are
/// turned over. Lanes are wider than integer elements, whose values are their keys.
/// </remarks>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
readonly struct OrderKey<T, TKey, TV>()
    where T : unmanaged, INumber<T>
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
    where TV : struct, ISimd<TV, TKey>
{
    readonly TV _magnitude = TV.Create(Unsafe.SizeOf<T>() == 2 ? TKey.CreateTruncating(short.MaxValue) : TKey.MaxValue);
    readonly TV _infinity = TV.Create(Infinity);
    readonly TV _nan = TV.Create(TKey.MaxValue);
    readonly TV _empty = TV.Create(Least);

    /// <summary>Below the key of every element.</summary>
    public static TKey Padding => TKey.MinValue;

    static bool IsInteger
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(sbyte) || typeof(T) == typeof(byte);
    }

    /// <summary>The bits of +∞: as a magnitude, whatever is above it is a NaN.</summary>
    public static TKey Infinity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TKey.CreateTruncating(
            typeof(T) == typeof(float) ? 0x7F80_0000 : typeof(T) == typeof(Half) ? 0x7C00 : typeof(T) == typeof(BFloat16) ? 0x7F80 : 0x7FF0_0000_0000_0000);
    }

    // The key of −∞ is that of +∞ with all bits turned over.
    static TKey Least
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(sbyte) ? TKey.CreateTruncating(sbyte.MinValue) : typeof(T) == typeof(byte) ? TKey.Zero : ~Infinity;
    }

    /// <summary>The keys of as many elements as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Read(ref readonly T source) => Of(TV.Read(in source));

    /// <summary>The keys of elements whose bit patterns are in lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Of(TV bits) => IsInteger ? bits : TV.WhereGreater(bits & _magnitude, _infinity, _nan, Turn(bits));

    /// <summary>Writes the elements of keys: for padding what an empty window yields, for a NaN nothing of use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(TV keys, ref T target)
    {
        keys = TV.Max(keys, _empty);
        TV.Write(IsInteger ? keys : Turn(keys), ref target);
    }

    /// <summary>Whether any key is that of a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AnyNaN(TV keys) => !IsInteger && TV.Any(TV.GreaterThan(keys, _infinity));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TV Turn(TV value) => value ^ (TV.Signs(value) & _magnitude);
}
