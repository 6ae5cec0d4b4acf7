namespace OnnxPool.Layers;

/// <summary>The same elements as a matrix, by ONNX Flatten (<see cref="OnnxPool.Flatten"/>); its gradient is dY under the shape of X.</summary>
/// <remarks>
/// <para>X is of any shape that has the axis, of any element type; <see cref="Layer.Backward"/> is for float, double, float16 and bfloat16.
/// Nothing is copied: Y shares its elements with X, and dX with dY.</para>
/// <para>Held after <see cref="Layer.Forward"/>: the shape of X.</para>
/// </remarks>
/// <param name="axis">The first axis of the inner dimension, −r to r for rank r: 1 makes (N, C * H * W) of a batch of images.</param>
public sealed class Flatten(int axis = 1) : Layer
{
    /// <inheritdoc/>
    public override string ToString() => axis == 1 ? "Flatten()" : $"Flatten(axis={axis})";

    /// <inheritdoc/>
    protected override (Tensor Y, Func<Tensor, Tensor> Gradient) Compute(Tensor x)
    {
        long[] shape = x.Shape.ToArray();
        return (x.Reshape(OnnxPool.Flatten.OutputShape(shape, axis)), dY => dY.Reshape(shape));
    }
}
