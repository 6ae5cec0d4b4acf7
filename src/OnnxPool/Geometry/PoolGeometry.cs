namespace OnnxPool;

/// <summary>
/// Attributes settled for an input of one shape: where the windows lie, and what counts in them. The leading axes are only counted: each pair
/// of N and C is a plane.
/// </summary>
/// <remarks>
/// Made once and used for many calls, from any number of threads: a call that is given a geometry allocates nothing.
/// With NHWC each N is a plane, and its innermost axis are the channels, with windows of one element: so a row is the channels of a position,
/// and no kernel has to know of the layout but for the order in which it adds.
/// </remarks>
public sealed class PoolGeometry
{
    // The widest register's.
    const int MostDoubles = 8;

    readonly long[] _inputShape;
    readonly long[] _outputShape;
    readonly PoolAxis[] _axes;
    readonly PoolAxis[] _kernelAxes;
    RowTaps? _under;
    RowTaps? _over;
    double[]? _realColumns;
    double[]? _paddedColumns;
    AxisWindows? _columnsOver;

    PoolGeometry(ReadOnlySpan<long> inputShape, ReadOnlySpan<long> outputSizes, PoolAxis[] axes, PoolLayout layout, PoolAttributes? attributes)
    {
        IsGlobal = attributes is null;
        CountIncludePad = attributes?.CountIncludePad ?? 0;
        StorageOrder = attributes?.StorageOrder ?? 0;
        bool channelsLast = layout == PoolLayout.Nhwc;
        _inputShape = inputShape.ToArray();
        _outputShape = channelsLast ? [inputShape[0], .. outputSizes, inputShape[^1]] : [.. inputShape[..2], .. outputSizes];
        _axes = channelsLast ? [.. axes, new PoolAxis(inputShape[^1], inputShape[^1], 1, 1, 1, 0, 0)] : axes;
        Layout = layout;
        HasOverlap = Array.Exists(_axes, a => a.Output > 1 && a.Stride < a.Extent);
        InputCount = Shapes.ElementCount(_inputShape);
        OutputCount = Shapes.ElementCount(_outputShape);
        // With no plane to walk, the plane sizes are not needed, and might not be representable.
        Planes = InputCount == 0 && OutputCount == 0 ? 0 : channelsLast ? inputShape[0] : Shapes.ElementCount(inputShape[..2]);
        InputPlane = Planes == 0 ? 0 : InputCount / Planes;
        OutputPlane = Planes == 0 ? 0 : OutputCount / Planes;
        _kernelAxes = Planes > 0 && Array.TrueForAll(axes, a => a.IsWhole) ? Collapsed(channelsLast ? InputPlane / inputShape[^1] : InputPlane) : _axes;
    }

    PoolAxis[] Collapsed(long elements) => Layout == PoolLayout.Nhwc
        ? [PoolAxis.Whole(elements), _axes[^1]] : [PoolAxis.Whole(elements)];

    /// <summary>Whether each plane is one window, as <see cref="Global"/> makes it.</summary>
    public bool IsGlobal { get; }

    /// <summary><c>count_include_pad</c> of averages: 1 counts explicit padding in the divisor.</summary>
    public long CountIncludePad { get; }

    /// <summary><c>storage_order</c> of MaxPool's indices: 0 row-major, 1 column-major inside a plane.</summary>
    public long StorageOrder { get; }

    /// <summary>The order of the axes of input and output.</summary>
    public PoolLayout Layout { get; }

    /// <summary>Shape of the input, (N, C, D1, …, Dn) or (N, D1, …, Dn, C).</summary>
    public ReadOnlySpan<long> InputShape => _inputShape;

    /// <summary>Shape of the output, (N, C, O1, …, On) or (N, O1, …, On, C).</summary>
    public ReadOnlySpan<long> OutputShape => _outputShape;

    /// <summary>The spatial axes, outermost first, and with NHWC the channels. Global pooling has one spatial axis: the whole plane.</summary>
    public ReadOnlySpan<PoolAxis> Axes => _axes;

    /// <summary>
    /// The axes that kernels walk: those of <see cref="Axes"/>, but where the window is the whole plane one axis in place of all spatial ones, whose
    /// elements are contiguous.
    /// </summary>
    internal ReadOnlySpan<PoolAxis> KernelAxes => _kernelAxes;

    /// <summary>Of <see cref="KernelAxes"/> the spatial ones.</summary>
    internal ReadOnlySpan<PoolAxis> KernelSpatialAxes => Layout == PoolLayout.Nhwc ? KernelAxes[..^1] : KernelAxes;

    /// <summary>Elements of the input.</summary>
    public long InputCount { get; }

    /// <summary>Elements of the output.</summary>
    public long OutputCount { get; }

