namespace OnnxPool.Training;

/// <summary>
/// BatchNormalization: x̂ = (x − mean)/√(var + epsilon), y = scale·x̂ + bias for each channel. Where its scale or bias is trained, mean and (population)
/// variance are those of the batch, and the running ones become momentum·old + (1 − momentum)·batch; otherwise they are the running ones.
/// </summary>
static class Normalization
{
    const string Normalized = "normalized";
    const string Deviation = "deviation";

    /// <summary>The training form in operators of its own, so that nothing is computed twice; at inference the node as it is.</summary>
    public static void Forward(NodeGradient n)
    {
        GraphWriter graph = n.Graph;
        if (!IsTrained(n))
        {
            graph.Copy(n.Node);
            return;
        }
        long[] axes = Convolution.AllButChannels(n.Rank());
        string mean = graph.ReduceMean(n.X(), axes, keep: true);
        string centered = graph.Sub(n.X(), mean);
        string variance = graph.ReduceMean(graph.Mul(centered, centered), axes, keep: true);
        n.Kept[Deviation] = graph.Sqrt(graph.Add(variance, Epsilon(n)));
        n.Kept[Normalized] = graph.Div(centered, n.Kept[Deviation]);
        graph.Named(n.Y(), "Add", [graph.Mul(n.Kept[Normalized], PerChannel(n, n.X(1))), PerChannel(n, n.X(2))]);
        Update(n, 3, 1, graph.Squeeze(mean, axes));
        Update(n, 4, 2, graph.Squeeze(variance, axes));
    }

    /// <summary>With statistics of the batch dX = scale/√(var + epsilon)·(dY − mean dY − x̂·mean(dY·x̂)); with running ones the first factor times dY.</summary>
    public static void Backward(NodeGradient n)
    {
        GraphWriter graph = n.Graph;
        bool isTrained = IsTrained(n);
        if (isTrained && n.Kept.Count == 0) throw n.Unsupported("training_mode", "1", "0 where a Gradient node differentiates it");
        long[] axes = Convolution.AllButChannels(n.Rank());
        string deviation = isTrained ? n.Kept[Deviation] : PerChannel(n, graph.Sqrt(graph.Add(n.X(4), Epsilon(n))));
        string Normal() => isTrained ? n.Kept[Normalized] : graph.Div(graph.Sub(n.X(), PerChannel(n, n.X(3))), deviation);

        string? product = isTrained || n.Needs(1) ? graph.Mul(n.DY, Normal()) : null;
        if (n.Needs(1)) n.Give(1, graph.ReduceSum(product!, axes, keep: false));
        if (n.Needs(2)) n.Give(2, graph.ReduceSum(n.DY, axes, keep: false));
        if (!n.Needs(0)) return;
        string slope = graph.Div(PerChannel(n, n.X(1)), deviation);
        string rest = n.DY;
        if (isTrained)
        {
            string along = graph.Mul(n.Kept[Normalized], graph.ReduceMean(product!, axes, keep: true));
            rest = graph.Sub(graph.Sub(n.DY, graph.ReduceMean(n.DY, axes, keep: true)), along);
        }
        n.Give(0, graph.Mul(slope, rest));
    }

    static bool IsTrained(NodeGradient n) => n.Int("training_mode", 0) != 0 || (n.IsTraining && (n.Needs(1) || n.Needs(2)));

    static void Update(NodeGradient n, int input, int output, string batch)
    {
        GraphWriter graph = n.Graph;
        float momentum = n.Float("momentum", 0.9f);
        string next = graph.Add(graph.Mul(n.X(input), n.Scalar(momentum)), graph.Mul(batch, n.Scalar(1 - (double)momentum)));
        if (n.Y(output).Length > 0) graph.Named(n.Y(output), "Identity", [next]);
        if (n.Constant(input) is not null) n.Remember(n.X(input), next);
    }

    static string Epsilon(NodeGradient n) => n.Scalar(n.Float("epsilon", 1e-5f));

    // One number for each channel, in a shape that stretches over batch and space.
    static string PerChannel(NodeGradient n, string value) => n.Graph.Unsqueeze(value, Convolution.AllButChannels(n.Rank()));
}
