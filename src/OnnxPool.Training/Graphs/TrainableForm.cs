using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>The form of a model that gradients are written for: operators of opset 16 and newer, weights as initializers.</summary>
static class TrainableForm
{
    /// <summary>A copy of a model in that form; of one that has it already an equal one.</summary>
    /// <exception cref="InvalidPoolingException">No graph, or an opset below 7.</exception>
    /// <exception cref="UnsupportedPoolingException">A node that has no equal in opset 16.</exception>
    public static ModelProto Of(ModelProto model)
    {
        ModelProto copy = model.Clone();
        if (copy.Graph is null) throw new InvalidPoolingException("graph", "none", "one, as in every ONNX model");
        OpsetRaise.Apply(copy);
        Promote(copy.Graph);
        return copy;
    }

    // Some exporters write weights as Constant nodes. A model with floating-point initializers has its weights there, and its Constants are numbers.
    static void Promote(GraphProto graph)
    {
        if (graph.Initializer.Any(IsReal)) return;
        foreach (NodeProto node in graph.Node.Where(n => n.OpType == "Constant" && OperatorDomain.Normalize(n.Domain).Length == 0).ToArray())
        {
            if (node.Attribute.FirstOrDefault(a => a.Name == "value")?.T is not { } value || !IsReal(value) || value.Dims.Count == 0 || value.Dims.Aggregate(1L, (n, d) => n * d) < 2) continue;
            TensorProto weight = value.Clone();
            weight.Name = node.Output[0];
            graph.Initializer.Add(weight);
            graph.Node.Remove(node);
        }
    }

    static bool IsReal(TensorProto tensor) => new ValueFacts((ElementType)tensor.DataType, null).IsReal;
}
