namespace OnnxPool;

/// <summary>A register of which a lane is one number: <see cref="ILanes{TSelf, T}"/> with the rest of arithmetic, bits and order.</summary>
/// <typeparam name="TSelf">The register.</typeparam>
/// <typeparam name="T">The lane.</typeparam>
interface ISimd<TSelf, T> : ILanes<TSelf, T>
    where TSelf : struct, ISimd<TSelf, T>
    where T : unmanaged
{
    /// <summary>The number of each lane: 0, 1, 2, ….</summary>
    static abstract TSelf Ascending { get; }

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Square root of a floating-point number, correctly rounded.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Magnitude of a floating-point number.</summary>
    static abstract TSelf Abs(TSelf value);

    static abstract TSelf operator &(TSelf a, TSelf b);

    static abstract TSelf operator |(TSelf a, TSelf b);

    static abstract TSelf operator ^(TSelf a, TSelf b);

    /// <summary>Maximum, of which +0 is larger than −0. Where a lane of either is NaN it may be anything: see <see cref="ILanes{TSelf, T}.NaNs"/>.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The maximum of all lanes; anything if one is NaN.</summary>
    static abstract T Largest(TSelf value);

    /// <summary>All bits set where <paramref name="a"/> is larger.</summary>
    static abstract TSelf GreaterThan(TSelf a, TSelf b);

    /// <summary>Lane by lane <paramref name="then"/> where <paramref name="a"/> is larger than <paramref name="b"/>, <paramref name="otherwise"/> elsewhere.</summary>
    /// <remarks>What a mask and <see cref="ILanes{TSelf, T}.Select"/> give too, but the JIT makes a mask register of a comparison only where it sees both at once.</remarks>
    static abstract TSelf WhereGreater(TSelf a, TSelf b, TSelf then, TSelf otherwise);

    /// <summary>Lane by lane <paramref name="then"/> where <paramref name="a"/> equals <paramref name="b"/>, <paramref name="otherwise"/> elsewhere.</summary>
    static abstract TSelf WhereEqual(TSelf a, TSelf b, TSelf then, TSelf otherwise);

    /// <summary>All bits set in lanes below zero, of integers.</summary>
    static abstract TSelf Signs(TSelf value);

    /// <summary>Lanes of both in turn, of their first halves: with <see cref="ZipHigh"/> the inverse of <see cref="ILanes{TSelf, T}.Even"/> and Odd.</summary>
    static abstract TSelf ZipLow(TSelf even, TSelf odd);

    /// <summary>Lanes of both in turn, of their second halves.</summary>
    static abstract TSelf ZipHigh(TSelf even, TSelf odd);
}
