namespace OnnxPool;

/// <summary>MaxPool's Indices: flat positions in the whole of X.</summary>
static class MaxIndices
{
    /// <summary>Turns row-major positions in X, which are the indices of storage_order 0, into those of a storage order, in place; −1 stays.</summary>
    /// <remarks>
    /// ONNX MaxPool-8: (n * C + c) * D1 * … * Dn plus the position in the plane, which storage_order 1 counts with D1 running fastest.
    /// </remarks>
    public static void FromPositions(PoolGeometry geometry, long storageOrder, Span<long> positions)
    {
        if (storageOrder == 0) return;
        ReadOnlySpan<long> dims = geometry.InputShape[2..];
        foreach (ref long position in positions)
        {
            if (position < 0) continue;
            (long plane, long inside) = Math.DivRem(position, geometry.InputPlane);
            position = (plane * geometry.InputPlane) + ColumnMajor(inside, dims);
        }
    }

    /// <summary>The positions in the input plane of each output, row-major, of given indices; −1 stays.</summary>
    /// <exception cref="InvalidPoolingException">An index outside of the input plane that belongs to its output.</exception>
    public static void ToPlanePositions(PoolGeometry geometry, long storageOrder, ReadOnlySpan<long> indices, Span<long> positions)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            long planeStart = i / geometry.OutputPlane * geometry.InputPlane;
            long position = indices[i] - planeStart;
            if (indices[i] == -1) position = -1;
            else if (position < 0 || position >= geometry.InputPlane)
                Throw.Invalid($"Indices[{i}]", $"{indices[i]}", Allowed(planeStart, geometry.InputPlane));
            else if (storageOrder == 1) position = RowMajor(position, geometry.InputShape[2..]);
            positions[i] = position;
        }
    }

    static string Allowed(long planeStart, long plane) =>
        plane == 0 ? "-1: the input plane is empty" : $"-1, or {planeStart} to {planeStart + plane - 1}, the positions of its plane";

    static long RowMajor(long columnMajor, ReadOnlySpan<long> dims)
    {
        long position = 0;
        foreach (long dim in dims)
        {
            position = (position * dim) + (columnMajor % dim);
            columnMajor /= dim;
        }
        return position;
    }

    static long ColumnMajor(long rowMajor, ReadOnlySpan<long> dims)
    {
        long position = 0;
        for (int axis = dims.Length - 1; axis >= 0; axis--)
        {
            // Horner from the last axis, the slowest one in column-major order; the axes before it shrink the row-major rest.
            long below = 1;
            for (int i = axis + 1; i < dims.Length; i++) below *= dims[i];
            position = (position * dims[axis]) + (rowMajor / below % dims[axis]);
        }
        return position;
    }
}
