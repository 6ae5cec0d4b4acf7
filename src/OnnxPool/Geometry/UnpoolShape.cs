namespace OnnxPool;

/// <summary>The output shape of MaxUnpool.</summary>
static class UnpoolShape
{
    /// <summary>The shape that a pooling with these attributes may have come from.</summary>
    /// <remarks>ONNX MaxUnpool-22: (input - 1) * stride + kernel - pads along each spatial axis.</remarks>
    /// <exception cref="InvalidPoolingException">A value or length that ONNX does not allow, or a size that is negative or past 64 bits.</exception>
    public static long[] Infer(ReadOnlySpan<long> shape, PoolAttributes attributes)
    {
        if (shape.Length < 3)
            Throw.Invalid("input rank", $"{shape.Length} (shape {Shapes.Format(shape)})", "at least 3: (N, C, D1, ..., Dn)");
        int rank = shape.Length - 2;
        (long[] kernel, long[] strides, _, long[] pads) = PoolGeometry.Check(attributes, rank);
        long[] output = shape.ToArray();
        for (int i = 0; i < rank; i++)
        {
            try
            {
                output[i + 2] = checked(((shape[i + 2] - 1) * strides[i]) + kernel[i] - pads[i] - pads[i + rank]);
            }
            catch (OverflowException)
            {
                Throw.Invalid($"spatial axis {i}", $"input {shape[i + 2]}, kernel_shape {kernel[i]}, strides {strides[i]}", "sizes below 2^63");
            }
            if (output[i + 2] < 0)
                Throw.Invalid($"output size of spatial axis {i}", $"{output[i + 2]}", "0 or more");
        }
        return output;
    }

    /// <summary>Checks a shape that the model gives in place of the inferred one.</summary>
    /// <exception cref="InvalidPoolingException">Another rank, N or C, or too few elements.</exception>
    public static void RequireFit(ReadOnlySpan<long> given, ReadOnlySpan<long> inferred)
    {
        if (given.Length != inferred.Length || !given[..2].SequenceEqual(inferred[..2]))
            Throw.Invalid("output_shape", Shapes.Format(given), $"{inferred.Length} dimensions that begin with {inferred[0]} and {inferred[1]}");
        if (Shapes.ElementCount(given, "output_shape") < Shapes.ElementCount(inferred))
            Throw.Invalid("output_shape", Shapes.Format(given), $"at least as many elements as {Shapes.Format(inferred)}");
    }
}
