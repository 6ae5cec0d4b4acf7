namespace OnnxPool;

/// <summary>
/// The attributes of a pooling operator with windows, as the model has them: nothing is derived or checked here, absent lists are null.
/// <see cref="PoolGeometry.Resolve"/> settles them against an input shape.
/// </summary>
/// <remarks>Names, defaults and meaning: ONNX MaxPool-22, AveragePool-22.</remarks>
public sealed class PoolAttributes
{
    /// <summary><c>auto_pad</c>: NOTSET, VALID, SAME_UPPER or SAME_LOWER.</summary>
    public string AutoPad { get; init; } = "NOTSET";

    /// <summary><c>kernel_shape</c>: one size per spatial axis; required.</summary>
    public long[]? KernelShape { get; init; }

    /// <summary><c>strides</c>: one per spatial axis; 1 if absent.</summary>
    public long[]? Strides { get; init; }

    /// <summary><c>dilations</c>: one per spatial axis; 1 if absent.</summary>
    public long[]? Dilations { get; init; }

    /// <summary><c>pads</c>: the begin of every spatial axis, then the end of every one; 0 if absent.</summary>
    public long[]? Pads { get; init; }

    /// <summary><c>ceil_mode</c>: 0 rounds the output size down, 1 up.</summary>
    public long CeilMode { get; init; }

    /// <summary><c>count_include_pad</c> of averages: 1 counts explicit padding in the divisor.</summary>
    public long CountIncludePad { get; init; }

    /// <summary><c>storage_order</c> of MaxPool's indices: 0 row-major, 1 column-major inside a plane.</summary>
    public long StorageOrder { get; init; }

    /// <summary>The order of the axes of the data. Not an attribute of ONNX, whose operators know NCHW only.</summary>
    public PoolLayout Layout { get; init; }

    /// <summary>Reads those attributes that <paramref name="version"/> has.</summary>
    /// <exception cref="InvalidPoolingException">An attribute of another kind.</exception>
    public static PoolAttributes Read(AttributeReader reader, OperatorVersion version, PoolLayout layout = PoolLayout.Nchw) => new()
    {
        Layout = layout,
        AutoPad = version.Has("auto_pad") ? reader.String("auto_pad", "NOTSET") : "NOTSET",
        KernelShape = version.Has("kernel_shape") ? reader.Ints("kernel_shape") : null,
        Strides = version.Has("strides") ? reader.Ints("strides") : null,
        Dilations = version.Has("dilations") ? reader.Ints("dilations") : null,
        Pads = version.Has("pads") ? reader.Ints("pads") : null,
        CeilMode = version.Has("ceil_mode") ? reader.Int("ceil_mode", 0) : 0,
        CountIncludePad = version.Has("count_include_pad") ? reader.Int("count_include_pad", 0) : 0,
        StorageOrder = version.Has("storage_order") ? reader.Int("storage_order", 0) : 0,
    };
}
