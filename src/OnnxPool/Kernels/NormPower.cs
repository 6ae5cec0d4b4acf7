using System.Runtime.CompilerServices;

namespace OnnxPool;

/// <summary>What a norm adds up for an element, and what it makes of the sum.</summary>
/// <remarks>In double: of narrower types no power overflows or underflows, and a norm is right to some 2^-50.</remarks>
interface INormPower
{
    /// <summary>|x|^p of elements.</summary>
    static abstract TV Term<TV>(TV element) where TV : struct, ISimd<TV, double>;

    /// <summary>The root of sums.</summary>
    static abstract TV Root<TV>(TV sum) where TV : struct, ISimd<TV, double>;
}

/// <summary>p = 1.</summary>
readonly struct FirstPower : INormPower
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Term<TV>(TV element) where TV : struct, ISimd<TV, double> => TV.Abs(element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Root<TV>(TV sum) where TV : struct, ISimd<TV, double> => sum;
}

/// <summary>p = 2.</summary>
readonly struct SecondPower : INormPower
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Term<TV>(TV element) where TV : struct, ISimd<TV, double> => element * element;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Root<TV>(TV sum) where TV : struct, ISimd<TV, double> => TV.Sqrt(sum);
}

/// <summary>p = 3.</summary>
readonly struct ThirdPower : INormPower
{
    // The square of a narrow element is exact, so that one product is rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Term<TV>(TV element) where TV : struct, ISimd<TV, double> => element * element * TV.Abs(element);

    // Of the same function at every width, so that all give the same bits.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TV Root<TV>(TV sum) where TV : struct, ISimd<TV, double>
    {
        Lanes lanes = default;
        TV.Store(sum, ref lanes[0]);
        for (int i = 0; i < TV.Count; i++) lanes[i] = Math.Cbrt(lanes[i]);
        return TV.Load(in lanes[0]);
    }

    [InlineArray(8)]
    struct Lanes
    {
        double _first;
    }
}
