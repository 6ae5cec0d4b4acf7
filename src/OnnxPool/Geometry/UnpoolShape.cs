namespace OnnxPool;

/// <summary>The output shape of MaxUnpool.</summary>
static class UnpoolShape
{
    /// <exception cref="InvalidPoolingException">Its indices are positions of NCHW data.</exception>
    public static void RequireLayout(PoolLayout layout)
    {
        if (layout != PoolLayout.Nchw) Throw.Invalid("layout", layout.Name(), $"{PoolLayout.Nchw.Name()}: MaxUnpool has no other");
    }

    /// <summary>The shape that a pooling with these attributes may have come from; large pads can make a size negative.</summary>
    /// <remarks>ONNX MaxUnpool-22: (input - 1) * stride + kernel - pads along each spatial axis.</remarks>
    /// <exception cref="InvalidPoolingException">A value or length that ONNX does not allow, or a size past 64 bits.</exception>
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
        }
        return output;
    }

    /// <summary>Checks an inferred shape that is to be the output's.</summary>
    /// <exception cref="InvalidPoolingException">A size that is negative.</exception>
    public static long[] RequireSizes(long[] inferred)
    {
        for (int i = 2; i < inferred.Length; i++)
            if (inferred[i] < 0) Throw.Invalid($"output size of spatial axis {i - 2}", $"{inferred[i]}", "0 or more");
        return inferred;
    }

    /// <summary>Checks a shape that the model gives in place of the inferred one.</summary>
    /// <exception cref="InvalidPoolingException">Another rank, N or C, or too few elements.</exception>
    public static void RequireFit(ReadOnlySpan<long> given, ReadOnlySpan<long> inferred, string subject = "output_shape")
    {
        if (given.Length != inferred.Length || !given[..2].SequenceEqual(inferred[..2]))
            Throw.Invalid(subject, Shapes.Format(given), $"{inferred.Length} dimensions that begin with {inferred[0]} and {inferred[1]}");
        // pads do not count beside output_shape, so that a size which they make negative asks for nothing.
        long[] least = [.. inferred.ToArray().Select(size => Math.Max(0, size))];
        if (Shapes.ElementCount(given, subject) < Shapes.ElementCount(least))
            Throw.Invalid(subject, Shapes.Format(given), $"at least as many elements as {Shapes.Format(least)}");
    }
}
