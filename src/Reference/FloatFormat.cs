namespace OnnxPool.Reference;

/// <summary>A binary floating-point format, for measuring errors in its unit in the last place (ULP).</summary>
/// <param name="SignificandBits">Bits of the significand, the leading one included.</param>
/// <param name="MinExponent">Exponent of the smallest normal number.</param>
public readonly record struct FloatFormat(int SignificandBits, int MinExponent)
{
    /// <summary>IEEE 754 binary64: ONNX double.</summary>
    public static FloatFormat Binary64 { get; } = new(53, -1022);

    /// <summary>IEEE 754 binary32: ONNX float.</summary>
    public static FloatFormat Binary32 { get; } = new(24, -126);

    /// <summary>IEEE 754 binary16: ONNX float16.</summary>
    public static FloatFormat Binary16 { get; } = new(11, -14);

    /// <summary>ONNX bfloat16.</summary>
    public static FloatFormat BFloat16 { get; } = new(8, -126);

    /// <summary>Exponent of the largest numbers; the formats of IEEE 754 have it one above the magnitude of the smallest.</summary>
    internal int MaxExponent => 1 - MinExponent;

    /// <summary>The exponent of one ULP of a number whose leading bit is 2^<paramref name="exponent"/>.</summary>
    internal int UlpExponent(int exponent) => Math.Max(exponent, MinExponent) - (SignificandBits - 1);

    /// <summary>Gives the infinity that rounding to the format makes of a number past its range, and other numbers as they are.</summary>
    internal double Overflow(double value) =>
        Math.Abs(value) >= Math.ScaleB(2 - Math.ScaleB(1, -SignificandBits), MaxExponent) ? Math.CopySign(double.PositiveInfinity, value) : value;
}
