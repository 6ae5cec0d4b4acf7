namespace OnnxPool.Reference;

/// <summary>What MaxPool gives for each window; every list but the shape is row-major over that shape.</summary>
/// <param name="Shape">(N, C, O1 … On).</param>
/// <param name="Y">The maxima; negative infinity for a window with no real element.</param>
/// <param name="Indices">The ONNX output of that name: positions in the whole of X as storage_order flattens it; −1 for a window with no real element.</param>
/// <param name="Winners">The same positions, row-major whatever the storage_order, so that X[Winners] has the very bits of Y; −1 for a window with no real element.</param>
public sealed record MaxPoolResult(long[] Shape, double[] Y, long[] Indices, long[] Winners);
