namespace OnnxPool.Reference;

/// <summary>The gradient of MaxUnpool with respect to X; every list but the shape is row-major over that shape.</summary>
/// <param name="Shape">The shape of X and of I.</param>
/// <param name="Dx">dL/dX: for each element of X the element of dY that its index names.</param>
/// <param name="Sources">The position of that element in dY, so that dX has its very bits.</param>
public sealed record MaxUnpoolGradientResult(long[] Shape, double[] Dx, long[] Sources);
