using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>The form of a model that gradients are written for: operators of opset 11 and newer, weights as initializers.</summary>
static class TrainableForm
{
    // Nothing but the operators below changed in meaning between these two.
    const long OldestOpset = 9;

    /// <summary>A copy of a model in that form; of one that has it already an equal one.</summary>
    /// <exception cref="InvalidPoolingException">An opset below 9.</exception>
    public static ModelProto Of(ModelProto model)
    {
        ModelProto copy = model.Clone();
        if (copy.Graph is null) throw new InvalidPoolingException("graph", "none", "one, as in every ONNX model");
        Promote(copy.Graph);
        Upgrade(copy);
        return copy;
    }

    // Some exporters write weights as Constant nodes. A model with floating-point initializers has its weights there, and its Constants are numbers.
    static void Promote(GraphProto graph)
    {
        if (graph.Initializer.Any(t => new ValueFacts((ElementType)t.DataType, null).IsReal)) return;
        foreach (NodeProto node in graph.Node.Where(n => n.OpType == "Constant" && OperatorDomain.Normalize(n.Domain).Length == 0).ToArray())
        {
            if (node.Attribute.FirstOrDefault(a => a.Name == "value")?.T is not { } value || value.Dims.Count == 0 || value.Dims.Aggregate(1L, (n, d) => n * d) < 2) continue;
            TensorProto weight = value.Clone();
            weight.Name = node.Output[0];
            graph.Initializer.Add(weight);
            graph.Node.Remove(node);
        }
    }

    static void Upgrade(ModelProto model)
    {
        OperatorSetIdProto? import = model.OpsetImport.Where(i => OperatorDomain.Normalize(i.Domain).Length == 0).MaxBy(i => i.Version);
        long opset = import?.Version ?? 1;
        if (opset >= GraphWriter.FirstOpset) return;
        if (opset < OldestOpset) throw new InvalidPoolingException("opset", $"{opset}", $"{OldestOpset} or newer");
        NodePlace[] changed = [.. GraphNodes.Of(model).Where(n => n.Domain.Length == 0 && n.Node.OpType is "Clip" or "Pad" or "Slice" or "TopK" or "Upsample" or "Resize")];
        var settings = new Settings(model, changed.Length == 0 ? null : GraphFacts.Infer(model));
        foreach (NodePlace place in changed) settings.Move(place.Node);
        import!.Version = GraphWriter.FirstOpset;
        model.IrVersion = Math.Max(model.IrVersion, IrVersions.For(GraphWriter.FirstOpset));
    }

    /// <summary>Moves what was an attribute before opset 10 or 11 to the input that it is there.</summary>
    sealed class Settings(ModelProto model, GraphFacts? facts)
    {
        int _count;

        public void Move(NodeProto node)
        {
            switch (node.OpType)
            {
                case "Clip":
                    Number(node, "min");
                    Number(node, "max");
                    break;
                case "Pad":
                    Integers(node, "pads");
                    Number(node, "value");
                    break;
                case "Slice" when node.Input.Count == 1:
                    // Axes come before steps, and after ends.
                    Integers(node, "starts");
                    Integers(node, "ends");
                    Integers(node, "axes");
                    break;
                case "TopK" when node.Input.Count == 1:
                    long k = Remove(node, "k")!.I;
                    node.Input.Add(New(Tensor.Of(ElementType.Int64, [1], (ReadOnlySpan<long>)[k])));
                    break;
                case "Upsample" or "Resize":
                    node.OpType = "Resize";
                    node.Input.Insert(1, New(new Tensor(ElementType.Float, [0])));
                    node.Attribute.Add(NodeAttributes.ToProto("coordinate_transformation_mode", AttributeValue.Of("asymmetric")));
                    node.Attribute.Add(NodeAttributes.ToProto("nearest_mode", AttributeValue.Of("floor")));
                    break;
            }
        }

        void Number(NodeProto node, string attribute)
        {
            ElementType type = facts![node.Input[0]].Type;
            float? value = Remove(node, attribute)?.F;
            node.Input.Add(value is not { } v ? "" : New(type switch
            {
                ElementType.Double => Tensor.Of([], (ReadOnlySpan<double>)[v]),
                ElementType.Float16 => Tensor.Of([], (ReadOnlySpan<Half>)[(Half)v]),
                _ => Tensor.Of([], (ReadOnlySpan<float>)[v]),
            }));
        }

        void Integers(NodeProto node, string attribute)
        {
            if (Remove(node, attribute) is { } found) node.Input.Add(New(Tensor.Of(ElementType.Int64, [found.Ints.Count], (ReadOnlySpan<long>)[.. found.Ints])));
        }

        static AttributeProto? Remove(NodeProto node, string name)
        {
            AttributeProto? found = node.Attribute.FirstOrDefault(a => a.Name == name);
            if (found is not null) node.Attribute.Remove(found);
            return found;
        }

        string New(Tensor value)
        {
            string name = $"onnxpool/setting_{++_count}";
            model.Graph.Initializer.Add(TensorConversion.ToProto(name, value));
            return name;
        }
    }
}
