namespace OnnxPool.Training;

/// <summary>Gradients of arithmetic on elements, with ONNX's multidirectional broadcasting.</summary>
static class Arithmetic
{
    /// <summary>d(a + b) = da + db.</summary>
    public static void Add(NodeGradient n)
    {
        if (n.Needs(0)) n.Give(0, n.Unbroadcast(n.DY, 0));
        if (n.Needs(1)) n.Give(1, n.Unbroadcast(n.DY, 1));
    }

    /// <summary>d(a − b) = da − db.</summary>
    public static void Sub(NodeGradient n)
    {
        if (n.Needs(0)) n.Give(0, n.Unbroadcast(n.DY, 0));
        if (n.Needs(1)) n.Give(1, n.Graph.Neg(n.Unbroadcast(n.DY, 1)));
    }

    /// <summary>d(a·b) = b·da + a·db.</summary>
    public static void Mul(NodeGradient n)
    {
        if (n.Needs(0)) n.Give(0, n.Unbroadcast(n.Graph.Mul(n.DY, n.X(1)), 0));
        if (n.Needs(1)) n.Give(1, n.Unbroadcast(n.Graph.Mul(n.DY, n.X(0)), 1));
    }

    /// <summary>d(a/b) = da/b − y·db/b.</summary>
    public static void Div(NodeGradient n)
    {
        string share = n.Graph.Div(n.DY, n.X(1));
        if (n.Needs(0)) n.Give(0, n.Unbroadcast(share, 0));
        if (n.Needs(1)) n.Give(1, n.Graph.Neg(n.Unbroadcast(n.Graph.Mul(share, n.Y()), 1)));
    }

    /// <summary>d(a^b) = b·a^(b − 1)·da + a^b·log a·db; the first is 0 where b is, the second where a is, as in PyTorch.</summary>
    public static void Pow(NodeGradient n)
    {
        GraphWriter graph = n.Graph;
        string exponent = n.In(1).Type == n.Type ? n.X(1) : graph.Cast(n.X(1), n.Type);
        string zero = n.Scalar(0);
        if (n.Needs(0))
        {
            string slope = graph.Mul(exponent, graph.Node("Pow", [n.X(), graph.Sub(exponent, n.Scalar(1))]));
            n.Give(0, n.Unbroadcast(graph.Mul(n.DY, graph.Where(graph.Node("Equal", [exponent, zero]), zero, slope)), 0));
        }
        if (n.Needs(1))
        {
            string slope = graph.Mul(n.Y(), graph.Node("Log", [n.X()]));
            n.Give(1, n.Unbroadcast(graph.Mul(n.DY, graph.Where(graph.Node("Equal", [n.X(), zero]), zero, slope)), 1));
        }
    }

    /// <summary>d√x = dx/(2y).</summary>
    public static void Sqrt(NodeGradient n) => n.Give(0, n.Graph.Div(n.Graph.Mul(n.DY, n.Scalar(0.5)), n.Y()));

    /// <summary>d(−x) = −dx.</summary>
    public static void Neg(NodeGradient n) => n.Give(0, n.Graph.Neg(n.DY));

    /// <summary>d exp x = y·dx.</summary>
    public static void Exp(NodeGradient n) => n.Give(0, n.Graph.Mul(n.DY, n.Y()));

    /// <summary>d log x = dx/x.</summary>
    public static void Log(NodeGradient n) => n.Give(0, n.Graph.Div(n.DY, n.X()));

    /// <summary>d(1/x) = −y²·dx.</summary>
    public static void Reciprocal(NodeGradient n) => n.Give(0, n.Graph.Neg(n.Graph.Mul(n.DY, n.Graph.Mul(n.Y(), n.Y()))));

    /// <summary>d|x| = sign x·dx, 0 at 0.</summary>
    public static void Abs(NodeGradient n) => n.Give(0, n.Graph.Mul(n.DY, n.Graph.Node("Sign", [n.X()])));

    /// <summary>d(a + b + …) = da + db + ….</summary>
    public static void Sum(NodeGradient n)
    {
        for (int i = 0; i < n.Node.Input.Count; i++)
            if (n.Needs(i)) n.Give(i, n.Unbroadcast(n.DY, i));
    }

    /// <summary>As of a sum, over the number of operands.</summary>
    public static void Mean(NodeGradient n)
    {
        string share = n.Graph.Div(n.DY, n.Scalar(n.Node.Input.Count));
        for (int i = 0; i < n.Node.Input.Count; i++)
            if (n.Needs(i)) n.Give(i, n.Unbroadcast(share, i));
    }

    /// <summary>Max and Min: the operands that are the result share its gradient equally, as in PyTorch.</summary>
    public static void Extreme(NodeGradient n)
    {
        GraphWriter graph = n.Graph;
        string[] isResult = [.. n.Node.Input.Select(x => graph.Cast(graph.Node("Equal", [x, n.Y()]), n.Type))];
        string share = graph.Div(n.DY, isResult.Length == 1 ? isResult[0] : graph.Node("Sum", isResult));
        for (int i = 0; i < isResult.Length; i++)
            if (n.Needs(i)) n.Give(i, n.Unbroadcast(graph.Mul(share, isResult[i]), i));
    }

    /// <summary>Where: each operand has the gradient where it was taken.</summary>
    public static void Where(NodeGradient n)
    {
        string zero = n.Graph.Scalar(n.Out().Type, 0);
        if (n.Needs(1)) n.Give(1, n.Unbroadcast(n.Graph.Where(n.X(), n.DY, zero), 1));
        if (n.Needs(2)) n.Give(2, n.Unbroadcast(n.Graph.Where(n.X(), zero, n.DY), 2));
    }
}
