namespace OnnxPool.Plugin;

/// <summary>Which nodes are faster here than in ONNX Runtime 1.29: bounds on either side of which measurement says otherwise (docs/plugin.md).</summary>
static class FasterNodes
{
    // Of ONNX Runtime's own code where it is good (float, windows) and where it is not, from so many elements on.
    const long FewElements = 4096;
    const long FewElementsOfNorms = 256;
    const long FewElementsOfFloatMaxima = 1 << 16;
    const long SmallPlane = 256;
    const long FewElementsOfSmallPlanes = 1 << 16;

    // Shorter output rows do not fill registers; of maxima over two axes, one plane in each lane does.
    const long ShortRow = 14;
    const long ShortRowOfMaxima = 16;
    const long FewPlanes = 16;

    // From so many elements on its averages in blocks of channels cost more than the change of order that they take.
    const long ManyElements = 1 << 21;

    // Channels that its blocks hold, on a machine with short registers.
    const long ChannelBlock = 8;

    /// <summary>Whether a node is one of them. Where sizes are not declared, only if it is so for all but the smallest.</summary>
    public static bool Contains(GraphNode node)
    {
        if (IsMissingThere(node)) return true;
        if (IsRewritten(node)) return false;
        long? elements = Count(node.Shape, from: 0);
        switch (node.Node.Version.Operator)
        {
            case nameof(LpPool) or nameof(GlobalLpPool):
                return elements is null or >= FewElementsOfNorms;
            case nameof(MaxPool) or nameof(AveragePool) when node.HasIndices || node.Type != ElementType.Float:
                return elements is null or >= FewElements;
            case nameof(GlobalMaxPool) or nameof(GlobalAveragePool):
                return !IsInBlocks(node) && (Count(node.Shape, from: 2) >= SmallPlane || elements >= FewElementsOfSmallPlanes);
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
        node.Graph.HasFlag(Surroundings.Convolutions) && node.Type == ElementType.Float
        && (node.Shape is null || HasBlocks(node.Shape));

    static bool HasBlocks(long[] shape) => shape.Length == 4 && (shape[1] < 0 || shape[1] % ChannelBlock == 0);

    /// <summary>
    /// Whether ONNX Runtime's rewriting of quantized graphs would have made it an integer operator with channels last, as the convolutions beside it: taking it out would
    /// cost two changes of the order of its elements, and keep float convolutions from becoming integer ones.
    /// </summary>
    static bool IsRewritten(GraphNode node) => !node.HasIndices && node.Node.Version.Operator is (nameof(MaxPool) or nameof(AveragePool) or nameof(GlobalAveragePool)) && node.Type switch
    {
        ElementType.UInt8 or ElementType.Int8 => node.Graph.HasFlag(Surroundings.QuantizedConvolutions),
        ElementType.Float => node.Graph.HasFlag(Surroundings.QuantizedValues),
        _ => false,
    };

    static bool AreWideWindows(GraphNode node, long elements)
    {
        long[] shape = [Math.Max(1, node.Shape![0]), .. node.Shape[1..]];
        PoolGeometry geometry = node.Node.Geometry(shape)!;
        long row = geometry.RowAxis.Output;
        if (node.Node.Version.Operator == nameof(AveragePool)) return elements >= (HasBlocks(shape) ? ManyElements : FewElements) && row >= ShortRow;
        bool isDilated = false;
        foreach (PoolAxis axis in geometry.Axes) isDilated |= axis.Dilation > 1;
        if (isDilated) return elements >= FewElements;
        if (shape.Length == 3) return elements >= FewElements && row >= ShortRowOfMaxima;
        bool isTurned = shape.Length == 4 && shape[0] * shape[1] >= FewPlanes;
        return elements >= FewElementsOfFloatMaxima && row >= (isTurned ? ShortRow : ShortRowOfMaxima);
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
