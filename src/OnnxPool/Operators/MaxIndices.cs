using System.Numerics;
using System.Runtime.InteropServices;

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

    /// <summary>Checks indices before they are used.</summary>
    /// <exception cref="InvalidPoolingException">An index outside of the input plane that belongs to its output; of several the first is named.</exception>
    public static void RequireInPlanes(PoolGeometry geometry, ReadOnlySpan<long> indices)
    {
        if (indices.IsEmpty) return;
        var check = new PlaneCheck { Geometry = geometry };
        // Read only: spans of what is written have no read-only form there.
        Span<long> positions = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(indices), indices.Length);
        Spread.Run<byte, PlaneCheck>([], [], [], positions, (int)geometry.Planes, indices.Length, check);
    }

    struct PlaneCheck : ISpreadCall<byte>
    {
        public PoolGeometry Geometry;

        public readonly void Run(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> target, Span<long> positions, int from, int to)
        {
            int outputs = (int)Geometry.OutputPlane;
            for (int plane = from; plane < to; plane++)
            {
                long start = plane * Geometry.InputPlane;
                if (!AllInside(positions.Slice(plane * outputs, outputs), start, start + Geometry.InputPlane)) Refuse(Geometry, positions);
            }
        }
    }

    static bool AllInside(ReadOnlySpan<long> indices, long start, long end)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<long> outside = default, first = new(start), last = new(end - 1), none = new(-1);
            for (; i <= indices.Length - Vector<long>.Count; i += Vector<long>.Count)
            {
                var index = new Vector<long>(indices[i..]);
                outside |= Vector.AndNot(Vector.LessThan(index, first), Vector.Equals(index, none)) | Vector.GreaterThan(index, last);
            }
            if (outside != default) return false;
        }
        for (; i < indices.Length; i++)
            if (indices[i] != -1 && (indices[i] < start || indices[i] >= end)) return false;
        return true;
    }

    // Whichever thread found one: from the beginning, so that the message does not depend on threads.
    static void Refuse(PoolGeometry geometry, ReadOnlySpan<long> indices)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            long start = i / geometry.OutputPlane * geometry.InputPlane;
            if (indices[i] != -1 && (indices[i] < start || indices[i] >= start + geometry.InputPlane))
                Throw.Invalid($"Indices[{i}]", $"{indices[i]}", Allowed(start, geometry.InputPlane));
        }
    }

    static string Allowed(long planeStart, long plane) =>
        plane == 0 ? "-1: the input plane is empty" : $"-1, or {planeStart} to {planeStart + plane - 1}, the positions of its plane";

    /// <summary>The row-major position of a column-major one.</summary>
    public static long RowMajor(long columnMajor, ReadOnlySpan<long> dims)
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
