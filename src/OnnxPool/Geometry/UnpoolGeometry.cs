namespace OnnxPool;

/// <summary>MaxUnpool's attributes settled for an input of one shape: the shapes of both sides.</summary>
/// <remarks>Made once and used for many calls, from any number of threads: a call that is given a geometry allocates nothing.</remarks>
public sealed class UnpoolGeometry
{
    readonly long[] _inputShape;
    readonly long[] _outputShape;

    UnpoolGeometry(ReadOnlySpan<long> inputShape, ReadOnlySpan<long> outputShape)
    {
        _inputShape = inputShape.ToArray();
        _outputShape = outputShape.ToArray();
        InputCount = Shapes.ElementCount(_inputShape);
        OutputCount = Shapes.ElementCount(_outputShape, "output shape");
    }

    /// <summary>Shape of X and of the indices: (N, C, D1, …, Dn).</summary>
    public ReadOnlySpan<long> InputShape => _inputShape;

    /// <summary>Shape of the output: (N, C, O1, …, On).</summary>
    public ReadOnlySpan<long> OutputShape => _outputShape;

    /// <summary>Elements of X.</summary>
    public long InputCount { get; }

    /// <summary>Elements of the output.</summary>
    public long OutputCount { get; }

    /// <summary>Settles MaxUnpool's attributes for an input shape.</summary>
    /// <param name="shape">(N, C, D1, …, Dn), n at least 1.</param>
    /// <param name="attributes">kernel_shape, strides and pads, as the model has them.</param>
    /// <param name="outputShape">ONNX's third input; empty if it is absent.</param>
    /// <exception cref="InvalidPoolingException">
    /// A value or length that ONNX does not allow, an attribute that MaxUnpool does not have, an output_shape that does not fit, or a size that is negative
    /// or past 64 bits.
    /// </exception>
    public static UnpoolGeometry Resolve(ReadOnlySpan<long> shape, PoolAttributes attributes, ReadOnlySpan<long> outputShape = default)
    {
        RequireOwn(attributes);
        long[] inferred = UnpoolShape.Infer(shape, attributes);
        if (outputShape.IsEmpty) return new UnpoolGeometry(shape, UnpoolShape.RequireSizes(inferred));
        UnpoolShape.RequireFit(outputShape, inferred);
        return new UnpoolGeometry(shape, outputShape);
    }

    static void RequireOwn(PoolAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        UnpoolShape.RequireLayout(attributes.Layout);
        RequireDefault("storage_order", $"{attributes.StorageOrder}", "0");
        RequireDefault("count_include_pad", $"{attributes.CountIncludePad}", "0");
        RequireDefault("ceil_mode", $"{attributes.CeilMode}", "0");
        if (attributes.Dilations is not null) RequireDefault("dilations", string.Join(',', attributes.Dilations), "none");
        RequireDefault("auto_pad", attributes.AutoPad, "NOTSET");
    }

    static void RequireDefault(string attribute, string value, string allowed)
    {
        if (value != allowed) Throw.Invalid(attribute, value, $"{allowed}: MaxUnpool does not have it");
    }
}
