using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>
/// Sum of doubles that carries the rounding error of each addition along (Neumaier's variant of Kahan summation, by Knuth's two-sum),
/// so that n elements cost about n² · 2^-106 of Σ|x| instead of n · 2^-53.
/// </summary>
[StructLayout(LayoutKind.Sequential)] // CompensatedLanes loads both doubles from memory
readonly struct CompensatedSum(double high, double low) : IRunningSum<CompensatedSum, double>
{
    // More elements than an array holds, times the largest double, times this, is below the largest double.
    const double Scale = 1.0 / (1L << 32);

    readonly double _high = high;
    readonly double _low = low;

    /// <summary>The rounded sum.</summary>
    public double High => _high;

    /// <summary>The sum of what was lost.</summary>
    public double Low => _low;

    public static CompensatedSum operator +(CompensatedSum sum, double x)
    {
        double high = sum._high + x;
        return new CompensatedSum(high, sum._low + Error(sum._high, x, high));
    }

    public static CompensatedSum operator +(CompensatedSum a, CompensatedSum b)
    {
        double high = a._high + b._high;
        return new CompensatedSum(high, a._low + b._low + Error(a._high, b._high, high));
    }

    public static CompensatedSum Plus(CompensatedSum sum, double term) => sum + term;

    public static double Total(CompensatedSum sum)
    {
        double total = sum._high + sum._low;
        // What was carried along is NaN once the sum itself is not finite.
        return double.IsFinite(total) ? total : sum._high;
    }

    public static double Factor(double divisor) => divisor;

    public static bool TryDivide(CompensatedSum sum, long divisor, out double quotient)
    {
        quotient = (sum._high + sum._low) / Factor(divisor);
        // An overflow on the way, like a true infinity or NaN, has spoilt the carried error.
        return double.IsFinite(quotient);
    }

    public static double Average(ReadOnlySpan<double> window, long divisor)
    {
        double plain = 0;
        double largest = 0;
        foreach (double x in window)
        {
            plain += x * Scale;
            largest = Math.Max(largest, Math.Abs(x));
        }
        // Scaled finite elements cannot overflow, so this is IEEE's own answer to infinities and NaN.
        if (!double.IsFinite(plain)) return plain;
        CompensatedSum sum = default;
        foreach (double x in window) sum += x * Scale;
        TryDivide(sum, divisor, out double quotient);
        // No average is larger than its largest element; rounding must not carry it past the range.
        return Math.Clamp(quotient / Scale, -largest, largest);
    }

    /// <summary>What <c>a + b</c> lost when it was rounded to <paramref name="rounded"/>, exactly.</summary>
    static double Error(double a, double b, double rounded)
    {
        double bPart = rounded - a;
        return (a - (rounded - bPart)) + (b - bPart);
    }
}
