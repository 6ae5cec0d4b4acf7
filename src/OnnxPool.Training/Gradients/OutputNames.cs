using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Makes computed values outputs of a graph, under names of their own.</summary>
sealed class OutputNames(GraphProto graph, GraphWriter writer)
{
    readonly Dictionary<string, string> _renamed = [];

    /// <summary>Adds an output; the value takes its name, unless it had one that others know, and is copied then.</summary>
    /// <returns><paramref name="name"/>.</returns>
    public string Add(string value, string name, ElementType type, ReadOnlySpan<long> shape)
    {
        if (_renamed.TryGetValue(value, out string? first)) writer.Named(name, "Identity", [first]);
        else if (!writer.IsNew(value)) writer.Named(name, "Identity", [value]);
        else Rename(value, name);
        graph.Output.Add(ValueTypes.Named(name, ValueTypes.Tensor(type, shape)));
        return name;
    }

    void Rename(string value, string name)
    {
        foreach (NodeProto node in graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == value) node.Input[i] = name;
            for (int i = 0; i < node.Output.Count; i++)
                if (node.Output[i] == value) node.Output[i] = name;
        }
        _renamed.Add(value, name);
    }
}
