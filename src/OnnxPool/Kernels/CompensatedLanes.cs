using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>Registers of which a lane is a <see cref="CompensatedSum"/>: a register of sums, and one of what their roundings have lost.</summary>
/// <remarks>Every lane is bit for bit what the operations of <see cref="CompensatedSum"/> give. A mask has both its registers set.</remarks>
/// <typeparam name="TV">Either register.</typeparam>
readonly struct CompensatedLanes<TV>(TV high, TV low) : ILanes<CompensatedLanes<TV>, CompensatedSum> where TV : struct, ISimd<TV, double>
{
    readonly TV _high = high;
    readonly TV _low = low;

    public static int Count => TV.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> Load(ref readonly CompensatedSum source)
    {
        ref double parts = ref Unsafe.As<CompensatedSum, double>(ref Unsafe.AsRef(in source));
        TV first = TV.Load(in parts), second = TV.Load(in Unsafe.Add(ref parts, TV.Count));
        return new(TV.Even(first, second), TV.Odd(first, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> Create(CompensatedSum value) => new(TV.Create(value.High), TV.Create(value.Low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(CompensatedLanes<TV> value, ref CompensatedSum target)
    {
        ref double parts = ref Unsafe.As<CompensatedSum, double>(ref target);
        TV.Store(TV.ZipLow(value._high, value._low), ref parts);
        TV.Store(TV.ZipHigh(value._high, value._low), ref Unsafe.Add(ref parts, TV.Count));
    }

    /// <summary>Elements as sums of which nothing is lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> Read<TElement>(ref readonly TElement source) where TElement : unmanaged, INumber<TElement> =>
        new(TV.Read(in source), default);

    /// <summary>Writes sum and loss together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TElement>(CompensatedLanes<TV> value, ref TElement target) where TElement : unmanaged, INumber<TElement> =>
        TV.Write(value._high + value._low, ref target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> operator +(CompensatedLanes<TV> a, CompensatedLanes<TV> b)
    {
        TV high = a._high + b._high;
        TV bPart = high - a._high;
        TV error = (a._high - (high - bPart)) + (b._high - bPart);
        return new(high, a._low + b._low + error);
    }

    /// <summary>Sum and loss together, divided by the sum of the divisor: the quotient of <see cref="CompensatedSum.TryDivide"/>, of which no loss is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> operator /(CompensatedLanes<TV> a, CompensatedLanes<TV> divisor) =>
        new((a._high + a._low) / divisor._high, TV.Create(-0.0)); // −0 is what changes no quotient when it is added; +0 changes −0

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> Even(CompensatedLanes<TV> low, CompensatedLanes<TV> high) => new(TV.Even(low._high, high._high), TV.Even(low._low, high._low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> Odd(CompensatedLanes<TV> low, CompensatedLanes<TV> high) => new(TV.Odd(low._high, high._high), TV.Odd(low._low, high._low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> NaNs(CompensatedLanes<TV> a, CompensatedLanes<TV> b) => Mask(TV.NaNs(a._high + a._low, b._high + b._low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> NotFinite(CompensatedLanes<TV> value) => Mask(TV.NotFinite(value._high + value._low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> Select(CompensatedLanes<TV> mask, CompensatedLanes<TV> a, CompensatedLanes<TV> b) =>
        new(TV.Select(mask._high, a._high, b._high), TV.Select(mask._low, a._low, b._low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(CompensatedLanes<TV> mask) => TV.Any(mask._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> Quotient(CompensatedLanes<TV> sum, CompensatedLanes<TV> factor) => sum / factor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedLanes<TV> See(CompensatedLanes<TV> seen, CompensatedLanes<TV> value) => new(TV.See(seen._high, value._high + value._low), default);

    public static CompensatedSum Total(CompensatedLanes<TV> value)
    {
        Span<CompensatedSum> lanes = stackalloc CompensatedSum[Count];
        Store(value, ref lanes[0]);
        for (int half = Count / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
        return lanes[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static CompensatedLanes<TV> Mask(TV lanes) => new(lanes, lanes);
}
