namespace OnnxPool.Training;

/// <summary>Gradients of reductions.</summary>
static class Reductions
{
    /// <summary>The gradient of a sum is that of each of its terms.</summary>
    public static void Sum(NodeGradient n) => n.Give(0, n.Graph.Expand(Kept(n, n.DY), n.ShapeOf(0)));

    /// <summary>As of a sum, over the number of terms.</summary>
    public static void Mean(NodeGradient n)
    {
        string share = n.In().Shape is { } whole && n.Out().Shape is { } rest && Shapes.ElementCount(rest) > 0
            ? n.Scalar((double)Shapes.ElementCount(rest) / Shapes.ElementCount(whole))
            : n.Graph.Div(n.Graph.Count(n.Y(), n.Type), n.Graph.Count(n.X(), n.Type));
        n.Give(0, n.Graph.Expand(Kept(n, n.Graph.Mul(n.DY, share)), n.ShapeOf(0)));
    }

    /// <summary>ReduceMax and ReduceMin: the elements that are the result share its gradient equally, as in PyTorch's amax.</summary>
    public static void Extreme(NodeGradient n)
    {
        string isResult = n.Graph.Cast(n.Graph.Node("Equal", [n.X(), Kept(n, n.Y())]), n.Type);
        string count = IsWhole(n) ? n.Graph.ReduceAll("ReduceSum", isResult)
            : n.Setting("axes", 1) is { } known ? n.Graph.ReduceSum(isResult, known, keep: true) : n.Graph.ReduceSum(isResult, n.X(1), keep: true);
        n.Give(0, n.Graph.Mul(isResult, n.Graph.Div(Kept(n, n.DY), count)));
    }

    // A value of the result's shape with the axes that it lost, or a scalar, which stretches anyway.
    static string Kept(NodeGradient n, string value)
    {
        if (n.Int("keepdims", 1) != 0 || !HasAxes(n)) return value;
        return n.Setting("axes", 1) is { } known ? n.Graph.Unsqueeze(value, known) : n.Graph.Node("Unsqueeze", [value, n.X(1)]);
    }

    // Without axes everything is one sum, unless the node says that it is none.
    static bool IsWhole(NodeGradient n) => n.Int("noop_with_empty_axes", 0) == 0 && !HasAxes(n);

    static bool HasAxes(NodeGradient n) => n.Setting("axes", 1) is { } axes ? axes.Length > 0 : n.Has(1);
}
