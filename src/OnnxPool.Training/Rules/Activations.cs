namespace OnnxPool.Training;

/// <summary>Gradients of activation functions. At a kink the side is PyTorch's: Relu and its kin have slope 0 (or alpha) at 0, Clip has 1 at its limits.</summary>
static class Activations
{
    /// <summary>1 where the result is positive.</summary>
    public static void Relu(NodeGradient n) => n.Give(0, n.Graph.Where(Greater(n, n.Y(), 0), n.DY, n.Scalar(0)));

    /// <summary>1 where x is positive, alpha elsewhere.</summary>
    public static void LeakyRelu(NodeGradient n) =>
        n.Give(0, n.Graph.Where(Greater(n, n.X(), 0), n.DY, n.Graph.Mul(n.DY, n.Scalar(n.Float("alpha", 0.01f)))));

    /// <summary>As LeakyRelu, with a learned slope that is broadcast to x.</summary>
    public static void PRelu(NodeGradient n)
    {
        string positive = Greater(n, n.X(), 0);
        if (n.Needs(0)) n.Give(0, n.Graph.Where(positive, n.DY, n.Graph.Mul(n.DY, n.X(1))));
        if (n.Needs(1)) n.Give(1, n.Unbroadcast(n.Graph.Where(positive, n.Scalar(0), n.Graph.Mul(n.DY, n.X())), 1));
    }

    /// <summary>1 where x is positive, y + alpha elsewhere.</summary>
    public static void Elu(NodeGradient n)
    {
        string below = n.Graph.Mul(n.DY, n.Graph.Add(n.Y(), n.Scalar(n.Float("alpha", 1))));
        n.Give(0, n.Graph.Where(Greater(n, n.X(), 0), n.DY, below));
    }

    /// <summary>1 between the limits and at them.</summary>
    public static void Clip(NodeGradient n)
    {
        string gradient = n.DY;
        if (n.Has(1)) gradient = n.Graph.Where(n.Graph.Node("Less", [n.X(), n.X(1)]), n.Scalar(0), gradient);
        if (n.Has(2)) gradient = n.Graph.Where(n.Graph.Node("Greater", [n.X(), n.X(2)]), n.Scalar(0), gradient);
        n.Give(0, gradient);
    }

    /// <summary>y·(1 − y).</summary>
    public static void Sigmoid(NodeGradient n) =>
        n.Give(0, n.Graph.Mul(n.DY, n.Graph.Mul(n.Y(), n.Graph.Sub(n.Scalar(1), n.Y()))));

    /// <summary>alpha where the result is neither 0 nor 1.</summary>
    public static void HardSigmoid(NodeGradient n)
    {
        string slope = n.Graph.Mul(n.DY, n.Scalar(n.Float("alpha", 0.2f)));
        string inside = n.Graph.Node("And", [Greater(n, n.Y(), 0), Less(n, n.Y(), 1)]);
        n.Give(0, n.Graph.Where(inside, slope, n.Scalar(0)));
    }

    /// <summary>x·max(0, min(1, x/6 + 1/2)): 0 up to −3, 1 from 3 on, x/3 + 1/2 between.</summary>
    public static void HardSwish(NodeGradient n)
    {
        string slope = n.Graph.Mul(n.DY, n.Graph.Add(n.Graph.Mul(n.X(), n.Scalar(1.0 / 3)), n.Scalar(0.5)));
        string above = n.Graph.Where(Less(n, n.X(), 3), slope, n.DY);
        n.Give(0, n.Graph.Where(Greater(n, n.X(), -3), above, n.Scalar(0)));
    }

    /// <summary>1 − y².</summary>
    public static void Tanh(NodeGradient n) =>
        n.Give(0, n.Graph.Mul(n.DY, n.Graph.Sub(n.Scalar(1), n.Graph.Mul(n.Y(), n.Y()))));

    /// <summary>The sigmoid of x.</summary>
    public static void Softplus(NodeGradient n) => n.Give(0, n.Graph.Mul(n.DY, n.Graph.Node("Sigmoid", [n.X()])));

    /// <summary>2/√π·exp(−x²).</summary>
    public static void Erf(NodeGradient n)
    {
        string bell = n.Graph.Node("Exp", [n.Graph.Neg(n.Graph.Mul(n.X(), n.X()))]);
        n.Give(0, n.Graph.Mul(n.DY, n.Graph.Mul(bell, n.Scalar(2 / Math.Sqrt(Math.PI)))));
    }

    static string Greater(NodeGradient n, string x, double limit) => n.Graph.Node("Greater", [x, n.Scalar(limit)]);

    static string Less(NodeGradient n, string x, double limit) => n.Graph.Node("Less", [x, n.Scalar(limit)]);
}
