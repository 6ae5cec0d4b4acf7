using System.Numerics;

namespace OnnxPool;

/// <summary>
/// A register of neighbours, of one width: what sums and averages need of it. A kernel is written once over this, and the JIT makes one
/// of it for every width; at <see cref="Count"/> 1 it is the scalar kernel.
/// </summary>
/// <remarks>Lanes are outputs, never taps: what a lane holds does not depend on how many lanes there are.</remarks>
/// <typeparam name="TSelf">The register.</typeparam>
/// <typeparam name="T">The lane, as memory has it.</typeparam>
interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>Lanes of a register.</summary>
    static abstract int Count { get; }

    /// <summary>The neighbours from <paramref name="source"/> on.</summary>
    static abstract TSelf Load(ref readonly T source);

    /// <summary>The same in every lane.</summary>
    static abstract TSelf Create(T value);

    /// <summary>Writes all lanes from <paramref name="target"/> on.</summary>
    static abstract void Store(TSelf value, ref T target);

    /// <summary>As many elements as there are lanes, from <paramref name="source"/> on, each made a lane: itself, or what this kind of lane takes for it.</summary>
    static abstract TSelf Read<TElement>(ref readonly TElement source) where TElement : unmanaged, INumber<TElement>;

    /// <summary>Writes all lanes from <paramref name="target"/> on, each made an element: the inverse of <see cref="Read"/>, rounded to nearest, ties to even.</summary>
    static abstract void Write<TElement>(TSelf value, ref TElement target) where TElement : unmanaged, INumber<TElement>;

    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Quotient of floating-point numbers.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>Of two registers of neighbours every second lane, from the first on.</summary>
    static abstract TSelf Even(TSelf low, TSelf high);

    /// <summary>Of two registers of neighbours every second lane, from the second on.</summary>
    static abstract TSelf Odd(TSelf low, TSelf high);

    /// <summary>All bits set in lanes where either is NaN. One comparison does for two registers.</summary>
    static abstract TSelf NaNs(TSelf a, TSelf b);

    /// <summary>All bits set in lanes that are NaN or infinite.</summary>
    static abstract TSelf NotFinite(TSelf value);

    /// <summary>Lane by lane <paramref name="a"/> where the mask is set, <paramref name="b"/> elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>Whether any lane of a mask is set.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>Sums by what <see cref="IRunningSum{TSelf, T}.Factor"/> gives for a divisor: the quotients.</summary>
    static abstract TSelf Quotient(TSelf sum, TSelf factor);

    /// <summary>Lane by lane the larger of what was seen and the magnitude of a value, as bits; begins with the default. Once it is not finite, or NaN, a value was.</summary>
    static abstract TSelf See(TSelf seen, TSelf value);

    /// <summary>All lanes added: to each the one half as many places on, until one is left.</summary>
    static abstract T Total(TSelf value);
}
