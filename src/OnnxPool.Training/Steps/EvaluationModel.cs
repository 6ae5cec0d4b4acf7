using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>A model as it is at inference, with its loss, and with what is trained as inputs.</summary>
static class EvaluationModel
{
    /// <summary>Writes it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The loss and the output that it is taken of.</param>
    /// <param name="trained">The initializers that become inputs.</param>
    /// <param name="output">The output that the loss is taken of.</param>
    public static ModelProto Build(ModelProto model, GradientOptions options, IEnumerable<string> trained, string output)
    {
        var facts = GraphFacts.Infer(model);
        ModelProto copy = model.Clone();
        GraphProto graph = copy.Graph;
        NodePlace[] nodes = [.. GraphNodes.Of(model)];
        long opset = copy.OpsetImport.Where(i => OperatorDomain.Normalize(i.Domain).Length == 0).Max(i => i.Version);
        copy.IrVersion = Math.Max(copy.IrVersion, IrVersions.For(opset));
        foreach (string name in trained)
        {
            graph.Initializer.Remove(graph.Initializer.First(t => t.Name == name));
            if (graph.Input.All(i => i.Name != name)) graph.Input.Add(ValueTypes.Named(name, ValueTypes.Tensor(facts[name].Type, facts[name].Shape)));
        }
        var writer = new GraphWriter(graph, opset, [.. graph.Input.Select(i => i.Name), .. graph.Initializer.Select(t => t.Name), .. nodes.SelectMany(n => n.Node.Output.Append(n.Node.Name))]) { Scope = GradientGraph.LossName };
        string target = options.Loss == Loss.SoftmaxCrossEntropy ? Losses.Logits(nodes, output) : output;
        WrittenLoss loss = Losses.Write(writer, facts.Same(target, output), target, options);
        if (loss.Labels is not null) graph.Input.Add(loss.Labels);
        if (loss.Value != output) _ = new OutputNames(graph, writer).Add(loss.Value, GradientGraph.LossName, facts[target].Type, []);
        return copy;
    }
}
