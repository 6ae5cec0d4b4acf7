namespace OnnxPool.Reference;

/// <summary>ONNX BatchNormalization in training mode, in double.</summary>
/// <remarks>Mean and population variance of each channel are those of the batch: y = scale·(x − mean)/√(variance + epsilon) + bias.</remarks>
public static class BatchNormalization
{
    /// <summary>Normalizes X.</summary>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">(N, C, D1 … Dn), n at least 0; at least one element for each channel.</param>
    /// <param name="scale">C numbers.</param>
    /// <param name="bias">C numbers.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <returns>Y, and mean and variance of each channel.</returns>
    /// <exception cref="ArgumentException">Data of the wrong length.</exception>
    public static (double[] Y, double[] Mean, double[] Variance) Forward(double[] x, long[] shape, double[] scale, double[] bias, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(bias);
        Shapes.RequireRank(shape, 2, "(N, C, D1 … Dn) with n at least 0");
        Shapes.RequireData(x, shape);
        (long channels, long plane) = (shape[1], Shapes.Count(shape.Skip(2)));
        Shapes.RequireData(scale, [channels], "scale");
        Shapes.RequireData(bias, [channels], "bias");
        var y = new double[x.Length];
        var means = new double[channels];
        var variances = new double[channels];
        for (long c = 0; c < channels; c++)
        {
            long[] positions = [.. Range(shape[0]).SelectMany(n => Range(plane).Select(p => (((n * channels) + c) * plane) + p))];
            means[c] = positions.Average(p => x[p]);
            variances[c] = positions.Average(p => (x[p] - means[c]) * (x[p] - means[c]));
            foreach (long p in positions) y[p] = (scale[c] * (x[p] - means[c]) / Math.Sqrt(variances[c] + epsilon)) + bias[c];
        }
        return (y, means, variances);
    }

    static IEnumerable<long> Range(long count) => Enumerable.Range(0, checked((int)count)).Select(i => (long)i);
}
