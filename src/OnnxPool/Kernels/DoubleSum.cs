using System.Numerics;

namespace OnnxPool;

/// <summary>Sum in double of a narrower type: 2^28 elements and more before its error shows in a binary32 quotient, and no overflow.</summary>
readonly struct DoubleSum<T>(double sum) : IRunningSum<DoubleSum<T>, T> where T : unmanaged, INumber<T>
{
    readonly double _sum = sum;

    public static DoubleSum<T> operator +(DoubleSum<T> sum, T x) => new(sum._sum + double.CreateTruncating(x));

    public static DoubleSum<T> operator +(DoubleSum<T> a, DoubleSum<T> b) => new(a._sum + b._sum);

    public static DoubleSum<T> Plus(DoubleSum<T> sum, double term) => new(sum._sum + term);

    public static double Total(DoubleSum<T> sum) => sum._sum;

    // Rounded twice in double, which no narrower type can tell from once but next to a tie.
    public static double Factor(double divisor) => 1 / divisor;

    public static bool TryDivide(DoubleSum<T> sum, long divisor, out T quotient)
    {
        quotient = T.CreateTruncating(sum._sum * Factor(divisor));
        return true;
    }

    public static T Average(ReadOnlySpan<T> window, long divisor)
    {
        DoubleSum<T> sum = default;
        foreach (T x in window) sum += x;
        TryDivide(sum, divisor, out T quotient);
        return quotient;
    }
}
