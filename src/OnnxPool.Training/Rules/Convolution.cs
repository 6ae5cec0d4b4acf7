namespace OnnxPool.Training;

/// <summary>Gradients of Conv and ConvTranspose, as convolutions and matrix products of ONNX. Of several forms the one that is faster for the shape is written.</summary>
static class Convolution
{
    // From as many channels on both sides, a product of matrices of all windows beats a convolution with the gradient as its kernel,
    // and a convolution with turned weights beats ConvTranspose (measured: 64 channels of 56x56 against 6 and 16 of 14x14).
    const long ManyChannels = 32;

    /// <summary>dX from dY and W, dW from dY and X, dB a sum of dY.</summary>
    public static void Conv(NodeGradient n)
    {
        var geometry = ConvolutionGeometry.Of(n);
        if (n.Needs(0)) n.Give(0, IsWide(geometry) && CanTurn(geometry) ? InputByTurnedWeights(n, geometry) : InputByTranspose(n, geometry));
        if (n.Needs(1)) n.Give(1, Weights(n.Graph, geometry, n.X(), n.DY));
        if (n.Needs(2)) n.Give(2, Bias(n, geometry));
    }

    /// <summary>It is the way back of a convolution that makes X of Y: dX is that convolution of dY, and in dW the two change places.</summary>
    public static void ConvTranspose(NodeGradient n)
    {
        var geometry = ConvolutionGeometry.OfTransposed(n);
        if (n.Needs(0)) n.Give(0, n.Graph.Node("Conv", [n.DY, n.X(1)], Settings(geometry)));
        if (n.Needs(1)) n.Give(1, Weights(n.Graph, geometry, n.DY, n.X()));
        if (n.Needs(2)) n.Give(2, Bias(n, geometry));
    }

    /// <summary>Every axis but that of channels.</summary>
    public static long[] AllButChannels(int rank) => [.. Enumerable.Range(0, rank).Where(a => a != 1).Select(a => (long)a)];

    static string Bias(NodeGradient n, ConvolutionGeometry g) => n.Graph.ReduceSum(n.DY, AllButChannels(g.Spatial + 2), keep: false);

    static string Weights(GraphWriter graph, ConvolutionGeometry g, string images, string gradients) =>
        IsWide(g) && g.Input is not null ? WeightsByWindows(graph, g, images, gradients) : WeightsByConvolution(graph, g, images, gradients);

    static bool IsWide(ConvolutionGeometry g) => g.Group == 1 && Math.Min(g.Inputs, g.Outputs) >= ManyChannels;

    static bool CanTurn(ConvolutionGeometry g) =>
        g.Strides.All(s => s == 1) && Enumerable.Range(0, g.Spatial).All(a => g.PadBegin[a] < g.Extent(a) && g.PadEnd[a] < g.Extent(a));

    // ConvTranspose puts each gradient times the kernel where its window lay. What no window read lies behind that, and is output_padding's.
    static string InputByTranspose(NodeGradient n, ConvolutionGeometry g)
    {
        bool isSingleStep = g.Strides.All(s => s == 1);
        string dx = n.Graph.Node(
            "ConvTranspose", [n.DY, n.X(1)], [.. Settings(g), ("output_padding", AttributeValue.Of(g.Unread))]);
        if (g.Input is not null || isSingleStep) return dx;
        return n.Graph.Slice(dx, n.Graph.Ints(new long[g.Spatial]), n.Graph.Shape(n.X(), 2, 2 + g.Spatial), n.Graph.Ints(SpatialAxes(g)));
    }

    static (string, AttributeValue)[] Settings(ConvolutionGeometry g) =>
        [("strides", AttributeValue.Of(g.Strides)), ("dilations", AttributeValue.Of(g.Dilations)), ("pads", AttributeValue.Of(g.Pads)), ("group", AttributeValue.Of(g.Group))];

    // With steps of 1 the gradient of a convolution is a convolution with the kernel turned round and its channels exchanged.
    static string InputByTurnedWeights(NodeGradient n, ConvolutionGeometry g)
    {
        string turned = n.X(1);
        if (g.Kernel.Any(k => k > 1))
        {
            long[] last = [.. g.Kernel.Select(_ => -1L)];
            turned = n.Graph.Slice(turned, n.Graph.Ints(last), n.Graph.Ints([.. last.Select(_ => long.MinValue)]), n.Graph.Ints(SpatialAxes(g)), n.Graph.Ints(last));
        }
        turned = n.Graph.Transpose(turned, [1, 0, .. SpatialAxes(g)]);
        long[] begin = [.. Enumerable.Range(0, g.Spatial).Select(a => g.Extent(a) - 1 - g.PadBegin[a])];
        long[] end = [.. Enumerable.Range(0, g.Spatial).Select(a => g.Extent(a) - 1 - g.PadEnd[a])];
        return n.Graph.Node("Conv", [n.DY, turned], ("dilations", AttributeValue.Of(g.Dilations)), ("pads", AttributeValue.Of([.. begin, .. end])));
    }

