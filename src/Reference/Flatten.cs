namespace OnnxPool.Reference;

/// <summary>ONNX Flatten, versions 1 to 25.</summary>
/// <remarks>Flatten keeps the order of the elements, so that the shape is all there is to compute.</remarks>
public static class Flatten
{
    /// <summary>The shape of the output: (d0 · … · d(axis−1), d(axis) · … · d(r−1)), a product of nothing being 1.</summary>
    /// <param name="shape">The shape of the input, of any rank r from 0.</param>
    /// <param name="axis">From 0 to r; since version 11 also from −r, counted from the back.</param>
    /// <param name="opset">The opset version of the model, from 1.</param>
    /// <exception cref="ArgumentException">A negative length, an axis out of range, or an opset below 1.</exception>
    /// <exception cref="OverflowException">A product does not fit in 64 bits.</exception>
    public static long[] OutputShape(long[] shape, long axis, long opset)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shapes.RequireLengths(shape);
        if (opset < 1)
            throw new ArgumentException($"The opset is {opset}; at least 1 is allowed.");

        long rank = shape.Length;
        long lowest = opset >= 11 ? -rank : 0;
        if (axis < lowest || axis > rank)
            throw new ArgumentException($"axis is {axis}; {lowest} to {rank} are allowed for the shape {Shapes.Text(shape)} at opset {opset}.");

        int split = (int)(axis < 0 ? axis + rank : axis);
        return [Shapes.Count(shape.Take(split)), Shapes.Count(shape.Skip(split))];
    }

    /// <summary>The shape of the gradient with respect to the input X, which has the elements of dY in their order: that of X.</summary>
    /// <param name="dYShape">The shape of dL/dY, which must be that of the output.</param>
    /// <param name="xShape">The shape of X, of any rank r from 0.</param>
    /// <param name="axis">From 0 to r; since version 11 also from −r, counted from the back.</param>
    /// <param name="opset">The opset version of the model, from 1.</param>
    /// <exception cref="ArgumentException">As <see cref="OutputShape"/>; a dY of another shape than the output.</exception>
    /// <exception cref="OverflowException">A product does not fit in 64 bits.</exception>
    public static long[] BackwardShape(long[] dYShape, long[] xShape, long axis, long opset)
    {
        ArgumentNullException.ThrowIfNull(dYShape);
        long[] outputShape = OutputShape(xShape, axis, opset);
        if (!dYShape.SequenceEqual(outputShape))
            throw new ArgumentException($"The shape of dY is {Shapes.Text(dYShape)}; only that of the output is allowed: {Shapes.Text(outputShape)}.");
        return [.. xShape];
    }
}
