namespace OnnxPool.Reference;

/// <summary>What LpPool and GlobalLpPool give for each window; every list but the shape is row-major over that shape.</summary>
public sealed class LpResult
{
    readonly Norm[] _norms;

    internal LpResult(long[] shape)
    {
        Shape = shape;
        _norms = new Norm[Shapes.Count(shape)];
        Y = new double[_norms.Length];
        Taps = new long[_norms.Length];
    }

    /// <summary>(N, C, O1 … On), or (N, C, 1 … 1) for GlobalLpPool.</summary>
    public long[] Shape { get; }

    /// <summary>
    /// The norms, each rounded once, to the nearest double, ties to even; positive infinity past the range of double, 0 for a window with no real element.
    /// For a p that is not a whole number up to 64, a norm within 2^−120 ULP of halfway between two doubles may be either of them.
    /// </summary>
    public double[] Y { get; }

    /// <summary>The number of real elements under each window.</summary>
    public long[] Taps { get; }

    /// <summary>The distance of a computed value from the exact norm, in ULPs that the format has at the exact norm.</summary>
    /// <param name="output">The row-major position in Y.</param>
    /// <param name="candidate">The computed value, which may be of any format no wider than double.</param>
    /// <param name="format">The format whose ULP is the measure.</param>
    /// <returns>
    /// The distance, off by less than 2^−50 of itself and 2^−50 ULP of a double. Where the exact norm is finite, a candidate of positive infinity counts as
    /// the power of two right past the range of the format, and as 0 ULPs away if the norm is there or beyond. 0 for NaN against NaN, and for
    /// positive infinity where a term is infinite; positive infinity for any other candidate there, and where only one of the two is NaN.
    /// The sign of a zero makes no distance.
    /// </returns>
    public double ErrorInUlps(long output, double candidate, FloatFormat format) => _norms[output].ErrorInUlps(candidate, format);

    internal void Set(long output, Norm norm, long taps)
    {
        _norms[output] = norm;
        Y[output] = norm.Value;
        Taps[output] = taps;
    }
}
