namespace OnnxPool.Training;

/// <summary>Gradients of the pooling family: the operators of domain ai.onnxpool, with the attributes of the forward node.</summary>
static class Pooling
{
    /// <summary>From the elements that won, or that went into a norm: MaxPool, GlobalMaxPool, LpPool, GlobalLpPool.</summary>
    public static void OfElements(NodeGradient n) => n.Give(0, Own(n, n.DY, n.X(), n.Y()));

    /// <summary>From the shape alone: AveragePool, GlobalAveragePool.</summary>
    public static void OfShape(NodeGradient n) => n.Give(0, Own(n, n.DY, n.ShapeOf(0)));

    /// <summary>From the positions that the elements were put at: MaxUnpool.</summary>
    public static void OfPositions(NodeGradient n) => n.Give(0, Own(n, n.DY, n.X(1)));

    static string Own(NodeGradient n, params string[] inputs) => n.Graph.OwnNode($"{n.Node.OpType}Grad", inputs, n.Node.Attribute);
}
