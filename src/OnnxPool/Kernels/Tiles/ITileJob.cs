using System.Numerics;

namespace OnnxPool;

/// <summary>What a window reduces to: how elements become lanes, how lanes combine, and how a result is written.</summary>
/// <typeparam name="T">Element of input and output.</typeparam>
/// <typeparam name="L">Lane.</typeparam>
/// <typeparam name="TV">Register of lanes.</typeparam>
interface ITileJob<T, L, TV>
    where T : unmanaged, INumber<T>
    where L : unmanaged
    where TV : struct, ILanes<TV, L>
{
    /// <summary>Whether a lane may be combined twice without a difference, as with maxima.</summary>
    static abstract bool IsIdempotent { get; }

    /// <summary>Whether elements must be seen: <see cref="See"/> takes note of them, and not of outputs alone.</summary>
    static abstract bool IsWatchful { get; }

    /// <summary>Whether outputs depend on their row besides what is reduced, so that <see cref="BeginRow"/> must be called for each.</summary>
    static abstract bool DependsOnRow { get; }

    /// <summary>What changes nothing when combined: the padding.</summary>
    static abstract L Empty { get; }

    /// <summary>The lanes of neighbouring elements.</summary>
    static abstract TV Read(ref readonly T source);

    /// <summary>Combines lane by lane; <paramref name="a"/> comes first in a window.</summary>
    static abstract TV Combine(TV a, TV b);

    /// <summary>Takes note of elements, in a register that begins with the default.</summary>
    static abstract TV See(TV seen, TV value);

    /// <summary>Whether an element or an output was seen that makes results of its tile useless, so that they are to be formed one by one.</summary>
    static abstract bool IsSpoilt(TV seen);

    /// <summary>Called before the outputs of a row are written.</summary>
    /// <param name="row">Output row of a plane.</param>
    /// <param name="taps">Number of its real row taps.</param>
    void BeginRow(int row, int taps);

    /// <summary>Writes one register of outputs.</summary>
    /// <param name="seen">What was taken note of so far.</param>
    /// <param name="value">The reduced windows.</param>
    /// <param name="column">Column of the first output, times the planes that stand side by side; lanes past the last column may be anything, or outputs of the next row that <see cref="BeginRow"/> would say the same of.</param>
    /// <param name="target">The first output.</param>
    /// <returns>What was seen, with the outputs.</returns>
    TV Write(TV seen, TV value, int column, ref T target);

    /// <summary>One output, formed for itself.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="taps">Where the rows under the output begin.</param>
    /// <param name="row">Output row of the plane.</param>
    /// <param name="column">Column of the output.</param>
    T One(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, int row, int column);
}
