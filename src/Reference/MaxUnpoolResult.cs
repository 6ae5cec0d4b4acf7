namespace OnnxPool.Reference;

/// <summary>What MaxUnpool gives; every list but the shape is row-major over that shape.</summary>
/// <param name="Shape">(N, C, O1 … On), or output_shape if that is given.</param>
/// <param name="Y">The elements of X at their places, and 0 everywhere else.</param>
/// <param name="Sources">For each element of Y the position in X that it was last written from, so that it has the very bits of X there; −1 if it never was.</param>
public sealed record MaxUnpoolResult(long[] Shape, double[] Y, long[] Sources);
