namespace OnnxPool.Training;

/// <summary>Gradients of Softmax and LogSoftmax.</summary>
static class Softmaxes
{
    /// <summary>From this opset on they run along one axis; before, along that axis and all that follow it.</summary>
    public const long OneAxis = 13;

    /// <summary>y·(dy − Σ y·dy).</summary>
    public static void Softmax(NodeGradient n)
    {
        string total = n.Graph.ReduceSum(n.Graph.Mul(n.DY, n.Y()), Axes(n), keep: true);
        n.Give(0, n.Graph.Mul(n.Y(), n.Graph.Sub(n.DY, total)));
    }

    /// <summary>dy − exp y·Σ dy.</summary>
    public static void LogSoftmax(NodeGradient n)
    {
        string total = n.Graph.ReduceSum(n.DY, Axes(n), keep: true);
        n.Give(0, n.Graph.Sub(n.DY, n.Graph.Mul(n.Graph.Node("Exp", [n.Y()]), total)));
    }

    static long[] Axes(NodeGradient n)
    {
        if (n.Graph.Opset >= OneAxis) return [n.Int("axis", -1)];
        int axis = n.Axis("axis", 1);
        return [.. Enumerable.Range(axis, n.Rank() - axis).Select(a => (long)a)];
    }
}
