namespace OnnxPool.Plugin;

/// <summary>Which nodes are faster here than in ONNX Runtime 1.29: bounds on either side of which measurement says otherwise (docs/plugin.md).</summary>
static class FasterNodes
{
    // Of ONNX Runtime's own code where it is good (float, windows) and where it is not, from so many elements on.
    const long FewElements = 4096;
    const long FewElementsOfNorms = 256;
    const long FewElementsOfFloatMaxima = 1 << 14;
    const long SmallPlane = 256;

    // Shorter output rows do not fill registers.
    const long ShortRow = 14;
    const long ShortRowOfMaxima = 16;

    // With longer windows over two axes ONNX Runtime's running maxima are as fast.
    const long LongWindow = 7;

    // Channels that its blocks hold, on a machine with short registers.
    const long ChannelBlock = 8;

    /// <summary>Whether a node is one of them. Where sizes are not declared, only if it is so for all but the smallest.</summary>
    public static bool Contains(GraphNode node)
    {
        if (IsMissingThere(node)) return true;
        long? elements = Count(node.Shape, from: 0);
        switch (node.Node.Version.Operator)
        {
            case nameof(LpPool) or nameof(GlobalLpPool):
                return elements is null or >= FewElementsOfNorms;
            case nameof(MaxPool) or nameof(AveragePool) when node.HasIndices || node.Type != ElementType.Float:
                return elements is null or >= FewElements;
            case nameof(GlobalMaxPool) or nameof(GlobalAveragePool):
                return Count(node.Shape, from: 2) >= SmallPlane && !IsInBlocks(node);
            case nameof(MaxPool) or nameof(AveragePool):
                return elements is not null && !IsInBlocks(node) && AreWideWindows(node, elements.Value);
            default:
                // Flatten costs nothing there, and MaxUnpool less than here.
                return false;
        }
    }

    /// <summary>Whether ONNX Runtime's processor has no kernel for the operator and type.</summary>
    static bool IsMissingThere(GraphNode node) => node.Node.Version.Operator switch
    {
        nameof(Flatten) => false,
        nameof(MaxPool) => node.Type == ElementType.BFloat16,
        nameof(MaxUnpool) => node.Type != ElementType.Float,
        _ => node.Type is ElementType.Double or ElementType.BFloat16,
    };

    /// <summary>
    /// Whether ONNX Runtime's rewriting pools it in blocks of channels, between convolutions that work in them too: taking it out would cost two
    /// changes of the order of its elements.
    /// </summary>
    static bool IsInBlocks(GraphNode node) =>
        node.IsAmongConvolutions && node.Type == ElementType.Float
        && (node.Shape is null || (node.Shape.Length == 4 && (node.Shape[1] < 0 || node.Shape[1] % ChannelBlock == 0)));

    static bool AreWideWindows(GraphNode node, long elements)
    {
        long[] shape = [Math.Max(1, node.Shape![0]), .. node.Shape[1..]];
        PoolGeometry geometry = node.Node.Geometry(shape)!;
        long row = geometry.RowAxis.Output;
        if (node.Node.Version.Operator == nameof(AveragePool)) return elements >= FewElements && row >= ShortRow;
        bool isDilated = false, isLong = false;
        foreach (PoolAxis axis in geometry.Axes)
        {
            isDilated |= axis.Dilation > 1;
            isLong |= axis.Kernel > LongWindow;
        }
        if (isDilated) return elements >= FewElements;
        return row >= ShortRowOfMaxima && elements >= (shape.Length == 3 ? FewElements : FewElementsOfFloatMaxima) && !(isLong && shape.Length == 4);
    }

    // A batch that is not known is one image.
    static long? Count(long[]? shape, int from)
    {
        if (shape is null || shape.Length < 3) return null;
        long count = 1;
        for (int i = from; i < shape.Length; i++)
        {
            if (i > 0 && shape[i] < 0) return null;
            count *= Math.Max(i == 0 ? 1 : 0, shape[i]);
        }
        return count;
    }
}
