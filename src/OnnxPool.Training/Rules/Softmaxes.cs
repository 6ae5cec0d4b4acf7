namespace OnnxPool.Training;

/// <summary>Gradients of Softmax and LogSoftmax.</summary>
static class Softmaxes
{
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

    static long[] Axes(NodeGradient n) => [n.Int("axis", -1)];
}
