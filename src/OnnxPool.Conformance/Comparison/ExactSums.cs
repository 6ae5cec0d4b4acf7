using OnnxPool.Reference;

namespace OnnxPool.Conformance;

/// <summary>What the oracle knows of outputs that are sums: averages and gradients.</summary>
/// <param name="Shape">Shape of the output.</param>
/// <param name="Values">The exact sums, each rounded once to double.</param>
/// <param name="Magnitudes">The sums of the absolute terms: the scale of rounding errors where terms cancel.</param>
/// <param name="Terms">How many terms each has.</param>
/// <param name="ErrorInUlps">The distance of a value at a place from the exact sum, in ULPs of a format there.</param>
/// <param name="ErrorInUlpsOfMagnitude">The same in ULPs at the magnitude.</param>
sealed record ExactSums(
    long[] Shape, double[] Values, double[] Magnitudes, long[] Terms,
    Func<long, double, FloatFormat, double> ErrorInUlps, Func<long, double, FloatFormat, double> ErrorInUlpsOfMagnitude)
{
    public static ExactSums Of(AverageResult average) =>
        new(average.Shape, average.Y, average.Magnitudes, average.Taps, average.ErrorInUlps, average.ErrorInUlpsOfMagnitude);

    public static ExactSums Of(GradientResult gradient) =>
        new(gradient.Shape, gradient.Dx, gradient.Magnitudes, gradient.Terms, gradient.ErrorInUlps, gradient.ErrorInUlpsOfMagnitude);
}
