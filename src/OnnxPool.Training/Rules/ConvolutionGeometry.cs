namespace OnnxPool.Training;

/// <summary>The settings of a Conv node, with defaults filled in and automatic padding worked out.</summary>
/// <param name="Group">The number of groups.</param>
/// <param name="Outputs">Channels of Y.</param>
/// <param name="GroupInputs">Channels of X in each group.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Strides">A step for each spatial axis.</param>
/// <param name="Dilations">A step inside the kernel for each spatial axis.</param>
/// <param name="PadBegin">Padding before.</param>
/// <param name="PadEnd">Padding behind.</param>
/// <param name="Input">The spatial sizes of X, or null unless all are known.</param>
sealed record ConvolutionGeometry(
    long Group, long Outputs, long GroupInputs, long[] Kernel, long[] Strides, long[] Dilations, long[] PadBegin, long[] PadEnd, long[]? Input)
{
    /// <summary>The number of spatial axes.</summary>
    public int Spatial => Kernel.Length;

    /// <summary>Channels of X.</summary>
    public long Inputs => checked(Group * GroupInputs);

    /// <summary>How far the kernel reaches along an axis.</summary>
    public long Extent(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    /// <summary>The padding as ONNX writes it: all begins, then all ends.</summary>
    public long[] Pads => [.. PadBegin, .. PadEnd];

    /// <summary>The outputs along an axis.</summary>
    public long Output(int axis) => ((Input![axis] + PadBegin[axis] + PadEnd[axis] - Extent(axis)) / Strides[axis]) + 1;

    /// <summary>The padded elements behind the last window of an axis, which it does not reach.</summary>
    public long Unread(int axis) => (Input![axis] + PadBegin[axis] + PadEnd[axis] - Extent(axis)) % Strides[axis];

    /// <summary>Reads the node's attributes.</summary>
    /// <exception cref="UnsupportedPoolingException">The weights' shape is not known, or automatic padding needs an input size that is not.</exception>
    public static ConvolutionGeometry Of(NodeGradient node)
    {
        long[] weights = node.In(1).Shape ?? throw node.Unsupported($"shape of '{node.X(1)}'", "not known before the model runs", "weights of a known shape");
        long[] kernel = weights[2..];
        long[] ones = [.. kernel.Select(_ => 1L)];
        long[] strides = node.Ints("strides") ?? ones, dilations = node.Ints("dilations") ?? ones;
        long[] pads = node.Ints("pads") ?? new long[2 * kernel.Length];
        long[]? input = node.In().Dimensions is { } all && all.Skip(2).All(d => d.IsKnown) ? [.. all.Skip(2).Select(d => d.Size)] : null;
        string automatic = node.Text("auto_pad", "NOTSET");
        if (automatic.StartsWith("SAME", StringComparison.Ordinal))
        {
            if (input is null) throw node.Unsupported($"auto_pad of an input '{node.X()}'", "of unknown size", "a known size, or explicit pads");
            // Automatic padding of a convolution is that of pooling.
            var pool = PoolGeometry.Resolve([1, 1, .. input], new PoolAttributes { AutoPad = automatic, KernelShape = kernel, Strides = strides, Dilations = dilations });
            PoolAxis[] axes = pool.Axes.ToArray();
            pads = [.. axes.Select(a => a.PadBegin), .. axes.Select(a => a.PadEnd)];
        }
        else if (automatic == "VALID")
        {
            pads = new long[2 * kernel.Length];
        }
        return new ConvolutionGeometry(
            node.Int("group", 1), weights[0], weights[1], kernel, strides, dilations, pads[..kernel.Length], pads[kernel.Length..], input);
    }
}