    /// <summary>Planes to walk, N * C, with NHWC N; 0 where there is nothing to read or write.</summary>
    public long Planes { get; }

    /// <summary>Elements of an input plane, D1 * … * Dn, with NHWC times C.</summary>
    public long InputPlane { get; }

    /// <summary>Elements of an output plane.</summary>
    public long OutputPlane { get; }

    /// <summary>Output rows of all planes: runs along the innermost axis, the units in which work is divided.</summary>
    public int OutputRows => RowAxis.Output == 0 ? 0 : (int)(OutputCount / RowAxis.Output);

    /// <summary>Elements to read and write.</summary>
    internal long Cost => InputCount + OutputCount;

    /// <summary>Elements to visit for who visits every tap of every window; for a geometry whose elements are in memory, so that it is far below 2^63.</summary>
    internal long Visits
    {
        get
        {
            long window = 1;
            foreach (PoolAxis axis in _axes) window *= Math.Min(axis.Kernel, axis.Input);
            return OutputCount * window;
        }
    }

    /// <summary>What the kernel tables remember about this geometry; nobody else's.</summary>
    internal object? Chosen { get; set; }

    /// <summary>The innermost axis: the one along which rows are contiguous. Where the window is the whole plane of several axes, this is one row.</summary>
    public PoolAxis RowAxis => _kernelAxes[^1];

    /// <summary>The input rows under each output row.</summary>
    internal RowTaps Under => _under ??= RowTaps.Under(this);

    /// <summary>The output rows over each input row.</summary>
    internal RowTaps Over => _over ??= RowTaps.Over(this);

    /// <summary>
    /// For each output column the part of a divisor along the row: real taps, or with padding; 1 for an empty window. A register's length of them follows, which goes on with the next row.
    /// </summary>
    internal double[] ColumnDivisors(bool includePad) =>
        includePad ? _paddedColumns ??= FormColumns(includePad) : _realColumns ??= FormColumns(includePad);

    double[] FormColumns(bool includePad)
    {
        var divisors = new double[(int)RowAxis.Output + MostDoubles];
        for (int o = 0; o < divisors.Length; o++)
        {
            long column = o % RowAxis.Output;
            divisors[o] = Math.Max(1, includePad ? RowAxis.PaddedCount(column) : RowAxis.Window(column).Count);
        }
        return divisors;
    }

    /// <summary>Along a row, the outputs over each input element.</summary>
    internal AxisWindows ColumnsOver => _columnsOver ??= AxisWindows.Covers(RowAxis);

    /// <summary>Whether an element may be a tap of several windows.</summary>
    internal bool HasOverlap { get; }

    /// <summary>Settles a window operator's attributes for an input shape.</summary>
    /// <param name="shape">(N, C, D1, …, Dn) or (N, D1, …, Dn, C), n at least 1.</param>
    /// <param name="attributes">As the model has them.</param>
    /// <exception cref="InvalidPoolingException">A value or length that ONNX does not allow, or a size that is negative or past 64 bits.</exception>
    public static PoolGeometry Resolve(ReadOnlySpan<long> shape, PoolAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (shape.Length < 3)
            Throw.Invalid("input rank", $"{shape.Length} (shape {Shapes.Format(shape)})", $"at least 3: {AxesOf(attributes.Layout)}");
        _ = Shapes.ElementCount(shape);
        int rank = shape.Length - 2;
        ReadOnlySpan<long> spatial = Spatial(shape, attributes.Layout);
        (long[] kernel, long[] strides, long[] dilations, long[] pads) = Check(attributes, rank);
        bool ceil = attributes.CeilMode == 1;
        string autoPad = attributes.AutoPad;

        var axes = new PoolAxis[rank];
        var sizes = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            try
            {
                // VALID means no padding; ONNX shape inference honours ceil_mode with it, SAME_* has no use for it.
                axes[i] = autoPad is "NOTSET" or "VALID"
                    ? PoolAxis.Explicit(spatial[i], kernel[i], strides[i], dilations[i], pads[i], pads[i + rank], ceil)
                    : PoolAxis.Same(spatial[i], kernel[i], strides[i], dilations[i], autoPad == "SAME_UPPER");
            }
            catch (OverflowException)
            {
                Throw.Invalid($"spatial axis {i}", Describe(spatial[i], i), "sizes below 2^63");
            }
            sizes[i] = axes[i].Output;
            if (sizes[i] < 0)
                Throw.Invalid($"output size of spatial axis {i}", $"{sizes[i]} ({Describe(spatial[i], i)})", "0 or more");
        }
        var geometry = new PoolGeometry(shape, sizes, axes, attributes.Layout, attributes);
        if (attributes.CountIncludePad == 1 && geometry.OutputCount > 0) RequireDivisor(axes);
        return geometry;