    // X convolved with dY as its kernel, batch and channels exchanged; steps and dilations exchange as well. Groups share the kernel's images.
    static string WeightsByConvolution(GraphWriter graph, ConvolutionGeometry g, string images, string gradients)
    {
        long[] exchanged = [1, 0, .. SpatialAxes(g)];
        string turned = g.Group == 1 ? graph.Transpose(images, exchanged) : GroupsBesideImages(graph, g, images);
        string dw = graph.Node(
            "Conv", [turned, graph.Transpose(gradients, exchanged)], ("strides", AttributeValue.Of(g.Dilations)), ("dilations", AttributeValue.Of(g.Strides)),
            ("pads", AttributeValue.Of(g.Pads)), ("group", AttributeValue.Of(g.Group)));
        // What no window read may hold room for another step of the kernel.
        bool isLonger = Enumerable.Range(0, g.Spatial).Any(a => g.Unread[a] >= g.Dilations[a]);
        if (isLonger) dw = graph.Slice(dw, graph.Ints(new long[g.Spatial]), graph.Ints(g.Kernel), graph.Ints(SpatialAxes(g)));
        return graph.Transpose(dw, exchanged);
    }

    // (N, groups x channels, …) as (channels, groups x N, …).
    static string GroupsBesideImages(GraphWriter graph, ConvolutionGeometry g, string images)
    {
        string sizes = g.Input is not null ? graph.Ints(g.Input) : graph.Shape(images, 2, 2 + g.Spatial);
        string split = graph.Node("Reshape", [images, graph.Concat(0, graph.Ints(-1, g.Group, g.GroupInputs), sizes)]);
        string moved = graph.Transpose(split, [2, 1, 0, .. Enumerable.Range(3, g.Spatial).Select(a => (long)a)]);
        return graph.Node("Reshape", [moved, graph.Concat(0, graph.Ints(g.GroupInputs, -1), sizes)]);
    }

    // For every position of the kernel what it met, as a row; dW is dY times those rows, image by image.
    static string WeightsByWindows(GraphWriter graph, ConvolutionGeometry g, string images, string gradients)
    {
        string padded = g.Pads.All(p => p == 0) ? images : graph.Node("Pad", [images, graph.Ints([0, 0, .. g.PadBegin, 0, 0, .. g.PadEnd])]);
        string axes = graph.Ints(SpatialAxes(g));
        string steps = graph.Ints(g.Strides);
        List<string> met = [];
        long positions = g.Kernel.Aggregate(1L, (product, k) => product * k);
        for (long position = 0; position < positions; position++)
        {
            long[] starts = Offsets(g, position);
            long[] ends = [.. starts.Select((start, a) => start + ((g.Output(a) - 1) * g.Strides[a]) + 1)];
            bool isWhole = positions == 1 && g.Strides.All(s => s == 1);
            met.Add(isWhole ? padded : graph.Slice(padded, graph.Ints(starts), graph.Ints(ends), axes, steps));
        }
        long outputs = Enumerable.Range(0, g.Spatial).Aggregate(1L, (product, a) => product * g.Output(a));
        string rows = graph.Node("Reshape", [graph.Concat(1, [.. met]), graph.Ints(-1, positions * g.Inputs, outputs)]);
        string lines = graph.Node("Reshape", [gradients, graph.Ints(-1, g.Outputs, outputs)]);
        string dw = graph.ReduceSum(graph.MatMul(lines, graph.Transpose(rows, 0, 2, 1)), [0], keep: false);
        string shaped = graph.Reshape(dw, graph.Ints([g.Outputs, .. g.Kernel, g.Inputs]));
        return graph.Transpose(shaped, [0, g.Spatial + 1, .. Enumerable.Range(1, g.Spatial).Select(a => (long)a)]);
    }

    // Where a position of the kernel, counted in row-major order, lies in the first window.
    static long[] Offsets(ConvolutionGeometry g, long position)
    {
        var offsets = new long[g.Spatial];
        for (int a = g.Spatial - 1; a >= 0; a--)
        {
            offsets[a] = position % g.Kernel[a] * g.Dilations[a];
            position /= g.Kernel[a];
        }
        return offsets;
    }

    static long[] SpatialAxes(ConvolutionGeometry g) => [.. Enumerable.Range(2, g.Spatial).Select(a => (long)a)];
}
