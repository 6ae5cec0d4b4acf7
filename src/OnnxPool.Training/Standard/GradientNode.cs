using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>
/// Gradient of ai.onnx.preview.training: attributes xs and zs name values that y is a function of, its inputs are where that function is looked at, and
/// its outputs are the derivatives by xs there (of the sum of y, where y has several elements).
/// </summary>
static class GradientNode
{
    /// <summary>Writes the derivatives after the nodes that are in the model already.</summary>
    public static void Lower(ModelProto model, GraphWriter graph, NodePlace place)
    {
        NodeProto node = place.Node;
        string[] xs = Names(node, "xs"), zs = Names(node, "zs");
        string y = node.Attribute.FirstOrDefault(a => a.Name == "y")?.S.ToStringUtf8() ?? "";
        string[] given = [.. xs, .. zs];
        if (xs.Length == 0 || node.Input.Count != given.Length || node.Output.Count > xs.Length)
            throw new InvalidPoolingException($"node {place.Label}", $"{node.Input.Count} inputs and {node.Output.Count} outputs", "an input for each of xs and zs, an output for each of xs");
        Dictionary<string, string> values = [];
        for (int i = 0; i < given.Length; i++) values[given[i]] = node.Input[i];

        HashSet<string> between = Function(model, graph, place, values, y);
        ModelProto part = TrainingStandard.SoFar(model);
        var facts = GraphFacts.Infer(part);
        NodePlace[] nodes = [.. GraphNodes.Of(part).Where(n => n.Kind == PlaceKind.Main && n.Node.Output.Any(between.Contains))];
        string target = values.GetValueOrDefault(y, y);
        string[] at = [.. xs.Select(x => values[x])];
        var path = new DifferentiatedPath(nodes, facts, at, target);
        var tape = new GradientTape(graph, facts, new GradientOptions { Loss = Loss.Output, Training = false }, path);
        string one = graph.Scalar(facts[target].Type, 1);
        tape.Give(target, facts[target].Shape is [] ? one : graph.Expand(one, graph.Shape(target)));
        foreach (NodePlace step in nodes.Reverse())
            if (step.Node.Output.Any(o => tape.GradientOf(o) is not null)) GradientRules.Find(step)!.Backward(new NodeGradient(tape, step));
        for (int i = 0; i < node.Output.Count; i++)
        {
            if (node.Output[i].Length == 0) continue;
            graph.Named(node.Output[i], "Identity", [tape.GradientOf(at[i]) ?? graph.Zeros(graph.Shape(at[i]), facts[at[i]].Type)]);
        }
    }

    // The nodes that make y of xs and zs: their outputs. Where an input is another value than the one named, they are written again, for that value.
    static HashSet<string> Function(ModelProto model, GraphWriter graph, NodePlace place, Dictionary<string, string> values, string y)
    {
        HashSet<string> needed = [y];
        List<NodeProto> nodes = [];
        foreach (NodeProto node in model.Graph.Node.Reverse())
        {
            if (!node.Output.Any(o => needed.Contains(o) && !values.ContainsKey(o))) continue;
            nodes.Insert(0, node);
            needed.UnionWith(node.Input);
        }
        if (!values.ContainsKey(y) && nodes.Count == 0) throw new InvalidPoolingException($"node {place.Label}: y", $"'{Printable.Of(y)}'", "a value that is computed before the node");
        if (values.All(v => v.Key == v.Value)) return [.. nodes.SelectMany(n => n.Output)];
        HashSet<string> outputs = [];
        foreach (NodeProto node in nodes)
        {
            NodeProto again = node.Clone();
            again.Name = graph.Unique($"{graph.Scope}/{node.OpType}");
            for (int i = 0; i < again.Input.Count; i++) again.Input[i] = values.GetValueOrDefault(again.Input[i], again.Input[i]);
            for (int i = 0; i < again.Output.Count; i++)
                if (again.Output[i].Length > 0) again.Output[i] = values[node.Output[i]] = graph.Unique($"{again.Name}:{i}");
            graph.Copy(again);
            outputs.UnionWith(again.Output);
        }
        return outputs;
    }

    static string[] Names(NodeProto node, string attribute) => [.. node.Attribute.Where(a => a.Name == attribute).SelectMany(a => a.Strings).Select(s => s.ToStringUtf8())];
}
