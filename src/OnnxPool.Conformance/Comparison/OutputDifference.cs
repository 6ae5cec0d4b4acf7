namespace OnnxPool.Conformance;

/// <summary>Two values at one place of an output.</summary>
/// <param name="Index">Row-major position.</param>
/// <param name="Actual">The value under test.</param>
/// <param name="Expected">What it should be.</param>
public readonly record struct Mismatch(long Index, string Actual, string Expected)
{
    /// <summary>As reports show it.</summary>
    public override string ToString() => $"[{Index}] {Actual} instead of {Expected}";
}

/// <summary>How an output compares with what was expected.</summary>
/// <param name="Shape">Why the two cannot be compared element by element; null if they can.</param>
/// <param name="Elements">Elements compared.</param>
/// <param name="Unequal">Elements that are not the same value; all NaNs are one value, the two zeros are two.</param>
/// <param name="Outside">Elements farther off than was allowed.</param>
/// <param name="First">The first of those outside.</param>
/// <param name="Worst">The one of those outside that is farthest off.</param>
/// <param name="MaxAbs">The largest absolute difference; infinite where one value is finite and the other not.</param>
/// <param name="MaxUlp">The largest difference in units in the last place of the output's type; 0 for other types.</param>
public sealed record OutputDifference(
    string? Shape, long Elements, long Unequal, long Outside, Mismatch? First, Mismatch? Worst, double MaxAbs, double MaxUlp)
{
    /// <summary>Whether everything is where it is allowed to be.</summary>
    public bool IsAccepted => Shape is null && Outside == 0;

    /// <summary>Whether every element is the same value.</summary>
    public bool IsExact => Shape is null && Unequal == 0;

    /// <summary>What is wrong, in one line.</summary>
    public string Describe() =>
        Shape ?? (Outside == 0 ? "accepted"
            : $"{Outside} of {Elements} elements, first {First}{(Worst == First ? "" : $", worst {Worst}")}");
}
