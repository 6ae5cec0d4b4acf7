namespace OnnxPool.Onnx;

/// <summary>A node and where in its model it is.</summary>
/// <param name="Node">The node.</param>
/// <param name="Index">Its position in the list of nodes of its own graph or function.</param>
/// <param name="Kind">The part of the model.</param>
/// <param name="Path">The graph that it is in, such as <c>loop1/body/</c>; empty in the main graph.</param>
/// <param name="Domain">The node's operator set, normalized: empty for ONNX's own.</param>
/// <param name="Opset">The imported version of that operator set, or null if it is not imported.</param>
/// <param name="Values">The declared types of the values in its graph.</param>
public sealed record NodePlace(
    NodeProto Node, int Index, PlaceKind Kind, string Path, string Domain, long? Opset, GraphValues Values)
{
    /// <summary>For people: the path and the node's name, or <c>#3 MaxPool -> y</c> for a node without a name.</summary>
    public string Display => Printable.Of(Path + (Node.Name.Length > 0 ? Node.Name : $"#{Index} {Node.OpType} -> {FirstOutput}"));

    /// <summary>For error messages, such as <c>'loop1/body/pool' (MaxPool-12)</c>, or <c>#3 (MaxPool-12)</c> without a name.</summary>
    public string Label
    {
        get
        {
            string quoted = Node.Name.Length > 0 ? $"'{Path}{Node.Name}'" : Path.Length > 0 ? $"'{Path}#{Index}'" : $"#{Index}";
            return Printable.Of($"{quoted} ({Operator})");
        }
    }

    /// <summary>The operator with its domain, if that is not ONNX's, and its version, if that is known: <c>MaxPool-12</c>.</summary>
    public string Operator =>
        (Domain.Length == 0 ? "" : Domain + ".") + Node.OpType + (Opset is long version ? $"-{version}" : "");

    // A step of the path of the graphs inside the node.
    internal string Step => Node.Name.Length > 0 ? Node.Name : $"#{Index} {Node.OpType}";

    string FirstOutput => Node.Output.FirstOrDefault(name => name.Length > 0) ?? "nothing";
}
