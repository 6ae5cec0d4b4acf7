namespace OnnxPool.Reference;

/// <summary>The gradient of a pooling operator with respect to X, for G = dL/dY; every list but the shape is row-major over that shape.</summary>
/// <param name="Shape">The shape of X.</param>
/// <param name="Dx">
/// dL/dX: for each element of X the exact sum of what the windows over it give, rounded once, to the nearest double, ties to even; ±infinity past
/// the range of double. A sum of 0, and an element that no window gives anything to, are +0. Terms that are NaN or infinite are added by IEEE rules.
/// </param>
/// <param name="Residuals">(exact sum − Dx) in double ULPs of the exact sum, between −½ and ½; 0 where Dx is not finite.</param>
/// <param name="Magnitudes">Σ|term|, rounded once: the scale of rounding errors where terms cancel.</param>
/// <param name="Terms">The number of terms added.</param>
public sealed record GradientResult(long[] Shape, double[] Dx, double[] Residuals, double[] Magnitudes, long[] Terms)
{
    /// <summary>The distance of a computed value from the exact sum, in ULPs that the format has at the exact sum.</summary>
    /// <param name="element">The row-major position in X.</param>
    /// <param name="candidate">The computed value, which may be of any format no wider than double.</param>
    /// <param name="format">The format whose ULP is the measure.</param>
    /// <returns>
    /// The distance; 0 for NaN against NaN, for equal infinities, and for an infinity that the format rounds the exact sum to;
    /// otherwise positive infinity where only one of the two is finite or only one is NaN. The sign of a zero makes no distance.
    /// </returns>
    public double ErrorInUlps(long element, double candidate, FloatFormat format) =>
        OverflowsTo(candidate, element, format) ? 0 : Rounded(element).ErrorInUlps(candidate, format);

    /// <summary>The same distance, in ULPs that the format has at Σ|term|: the measure where terms cancel.</summary>
    /// <param name="element">The row-major position in X.</param>
    /// <param name="candidate">The computed value, which may be of any format no wider than double.</param>
    /// <param name="format">The format whose ULP is the measure.</param>
    /// <returns>As <see cref="ErrorInUlps"/>; a Σ|term| past the range of double counts as 2^1024.</returns>
    public double ErrorInUlpsOfMagnitude(long element, double candidate, FloatFormat format) =>
        OverflowsTo(candidate, element, format) ? 0 : Rounded(element).ErrorInUlpsOf(Magnitudes[element], candidate, format);

    bool OverflowsTo(double candidate, long element, FloatFormat format) =>
        double.IsInfinity(candidate) && format.Overflow(Dx[element]).Equals(candidate);

    Quotient Rounded(long element) => new(Dx[element], Residuals[element]);
}
