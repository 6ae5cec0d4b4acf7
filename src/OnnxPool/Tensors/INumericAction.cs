using System.Numerics;

namespace OnnxPool;

/// <summary>Generic work on numbers, for <see cref="ElementTypes.Dispatch"/>.</summary>
interface INumericAction
{
    /// <typeparam name="T">The element.</typeparam>
    /// <typeparam name="TSum">What a sum of elements is held in.</typeparam>
    void Run<T, TSum>()
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>;
}
