namespace OnnxPool.Reference;

/// <summary>The attributes of a windowed ONNX operator, as the node writes them; null is an absent attribute.</summary>
/// <remarks>
/// Names and defaults are those of ONNX MaxPool-22, AveragePool-22 and LpPool-22; the p of LpPool is an argument of its own, because its type changed. Nothing is checked here: <see cref="WindowGrid.Resolve"/> does that,
/// because most rules need the rank of the input.
/// </remarks>
public sealed record WindowAttributes
{
    /// <summary>kernel_shape: one length per spatial axis, each at least 1.</summary>
    public required long[] KernelShape { get; init; }

    /// <summary>strides: one step per spatial axis, each at least 1; absent means 1 everywhere.</summary>
    public long[]? Strides { get; init; }

    /// <summary>dilations: distance between neighbouring taps, one per spatial axis, each at least 1; absent means 1 everywhere.</summary>
    public long[]? Dilations { get; init; }

    /// <summary>pads: x1_begin … xn_begin, x1_end … xn_end, each at least 0; absent means 0 everywhere.</summary>
    public long[]? Pads { get; init; }

    /// <summary>auto_pad: NOTSET, VALID, SAME_UPPER or SAME_LOWER.</summary>
    public string AutoPad { get; init; } = "NOTSET";

    /// <summary>ceil_mode: whether the output size is rounded up instead of down.</summary>
    public bool CeilMode { get; init; }

    /// <summary>count_include_pad: whether explicit padding counts in the divisor. AveragePool only.</summary>
    public bool CountIncludePad { get; init; }

    /// <summary>storage_order: 0 for row-major Indices, 1 for column-major ones. MaxPool only.</summary>
    public long StorageOrder { get; init; }
}
