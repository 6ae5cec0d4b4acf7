using System.Globalization;

namespace OnnxPool.Training;

/// <summary>Dropout: while training each element is 0 with probability ratio, otherwise x/(1 − ratio).</summary>
static class Dropout
{
    const string Mask = "mask";
    const long SeedValues = 1 << 24;

    /// <summary>The training form, with a mask from random numbers of a seed; at inference the node as it is.</summary>
    public static void Forward(NodeGradient n)
    {
        GraphWriter graph = n.Graph;
        if (!IsActive(n))
        {
            graph.Copy(n.Node);
            return;
        }
        float ratio = Ratio(n);
        // A seed is a float in ONNX, which holds so many integers.
        string random = graph.Node("RandomUniformLike", [n.X()], ("seed", AttributeValue.Of((float)(((n.Seed % SeedValues) + SeedValues) % SeedValues))));
        n.Kept[Mask] = graph.Node("Not", [graph.Node("Less", [random, n.Scalar(ratio)])]);
        graph.Named(n.Y(), "Where", [n.Kept[Mask], graph.Mul(n.X(), Factor(n)), n.Scalar(0)]);
        if (n.Y(1).Length > 0) graph.Named(n.Y(1), "Identity", [n.Kept[Mask]]);
    }

    /// <summary>The gradient of what was kept, times its factor.</summary>
    public static void Backward(NodeGradient n)
    {
        if (!n.IsTraining && n.Has(2) && n.Constant(2) is null) throw n.Unsupported("training_mode", "a computed one", "a constant");
        if (!IsActive(n)) n.Give(0, n.DY);
        else if (n.Kept.TryGetValue(Mask, out string? mask)) n.Give(0, n.Graph.Where(mask, n.Graph.Mul(n.DY, Factor(n)), n.Scalar(0)));
        else throw n.Unsupported("training_mode", "true", "false where a Gradient node differentiates it");
    }

    static bool IsActive(NodeGradient n) => (n.IsTraining || n.Constant(2) is { Type: ElementType.Bool } mode && mode.Bytes[0] != 0) && Ratio(n) > 0;

    static string Factor(NodeGradient n) => n.Scalar(1 / (1 - (double)Ratio(n)));

    static float Ratio(NodeGradient n)
    {
        float ratio = n.Has(1) ? (float)(n.Constant(1) ?? throw n.Unsupported("ratio", "a computed one", "a constant")).ToDoubles()[0] : 0.5f;
        return ratio is >= 0 and < 1 ? ratio
            : throw new InvalidPoolingException($"node {n.Place.Label}: ratio", ratio.ToString(CultureInfo.InvariantCulture), "0 or more and less than 1");
    }
}
