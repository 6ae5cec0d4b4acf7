using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// Backend tests whose model is another than the one that their outputs were recorded of: what the node was then. Rows of the divergence table
/// name these as their condition; they hold where the recorded output is that of the node as it was.
/// </summary>
static class RecordedMistakes
{
    static readonly Dictionary<string, Func<NodeProto, NodeProto?>> s_mistakes = new()
    {
        ["epsilon-was-0.01"] = node => node.Attribute.Any(a => a.Name == "epsilon") ? null : With(node, "epsilon", AttributeValue.Of(0.01f)),
    };

    /// <summary>The names of all of them.</summary>
    public static IEnumerable<string> Names => s_mistakes.Keys;

    /// <summary>The node as it was, or null if it cannot have been so.</summary>
    public static NodeProto? Apply(string name, NodeProto node) => s_mistakes.TryGetValue(name, out Func<NodeProto, NodeProto?>? mistake) ? mistake(node) : null;

    static NodeProto With(NodeProto node, string attribute, AttributeValue value)
    {
        NodeProto meant = node.Clone();
        meant.Attribute.Add(NodeAttributes.ToProto(attribute, value));
        return meant;
    }
}
