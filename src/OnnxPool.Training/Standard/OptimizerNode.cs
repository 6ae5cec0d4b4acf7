using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Adagrad, Adam and Momentum of ai.onnx.preview.training: inputs R, T, then each kind of tensor for all that are optimized; outputs likewise.</summary>
static class OptimizerNode
{
    /// <summary>Writes the update of every tensor of the node.</summary>
    public static void Lower(GraphWriter graph, GraphFacts facts, NodePlace place)
    {
        NodeProto node = place.Node;
        int kinds = node.OpType switch
        {
            "Adagrad" or "Momentum" => 3,
            "Adam" => 4,
            "GraphCall" => throw new UnsupportedPoolingException($"node {place.Label}", "GraphCall, which a draft of ONNX 1.7 had and no release has", "the values of the inference graph by their names"),
            _ => throw new UnsupportedPoolingException($"node {place.Label}", node.OpType, "Gradient, Adagrad, Adam, Momentum"),
        };
        int count = (node.Input.Count - 2) / kinds;
        if (node.Input.Count < 2 + kinds || node.Input.Count != 2 + (count * kinds) || node.Output.Count != count * (kinds - 1))
            throw new InvalidPoolingException($"node {place.Label}", $"{node.Input.Count} inputs and {node.Output.Count} outputs", $"R, T and {kinds} inputs for each tensor, and {kinds - 1} outputs");
        IReadOnlyDictionary<string, AttributeValue> attributes = NodeAttributes.Values(node);
        float Number(string name, float otherwise) => attributes.TryGetValue(name, out AttributeValue? value) ? value.Float : otherwise;

        for (int i = 0; i < count; i++)
        {
            string In(int kind) => node.Input[2 + (kind * count) + i];
            ElementType type = facts[In(0)].Type;
            var step = new StepValues(graph, type, Of(node.Input[0]), Of(node.Input[1]));
            string Of(string scalar) => facts[scalar].Type == type ? scalar : graph.Cast(scalar, type);
            string[] next = node.OpType switch
            {
                "Adagrad" => List(UpdateRules.Adagrad(step, In(0), In(1), In(2), Number("decay_factor", 0), Number("epsilon", 1e-6f), Number("norm_coefficient", 0))),
                "Momentum" => List(UpdateRules.Momentum(
                    step, In(0), In(1), In(2), Number("alpha", 0), Number("beta", 1), Number("norm_coefficient", 0), IsNesterov(place, attributes))),
                _ => List(UpdateRules.Adam(
                    step, In(0), In(1), In(2), In(3), Number("alpha", 0.9f), Number("beta", 0.999f), Number("epsilon", 1e-6f),
                    Number("norm_coefficient", 0), Number("norm_coefficient_post", 0))),
            };
            for (int kind = 0; kind < next.Length; kind++)
                if (node.Output[(kind * count) + i] is { Length: > 0 } output) graph.Named(output, "Identity", [next[kind]]);
        }
    }

    static bool IsNesterov(NodePlace place, IReadOnlyDictionary<string, AttributeValue> attributes)
    {
        string mode = attributes.TryGetValue("mode", out AttributeValue? value) ? value.String : "standard";
        return mode is "standard" or "nesterov" ? mode == "nesterov" : throw new InvalidPoolingException($"node {place.Label}: mode", $"'{mode}'", "standard, nesterov");
    }

    static string[] List((string A, string B) pair) => [pair.A, pair.B];

    static string[] List((string A, string B, string C) three) => [three.A, three.B, three.C];
}
