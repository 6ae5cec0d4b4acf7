using OnnxPool.Reference;

namespace OnnxPool.Conformance;

/// <summary>Units in the last place of the floating-point element types.</summary>
static class Ulp
{
    /// <summary>The format of <paramref name="type"/>, or null if it is not a floating-point type with arithmetic.</summary>
    public static FloatFormat? Format(ElementType type) => type switch
    {
        ElementType.Float => FloatFormat.Binary32,
        ElementType.Double => FloatFormat.Binary64,
        ElementType.Float16 => FloatFormat.Binary16,
        ElementType.BFloat16 => FloatFormat.BFloat16,
        _ => null,
    };

    /// <summary>The distance between <paramref name="value"/> and its neighbour in the format that is farther from zero.</summary>
    public static double Size(FloatFormat format, double value) =>
        Math.ScaleB(1, (value == 0 ? format.MinExponent : Math.Max(Math.ILogB(value), format.MinExponent)) - format.SignificandBits + 1);

    /// <summary>How many steps of the format lie between two of its values; 0 for two NaNs, infinite where one of them is finite and the other not.</summary>
    public static double Distance(FloatFormat format, double a, double b)
    {
        if (a == b || (double.IsNaN(a) && double.IsNaN(b))) return 0;
        if (!double.IsFinite(a) || !double.IsFinite(b)) return double.PositiveInfinity;
        (double binadeA, double stepA) = Place(format, Math.Abs(a));
        (double binadeB, double stepB) = Place(format, Math.Abs(b));
        double steps = Math.ScaleB(1, format.SignificandBits - 1);
        // Binades and steps apart: a rank from zero on would not fit into a double where the format is double itself.
        return double.IsNegative(a) == double.IsNegative(b)
            ? Math.Abs(((binadeA - binadeB) * steps) + (stepA - stepB))
            : ((binadeA + binadeB) * steps) + (stepA + stepB);
    }

    /// <summary>
    /// Where a magnitude stands among the format's values: how many binades of 2^(bits - 1) even steps above the subnormal
    /// ones, and how many steps from zero in its own binade's width.
    /// </summary>
    static (double Binade, double Step) Place(FloatFormat format, double magnitude)
    {
        int exponent = magnitude == 0 ? format.MinExponent : Math.Max(Math.ILogB(magnitude), format.MinExponent);
        return (exponent - format.MinExponent, Math.ScaleB(magnitude, format.SignificandBits - 1 - exponent));
    }
}
