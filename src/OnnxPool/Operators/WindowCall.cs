using System.Runtime.InteropServices;

namespace OnnxPool;

/// <summary>Checks that operators with windows share: buffers against the geometry, and attributes that another operator owns.</summary>
static class WindowCall
{
    /// <summary>Checks an element type against the newest version of the operator.</summary>
    /// <exception cref="InvalidPoolingException">ONNX does not allow it there.</exception>
    public static void RequireType<T>(PoolOperator owner) where T : unmanaged => owner.Versions[^1].Require(ElementTypes.Of<T>());

    /// <exception cref="InvalidPoolingException">A buffer whose length is not the shape's.</exception>
    public static void RequireLength(string name, int length, long expected, ReadOnlySpan<long> shape)
    {
        if (length != expected)
            Throw.Invalid($"length of {name}", $"{length}", $"{expected} for shape {Shapes.Format(shape)}");
    }

    /// <exception cref="InvalidPoolingException">An output that shares memory with another buffer of the call, which would change while it is read or written.</exception>
    public static void RequireApart<TOut, TOther>(string output, Span<TOut> written, string other, ReadOnlySpan<TOther> buffer)
        where TOut : unmanaged
        where TOther : unmanaged
    {
        if (MemoryMarshal.AsBytes(written).Overlaps(MemoryMarshal.AsBytes(buffer)))
            Throw.Invalid($"memory of {output}", $"some that {other} has too", "memory of its own");
    }

    /// <summary>Checks that a geometry is one of windows.</summary>
    /// <exception cref="InvalidPoolingException">It is one of whole planes.</exception>
    public static void RequireWindows(PoolGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (geometry.IsGlobal) Throw.Invalid("geometry", "whole planes", "windows, from PoolGeometry.Resolve");
    }

    /// <summary>Checks that a geometry is one of whole planes.</summary>
    /// <exception cref="InvalidPoolingException">It is one of windows.</exception>
    public static void RequireGlobal(PoolGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (!geometry.IsGlobal) Throw.Invalid("geometry", "windows", "whole planes, from PoolGeometry.Global");
    }

    /// <summary>Checks attributes without the sizes of an input; for a rank not known, against the length of kernel_shape.</summary>
    public static void Check(PoolAttributes attributes, int? rank)
    {
        if (rank < 3) Throw.Invalid("input rank", $"{rank}", "at least 3: (N, C, D1, ..., Dn)");
        PoolGeometry.Check(attributes, rank - 2 ?? Math.Max(1, attributes.KernelShape?.Length ?? 1));
    }

    /// <exception cref="InvalidPoolingException">A value other than 0 for an attribute that the operator lacks.</exception>
    public static void RequireAbsent(string attribute, long value, string owner)
    {
        if (value != 0) Throw.Invalid(attribute, $"{value}", $"0: {owner} does not have it");
    }
}
