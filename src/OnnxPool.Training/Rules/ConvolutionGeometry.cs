namespace OnnxPool.Training;

/// <summary>The settings of a convolution, with defaults filled in and automatic padding worked out.</summary>
/// <param name="Group">The number of groups.</param>
/// <param name="Outputs">Channels of its result.</param>
/// <param name="GroupInputs">Channels of its images in each group.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Strides">A step for each spatial axis.</param>
/// <param name="Dilations">A step inside the kernel for each spatial axis.</param>
/// <param name="PadBegin">Padding before.</param>
/// <param name="PadEnd">Padding behind.</param>
/// <param name="Input">The spatial sizes of its images, or null unless all are known.</param>
/// <param name="Unread">How many padded elements lie behind the last window of each axis, which it does not reach; the most there may be, where sizes are not known.</param>
sealed record ConvolutionGeometry(
    long Group, long Outputs, long GroupInputs, long[] Kernel, long[] Strides, long[] Dilations, long[] PadBegin, long[] PadEnd, long[]? Input, long[] Unread)
{
    /// <summary>The number of spatial axes.</summary>
    public int Spatial => Kernel.Length;

    /// <summary>Channels of its images.</summary>
    public long Inputs => checked(Group * GroupInputs);

    /// <summary>How far the kernel reaches along an axis.</summary>
    public long Extent(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    /// <summary>The padding as ONNX writes it: all begins, then all ends.</summary>
    public long[] Pads => [.. PadBegin, .. PadEnd];

    /// <summary>The windows along an axis.</summary>
    public long Output(int axis) => ((Input![axis] + PadBegin[axis] + PadEnd[axis] - Extent(axis) - Unread[axis]) / Strides[axis]) + 1;

    /// <summary>Reads the attributes of a Conv node.</summary>
    /// <exception cref="UnsupportedPoolingException">The weights' shape is not known, or automatic padding needs an input size that is not.</exception>
    public static ConvolutionGeometry Of(NodeGradient node)
    {
        ConvolutionGeometry g = Begin(node, Sizes(node.In()));
        if (Automatic(node) is { } automatic)
        {
            if (g.Input is null) throw node.Unsupported($"auto_pad of an input '{node.X()}'", "of unknown size", "a known size, or explicit pads");
            // Automatic padding of a convolution is that of pooling.
            var pool = PoolGeometry.Resolve([1, 1, .. g.Input], new PoolAttributes { AutoPad = automatic, KernelShape = g.Kernel, Strides = g.Strides, Dilations = g.Dilations });
            PoolAxis[] axes = pool.Axes.ToArray();
            g = g with { PadBegin = [.. axes.Select(a => a.PadBegin)], PadEnd = [.. axes.Select(a => a.PadEnd)] };
        }
        return g with
        {
            Unread = [.. Enumerable.Range(0, g.Spatial).Select(a => g.Input is null ? g.Strides[a] - 1 : (g.Input[a] + g.PadBegin[a] + g.PadEnd[a] - g.Extent(a)) % g.Strides[a])],
        };
    }

    /// <summary>Reads the attributes of a ConvTranspose node as those of the convolution that makes its X of its Y.</summary>
    /// <exception cref="UnsupportedPoolingException">The weights' shape is not known, or output_shape needs an input size that is not.</exception>
    public static ConvolutionGeometry OfTransposed(NodeGradient node)
    {
        ConvolutionGeometry g = Begin(node, Sizes(node.Out()));
        long[] behind = [.. node.Ints("output_padding") ?? new long[g.Spatial]];
        long[]? shape = node.Ints("output_shape") is { Length: > 0 } wanted ? wanted[^g.Spatial..] : null;
        string? automatic = Automatic(node);
        if (shape is null && automatic is null) return g with { Unread = behind };
        long[]? from = Sizes(node.In());
        if (shape is not null && from is null) throw node.Unsupported($"output_shape beside an input '{node.X()}'", "of unknown size", "a known size, or explicit pads");
        for (int a = 0; a < g.Spatial; a++)
        {
            // What is longer than wanted is padding, shared out as auto_pad says; what is shorter is as with output_padding. SAME wants strides times the input.
            long longer = g.Extent(a) + behind[a] - g.Strides[a];
            if (shape is not null) longer += (from![a] * g.Strides[a]) - shape[a];
            long padding = Math.Max(longer, 0), less = padding / 2;
            (g.PadBegin[a], g.PadEnd[a]) = automatic == "SAME_UPPER" ? (less, padding - less) : (padding - less, less);
            behind[a] += padding - longer;
        }
        return g with { Unread = behind };
    }

    static ConvolutionGeometry Begin(NodeGradient node, long[]? input)
    {
        long[] weights = node.In(1).Shape ?? throw node.Unsupported($"shape of '{node.X(1)}'", "not known before the model runs", "weights of a known shape");
        long[] kernel = weights[2..];
        long[] ones = [.. kernel.Select(_ => 1L)];
        long[] pads = node.Text("auto_pad", "NOTSET") == "NOTSET" && node.Ints("pads") is { } written ? written : new long[2 * kernel.Length];
        return new ConvolutionGeometry(
            node.Int("group", 1), weights[0], weights[1], kernel, node.Ints("strides") ?? ones, node.Ints("dilations") ?? ones, pads[..kernel.Length], pads[kernel.Length..], input, []);
    }

    // SAME_UPPER or SAME_LOWER, or null.
    static string? Automatic(NodeGradient node) => node.Text("auto_pad", "NOTSET") is var text && text.StartsWith("SAME", StringComparison.Ordinal) ? text : null;

    static long[]? Sizes(ValueFacts image) => image.Dimensions is { } all && all.Skip(2).All(d => d.IsKnown) ? [.. all.Skip(2).Select(d => d.Size)] : null;
}
