namespace OnnxPool;

/// <summary>A register of which a lane is one number: <see cref="ILanes{TSelf, T}"/> with the rest of arithmetic, bits and order.</summary>
/// <typeparam name="TSelf">The register.</typeparam>
/// <typeparam name="T">The lane.</typeparam>
interface ISimd<TSelf, T> : ILanes<TSelf, T>
    where TSelf : struct, ISimd<TSelf, T>
    where T : unmanaged
{
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

    /// <summary>All bits set where <paramref name="a"/> is larger.</summary>
    static abstract TSelf GreaterThan(TSelf a, TSelf b);

    /// <summary>Lanes of both in turn, of their first halves: with <see cref="ZipHigh"/> the inverse of <see cref="ILanes{TSelf, T}.Even"/> and Odd.</summary>
    static abstract TSelf ZipLow(TSelf even, TSelf odd);

    /// <summary>Lanes of both in turn, of their second halves.</summary>
    static abstract TSelf ZipHigh(TSelf even, TSelf odd);
}
