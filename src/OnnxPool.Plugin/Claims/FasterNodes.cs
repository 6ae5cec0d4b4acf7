namespace OnnxPool.Plugin;

/// <summary>Which nodes are faster here than in ONNX Runtime, measured with a margin; docs/plugin.md has the numbers.</summary>
static class FasterNodes
{
    /// <summary>Whether a node is one of them.</summary>
    public static bool Contains(GraphNode node) => node.Type == ElementType.Float ? IsFasterFloat(node) : node.Node.Version.Operator != nameof(Flatten);

    // ONNX Runtime has its best code for float: it pools two axes in blocks of channels, next to convolutions that work in them too.
    static bool IsFasterFloat(GraphNode node) => node.Node.Version.Operator switch
    {
        nameof(MaxPool) => node.HasIndices || node.Shape is { Length: not 4 },
        _ => false,
    };
}
