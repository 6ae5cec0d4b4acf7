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

    /// <summary>How many steps of the format lie between two of its values; 0 for two NaNs, infinite where one of them is finite and the other not.</summary>
    public static double Distance(FloatFormat format, double a, double b)
    {
        if (a == b || (double.IsNaN(a) && double.IsNaN(b))) return 0;
        if (!double.IsFinite(a) || !double.IsFinite(b)) return double.PositiveInfinity;
        return Math.Abs(Position(format, a) - Position(format, b));
    }

    /// <summary>
    /// The rank of a value among the format's values, 0 for zero: within a binade steps are even, and there are 2^(bits - 1) of them.
    /// </summary>
    static double Position(FloatFormat format, double value)
    {
        double magnitude = Math.Abs(value);
        int exponent = magnitude == 0 ? format.MinExponent : Math.Max(Math.ILogB(magnitude), format.MinExponent);
        double steps = Math.ScaleB(1, format.SignificandBits - 1);
        double inBinade = Math.ScaleB(magnitude, format.SignificandBits - 1 - exponent);
        return Math.CopySign(((exponent - format.MinExponent) * steps) + inBinade, value);
    }
}
