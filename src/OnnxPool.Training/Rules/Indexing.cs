namespace OnnxPool.Training;

/// <summary>Gradients of operators that pick elements: the gradient goes back to where each was picked.</summary>
static class Indexing
{
    /// <summary>Zeros around the gradient where that can be written down, otherwise by positions.</summary>
    public static void Slice(NodeGradient n) => n.Give(0, Margins(n) is { } pads ? n.Graph.Node("Pad", [n.DY, n.Graph.Ints(pads)]) : ByPosition(n, repeats: false));

    /// <summary>Gather and GatherElements: an element that was picked several times gets all their gradients.</summary>
    public static void Gather(NodeGradient n) => n.Give(0, ByPosition(n, repeats: true));

    // The same operator on the positions of the elements says where each came from.
    static string ByPosition(NodeGradient n, bool repeats)
    {
        GraphWriter graph = n.Graph;
        string size = graph.Node("Size", [n.X()]);
        string shape = n.ShapeOf(0);
        string positions = graph.Reshape(graph.Node("Range", [graph.Int(0), size, graph.Int(1)]), shape);
        (string, AttributeValue)[] attributes = n.Node.Attribute.Any(a => a.Name == "axis") ? [("axis", AttributeValue.Of(n.Int("axis", 0)))] : [];
        string picked = graph.Node(n.Node.OpType, [positions, .. n.Node.Input.Skip(1)], attributes);
        string zeros = graph.Zeros(graph.Unsqueeze(size, 0), n.Type);
        string flat = graph.Ints(-1);
        (string, AttributeValue)[] add = repeats ? [("reduction", AttributeValue.Of("add"))] : [];
        return graph.Reshape(graph.Node("ScatterElements", [zeros, graph.Node("Reshape", [picked, flat]), graph.Node("Reshape", [n.DY, flat])], add), shape);
    }

    // Begins, then ends, of what a slice with steps of 1 left out; null where only the run will show.
    static long[]? Margins(NodeGradient n)
    {
        if (n.In().Dimensions is not { } dimensions) return null;
        if (n.Integers(1) is not { } starts || n.Integers(2) is not { } ends) return null;
        long[]? axes = n.Has(3) ? n.Integers(3) : [.. Enumerable.Range(0, starts.Length).Select(a => (long)a)];
        long[]? steps = n.Has(4) ? n.Integers(4) : [];
        if (axes is null || steps is null || steps.Any(s => s != 1)) return null;
        var pads = new long[2 * dimensions.Count];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = (int)(axes[i] < 0 ? axes[i] + dimensions.Count : axes[i]);
            if (!dimensions[axis].IsKnown) return null;
            long size = dimensions[axis].Size;
            long start = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, size);
            long end = Math.Clamp(ends[i] < 0 ? ends[i] + size : ends[i], start, size);
            (pads[axis], pads[dimensions.Count + axis]) = (start, size - end);
        }
        return pads;
    }
}
