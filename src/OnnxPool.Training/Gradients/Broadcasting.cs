namespace OnnxPool.Training;

/// <summary>The gradient of ONNX's multidirectional broadcasting: a sum over every axis along which a value was repeated.</summary>
static class Broadcasting
{
    /// <summary>Brings <paramref name="gradient"/> to the shape of <paramref name="target"/>.</summary>
    /// <param name="node">Whose gradient it is.</param>
    /// <param name="gradient">The gradient of the broadcast value.</param>
    /// <param name="from">Its dimensions, as far as they are known.</param>
    /// <param name="target">The value that was broadcast.</param>
    /// <param name="to">Its dimensions, as far as they are known.</param>
    public static string Sum(NodeGradient node, string gradient, IReadOnlyList<Dimension>? from, string target, IReadOnlyList<Dimension>? to)
    {
        if (to is []) return from is [] ? gradient : node.Graph.ReduceAll("ReduceSum", gradient);
        if (from is null || to is null || Repeated(from, to) is not { } axes) return SumComputed(node, gradient, target);
        int lead = from.Count - to.Count;
        if (axes.Count == 0) return gradient;
        // Axes that the target does not have vanish; with keepdims they and the others could not be told apart in one call.
        if (axes.Count == lead) return node.Graph.ReduceSum(gradient, axes, keep: false);
        string sum = node.Graph.ReduceSum(gradient, axes, keep: true);
        return node.Graph.Squeeze(sum, [.. Enumerable.Range(0, lead).Select(a => (long)a)]);
    }

    // The axes to sum over, or null where only the run will show.
    static List<long>? Repeated(IReadOnlyList<Dimension> from, IReadOnlyList<Dimension> to)
    {
        int lead = from.Count - to.Count;
        List<long> axes = [.. Enumerable.Range(0, lead).Select(a => (long)a)];
        for (int i = 0; i < to.Count; i++)
        {
            (Dimension large, Dimension small) = (from[lead + i], to[i]);
            if (large.Equals(small) || small.Size > 1 || small.Size == 0) continue;
            if (small.Size != 1) return null;
            axes.Add(lead + i);
        }
        return axes;
    }

    static string SumComputed(NodeGradient node, string gradient, string target)
    {
        GraphWriter graph = node.Graph;
        // The target's shape with a 1 for each axis that it does not have, against the gradient's.
        string shape = graph.Shape(gradient);
        string own = graph.Shape(target);
        string missing = graph.Sub(graph.Shape(shape), graph.Shape(own));
        string ones = graph.Expand(graph.Ints(1), missing);
        string differs = graph.Node("Not", [graph.Node("Equal", [shape, graph.Concat(0, ones, own)])]);
        string axes = graph.Squeeze(graph.Node("NonZero", [differs]), 0);
        return graph.Reshape(graph.ReduceSum(gradient, axes, keep: true), own);
    }
}
