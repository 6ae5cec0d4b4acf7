namespace OnnxPool.Reference;

/// <summary>Shapes of tensors as lists of 64-bit lengths.</summary>
static class Shapes
{
    /// <summary>The number of elements; 1 for no axis at all, and 0 as soon as one length is 0, however long the others are.</summary>
    /// <exception cref="OverflowException">The number does not fit in 64 bits.</exception>
    public static long Count(IEnumerable<long> lengths) =>
        lengths.Contains(0) ? 0 : lengths.Aggregate(1L, (count, length) => count * length);

    /// <exception cref="ArgumentException">A length is negative.</exception>
    public static void RequireLengths(long[] shape)
    {
        if (shape.Any(length => length < 0))
            throw new ArgumentException($"The shape is {Text(shape)}; every length must be at least 0.");
    }

    /// <exception cref="ArgumentException">The rank is too low.</exception>
    public static void RequireRank(long[] shape, int minimum, string layout)
    {
        if (shape.Length < minimum)
            throw new ArgumentException($"The shape {Text(shape)} has rank {shape.Length}; at least {minimum} is allowed: {layout}.");
    }

    /// <exception cref="ArgumentException">The data is not as long as its shape says.</exception>
    public static void RequireData(Array data, IReadOnlyList<long> shape, string name = "X")
    {
        if (data.LongLength != Count(shape))
            throw new ArgumentException($"{name} holds {data.LongLength} values; its shape {Text(shape)} allows exactly {Count(shape)}.");
    }

    /// <summary>The row-major positions of one plane n·C + c of (N, C, D1 … Dn).</summary>
    public static long[] Plane(long[] shape, long plane)
    {
        long size = Count(shape.Skip(2));
        var positions = new long[size];
        for (long i = 0; i < size; i++)
            positions[i] = (plane * size) + i;
        return positions;
    }

    /// <summary>What a global pooling operator makes of (N, C, D1 … Dn), n at least 0: (N, C, 1 … 1), of the same rank.</summary>
    /// <exception cref="ArgumentException">A rank below 2, or a negative length.</exception>
    public static long[] OfGlobalPool(long[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        RequireLengths(shape);
        RequireRank(shape, 2, "(N, C, D1 … Dn) with n at least 0");
        return [shape[0], shape[1], .. Enumerable.Repeat(1L, shape.Length - 2)];
    }

    public static string Text(IEnumerable<long> shape) => $"({string.Join(", ", shape)})";
}