        string Describe(long input, int i) =>
            $"input {input}, kernel_shape {kernel[i]}, strides {strides[i]}, dilations {dilations[i]}, pads {pads[i]} and {pads[i + rank]}";
    }

    /// <summary>One window per plane, over all of it. The plane is taken as one axis, because its elements are contiguous.</summary>
    /// <param name="shape">(N, C, D1, …, Dn) or (N, D1, …, Dn, C), n may be 0.</param>
    /// <param name="layout">Which of the two it is.</param>
    /// <exception cref="InvalidPoolingException">Less than two dimensions, a size past 64 bits, or no such layout.</exception>
    public static PoolGeometry Global(ReadOnlySpan<long> shape, PoolLayout layout = PoolLayout.Nchw)
    {
        _ = PoolLayouts.Require(layout);
        if (shape.Length < 2)
            Throw.Invalid("input rank", $"{shape.Length} (shape {Shapes.Format(shape)})", $"at least 2: {AxesOf(layout)}");
        long plane = Shapes.ElementCount(Spatial(shape, layout));
        var sizes = new long[shape.Length - 2];
        Array.Fill(sizes, 1);
        return new PoolGeometry(shape, sizes, [PoolAxis.Whole(plane)], layout, attributes: null);
    }

    static ReadOnlySpan<long> Spatial(ReadOnlySpan<long> shape, PoolLayout layout) => layout == PoolLayout.Nhwc ? shape[1..^1] : shape[2..];

    static string AxesOf(PoolLayout layout) => layout == PoolLayout.Nhwc ? "(N, D1, ..., Dn, C)" : "(N, C, D1, ..., Dn)";

    /// <summary>Checks what can be checked without the sizes of an input: lengths and values.</summary>
    /// <param name="attributes">As the model has them.</param>
    /// <param name="rank">Number of spatial axes.</param>
    /// <returns>The lists, with ONNX's defaults for absent ones.</returns>
    /// <exception cref="InvalidPoolingException">A value or length that ONNX does not allow.</exception>
    internal static (long[] Kernel, long[] Strides, long[] Dilations, long[] Pads) Check(PoolAttributes attributes, int rank)
    {
        _ = PoolLayouts.Require(attributes.Layout);
        long[] kernel = attributes.KernelShape
            ?? Throw.Invalid<long[]>("kernel_shape", "no value", $"{rank} values, one per spatial axis");
        Require("kernel_shape", kernel, rank, 1);
        long[] strides = OnesIfAbsent("strides", attributes.Strides, rank);
        long[] dilations = OnesIfAbsent("dilations", attributes.Dilations, rank);
        long[] pads = attributes.Pads ?? new long[2 * rank];
        Require("pads", pads, 2 * rank, 0);
        RequireFlag("ceil_mode", attributes.CeilMode);
        RequireFlag("count_include_pad", attributes.CountIncludePad);
        RequireFlag("storage_order", attributes.StorageOrder);
        string autoPad = attributes.AutoPad;
        if (autoPad is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
            Throw.Invalid("auto_pad", $"'{autoPad}'", "NOTSET, VALID, SAME_UPPER, SAME_LOWER");
        if (autoPad != "NOTSET" && pads.AsSpan().ContainsAnyExcept(0L))
            Throw.Invalid("pads", $"{string.Join(',', pads)} beside auto_pad={autoPad}", "pads of 0, or auto_pad=NOTSET");
        return (kernel, strides, dilations, pads);
    }

    // A divisor that includes padding is a product over the axes that no buffer bounds.
    static void RequireDivisor(PoolAxis[] axes)
    {
        try
        {
            long most = 1;
            foreach (PoolAxis axis in axes)
                most = checked(most * Math.Min(axis.Kernel, axis.Input + axis.PadBegin + axis.PadEnd));
        }
        catch (OverflowException)
        {
            string found = $"{string.Join(',', axes.Select(a => a.Kernel))} with count_include_pad 1";
            Throw.Invalid("kernel_shape", found, "windows of less than 2^63 positions, padding included");
        }
    }

    static long[] OnesIfAbsent(string name, long[]? values, int rank)
    {
        if (values is not null) return Require(name, values, rank, 1);
        var ones = new long[rank];
        Array.Fill(ones, 1);
        return ones;
    }

    static long[] Require(string name, long[] values, int length, long minimum)
    {
        if (values.Length != length || values.AsSpan().ContainsAnyInRange(long.MinValue, minimum - 1))
        {
            string found = values.Length == 0 ? "an empty list" : string.Join(',', values);
            Throw.Invalid(name, found, $"{length} values >= {minimum}");
        }
        return values;
    }

    static void RequireFlag(string name, long value)
    {
        if (value is not (0 or 1)) Throw.Invalid(name, $"{value}", "0 or 1");
    }
}
