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
