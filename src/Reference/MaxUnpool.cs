namespace OnnxPool.Reference;

/// <summary>ONNX MaxUnpool, versions 9, 11 and 22.</summary>
/// <remarks>
/// Y is 0, but Y.flat[I.flat[q]] = X.flat[q] for q = 0, 1, …: a later q overwrites an earlier one, and an index may lie in any plane.
/// Indices are row-major positions in the whole of Y, whose size along each spatial axis is (input − 1) · stride + kernel − pad_begin − pad_end.
/// The input output_shape takes the place of that size, and the indices are then positions in output_shape.
/// </remarks>
public static class MaxUnpool
{
    /// <summary>The shape of Y.</summary>
    /// <param name="shape">The shape of X and of I: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <param name="outputShape">The elements of the input output_shape; null if it is absent.</param>
    /// <exception cref="ArgumentException">
    /// A rank below 3, a negative length, an attribute list of the wrong length, a kernel or stride below 1, a negative pad, or a negative output size.
    /// An output_shape of another rank, with another N or C, or with fewer elements than Y has without it; an output size that would be
    /// negative without it counts as 0.
    /// </exception>
    /// <exception cref="OverflowException">A size does not fit in 64 bits.</exception>
    public static long[] OutputShape(long[] shape, UnpoolAttributes attributes, long[]? outputShape = null)
    {
        long[] inferred = Infer(shape, attributes);
        if (outputShape is not null)
        {
            RequireRoom(outputShape, "output_shape", inferred);
            return [.. outputShape];
        }

        if (inferred.Any(length => length < 0))
            throw new ArgumentException($"The output shape is {Shapes.Text(inferred)} for the input {Shapes.Text(shape)}; every length must be at least 0.");
        return inferred;
    }

    /// <summary>Puts the elements of X where I says.</summary>
    /// <param name="x">The elements of X, row-major.</param>
    /// <param name="shape">The shape of X: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="indices">The elements of I, row-major.</param>
    /// <param name="indicesShape">The shape of I, which must be that of X.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <param name="outputShape">The elements of the input output_shape; null if it is absent.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="OutputShape"/>; an I of another shape than X; data that is not as long as its shape says; an index outside Y.
    /// </exception>
    public static MaxUnpoolResult Forward(
        double[] x, long[] shape, long[] indices, long[] indicesShape, UnpoolAttributes attributes, long[]? outputShape = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(indicesShape);
        long[] result = OutputShape(shape, attributes, outputShape);
        if (!indicesShape.SequenceEqual(shape))
            throw new ArgumentException($"The shape of I is {Shapes.Text(indicesShape)}; only that of X is allowed: {Shapes.Text(shape)}.");
        Shapes.RequireData(x, shape);
        RequireIndices(indices, shape, result);

        var y = new double[Shapes.Count(result)];
        var sources = new long[y.LongLength];
        Array.Fill(sources, -1);
        for (long q = 0; q < indices.LongLength; q++)
        {
            y[indices[q]] = x[q];
            sources[indices[q]] = q;
        }

        return new MaxUnpoolResult(result, y, sources);
    }

    /// <summary>The gradient with respect to X: dX.flat[q] = dY.flat[I.flat[q]].</summary>
    /// <remarks>Elements that share an index all receive its gradient, also those that a later one overwrote on the way forward.</remarks>
    /// <param name="dY">dL/dY, row-major.</param>
    /// <param name="dYShape">The shape of Y, inferred or given as output_shape.</param>
    /// <param name="indices">The elements of I, row-major.</param>
    /// <param name="shape">The shape of X and of I: (N, C, D1 … Dn), n at least 1.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="OutputShape"/> with the shape of dY as output_shape; data that is not as long as its shape says; an index outside dY.
    /// </exception>
    public static MaxUnpoolGradientResult Backward(double[] dY, long[] dYShape, long[] indices, long[] shape, UnpoolAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(dY);
        ArgumentNullException.ThrowIfNull(dYShape);
        ArgumentNullException.ThrowIfNull(indices);
        RequireRoom(dYShape, "The shape of dY", Infer(shape, attributes));
        Shapes.RequireData(dY, dYShape, "dY");
        RequireIndices(indices, shape, dYShape);
        return new MaxUnpoolGradientResult([.. shape], [.. indices.Select(index => dY[index])], [.. indices]);
    }

    static void RequireIndices(long[] indices, long[] shape, long[] outputShape)
    {
        Shapes.RequireData(indices, shape, "I");
        long elements = Shapes.Count(outputShape);
        for (long q = 0; q < indices.LongLength; q++)
        {
            if (indices[q] < 0 || indices[q] >= elements)
                throw new ArgumentException($"I holds {indices[q]} at position {q}; 0 to {elements - 1} are allowed for the output shape {Shapes.Text(outputShape)}.");
        }
    }

    /// <summary>The shape of Y without output_shape; its lengths may be negative.</summary>
    static long[] Infer(long[] shape, UnpoolAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(attributes.KernelShape);
        Shapes.RequireLengths(shape);
        Shapes.RequireRank(shape, 3, "(N, C, D1 … Dn) with n at least 1");

        int n = shape.Length - 2;
        long[] kernel = AttributeList.Read("kernel_shape", attributes.KernelShape, n, minimum: 1, absent: 1);
        long[] strides = AttributeList.Read("strides", attributes.Strides, n, minimum: 1, absent: 1);
        long[] pads = AttributeList.Read("pads", attributes.Pads, 2 * n, minimum: 0, absent: 0);

        long[] inferred = [.. shape];
        for (int i = 0; i < n; i++)
            inferred[2 + i] = ((shape[2 + i] - 1) * strides[i]) + kernel[i] - pads[i] - pads[n + i];
        return inferred;
    }

    static void RequireRoom(long[] outputShape, string name, long[] inferred)
    {
        long[] least = [.. inferred.Select(length => Math.Max(0, length))];
        string text = $"{name} is {Shapes.Text(outputShape)}";
        if (outputShape.Length != inferred.Length)
            throw new ArgumentException($"{text}, of rank {outputShape.Length}; only the rank of X is allowed: {inferred.Length}.");
        if (outputShape.Any(length => length < 0))
            throw new ArgumentException($"{text}; every length must be at least 0.");
        if (outputShape[0] != inferred[0] || outputShape[1] != inferred[1])
            throw new ArgumentException($"{text}; only the N and C of X are allowed: {inferred[0]} and {inferred[1]}.");
        if (Shapes.Count(outputShape) < Shapes.Count(least))
            throw new ArgumentException($"{text}, with {Shapes.Count(outputShape)} elements; at least {Shapes.Count(least)} are allowed: those of {Shapes.Text(least)}.");
    }
}
