namespace OnnxPool.Reference;

/// <summary>What an operator of a network gives, in double.</summary>
/// <param name="Shape">The shape of Y.</param>
/// <param name="Y">The elements, row-major.</param>
public sealed record DenseResult(long[] Shape, double[] Y);
