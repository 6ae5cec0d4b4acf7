using System.Numerics;

namespace OnnxPool;

/// <summary>
/// One register of neighbours, of one width. A kernel is written once over this, and the JIT makes one of it for every width; at
/// <see cref="Count"/> 1 it is the scalar kernel.
/// </summary>
/// <remarks>Lanes are outputs, never taps: what a lane holds does not depend on how many lanes there are.</remarks>
/// <typeparam name="TSelf">The register.</typeparam>
/// <typeparam name="T">The lane.</typeparam>
interface ISimd<TSelf, T>
    where TSelf : struct, ISimd<TSelf, T>
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

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>Square root, correctly rounded.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Magnitude.</summary>
    static abstract TSelf Abs(TSelf value);

    static abstract TSelf operator &(TSelf a, TSelf b);

    static abstract TSelf operator |(TSelf a, TSelf b);

    static abstract TSelf operator ^(TSelf a, TSelf b);

    /// <summary>Maximum, of which +0 is larger than −0. Where a lane of either is NaN it may be anything: see <see cref="NaNs"/>.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>All bits set where <paramref name="a"/> is larger.</summary>
    static abstract TSelf GreaterThan(TSelf a, TSelf b);

    /// <summary>Lane by lane <paramref name="a"/> where the mask is set, <paramref name="b"/> elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>All bits set in lanes where either is NaN. One comparison does for two registers.</summary>
    static abstract TSelf NaNs(TSelf a, TSelf b);

    /// <summary>Whether any lane of a mask is set.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>Of two registers of neighbours every second lane, from the first on.</summary>
    static abstract TSelf Even(TSelf low, TSelf high);

    /// <summary>Of two registers of neighbours every second lane, from the second on.</summary>
    static abstract TSelf Odd(TSelf low, TSelf high);

    /// <summary>The first half of the lanes of two registers in turn: with <see cref="ZipHigh"/> the inverse of <see cref="Even"/> and <see cref="Odd"/>.</summary>
    static abstract TSelf ZipLow(TSelf even, TSelf odd);

    /// <summary>The second half of the lanes of two registers in turn.</summary>
    static abstract TSelf ZipHigh(TSelf even, TSelf odd);
}
