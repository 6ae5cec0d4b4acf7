namespace OnnxPool.Reference;

/// <summary>What AveragePool and GlobalAveragePool give for each window; every list but the shape is row-major over that shape.</summary>
/// <param name="Shape">(N, C, O1 … On), or (N, C, 1 … 1) for GlobalAveragePool.</param>
/// <param name="Y">The exact quotients, each rounded once, to the nearest double; 0 for a window with no real element.</param>
/// <param name="Residuals">(exact quotient − Y) in double ULPs of the exact quotient, between −½ and ½; 0 where Y is not finite.</param>
/// <param name="Magnitudes">Σ|x| / divisor of the real elements x, rounded once: the scale of rounding errors where terms cancel.</param>
/// <param name="Divisors">What the sum of each window is divided by.</param>
/// <param name="Taps">The number of real elements under each window.</param>
public sealed record AverageResult(long[] Shape, double[] Y, double[] Residuals, double[] Magnitudes, long[] Divisors, long[] Taps)
{
    internal static AverageResult OfShape(long[] shape)
    {
        long outputs = Shapes.Count(shape);
        return new AverageResult(shape, new double[outputs], new double[outputs], new double[outputs], new long[outputs], new long[outputs]);
    }

    /// <summary>Fills in one window from its terms, and leaves the accumulator empty for the next.</summary>
    internal void Set(long output, Mean.Accumulator accumulator, long divisor)
    {
        Taps[output] = accumulator.Terms;
        Divisors[output] = divisor;
        (Y[output], Residuals[output], Magnitudes[output]) = accumulator.Divide(divisor);
    }

    /// <summary>The distance of a computed value from the exact quotient, in ULPs that the format has at the exact quotient.</summary>
    /// <param name="output">The row-major position in Y.</param>
    /// <param name="candidate">The computed value, which may be of any format no wider than double.</param>
    /// <param name="format">The format whose ULP is the measure.</param>
    /// <returns>
    /// The distance; 0 for NaN against NaN and for equal infinities, positive infinity where only one of the two is finite or only one is NaN.
    /// The sign of a zero makes no distance.
    /// </returns>
    public double ErrorInUlps(long output, double candidate, FloatFormat format) => Rounded(output).ErrorInUlps(candidate, format);

    /// <summary>The same distance, in ULPs that the format has at Σ|x| / divisor: the measure where terms cancel.</summary>
    /// <param name="output">The row-major position in Y.</param>
    /// <param name="candidate">The computed value, which may be of any format no wider than double.</param>
    /// <param name="format">The format whose ULP is the measure.</param>
    /// <returns>As <see cref="ErrorInUlps"/>.</returns>
    public double ErrorInUlpsOfMagnitude(long output, double candidate, FloatFormat format) =>
        Rounded(output).ErrorInUlpsOf(Magnitudes[output], candidate, format);

    Quotient Rounded(long output) => new(Y[output], Residuals[output]);
}
