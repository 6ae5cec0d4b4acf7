namespace OnnxPool.Reference;

/// <summary>The attributes of ONNX MaxUnpool, as the node writes them; null is an absent attribute.</summary>
/// <remarks>Nothing is checked here: <see cref="MaxUnpool"/> does that, because the rules need the rank of the input.</remarks>
public sealed record UnpoolAttributes
{
    /// <summary>kernel_shape: one length per spatial axis, each at least 1.</summary>
    public required long[] KernelShape { get; init; }

    /// <summary>strides: one step per spatial axis, each at least 1; absent means 1 everywhere.</summary>
    public long[]? Strides { get; init; }

    /// <summary>pads: x1_begin … xn_begin, x1_end … xn_end, each at least 0; absent means 0 everywhere.</summary>
    public long[]? Pads { get; init; }
}
