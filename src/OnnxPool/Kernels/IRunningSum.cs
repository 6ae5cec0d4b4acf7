using System.Numerics;

namespace OnnxPool;

/// <summary>What elements of a window add up to; the default value is the empty sum.</summary>
interface IElementSum<TSelf, T>
    where TSelf : struct, IElementSum<TSelf, T>
    where T : unmanaged, INumber<T>
{
    static abstract TSelf operator +(TSelf sum, T x);

    static abstract TSelf operator +(TSelf a, TSelf b);
}

/// <summary>A sum of <typeparamref name="T"/> precise enough for the promises on averages and gradients.</summary>
interface IRunningSum<TSelf, T> : IElementSum<TSelf, T>
    where TSelf : struct, IRunningSum<TSelf, T>
    where T : unmanaged, INumber<T>
{
    /// <summary>The sum with a term that need not be representable in <typeparamref name="T"/>.</summary>
    static abstract TSelf Plus(TSelf sum, double term);

    /// <summary>The sum; where it left the range of double, or a term was not finite, what plain IEEE 754 additions give.</summary>
    static abstract double Total(TSelf sum);

    /// <summary>What a sum is divided or multiplied by, to divide it by <paramref name="divisor"/>.</summary>
    static abstract double Factor(double divisor);

    /// <summary>The sum divided by a positive count and rounded.</summary>
    /// <returns>False if the sum left the range in which it is right; <see cref="Average"/> then has the answer.</returns>
    static abstract bool TryDivide(TSelf sum, long divisor, out T quotient);

    /// <summary>The quotient for any finite or non-finite elements, in more time.</summary>
    /// <param name="window">The elements in the order of summation.</param>
    /// <param name="divisor">At least the number of elements.</param>
    static abstract T Average(ReadOnlySpan<T> window, long divisor);
}
