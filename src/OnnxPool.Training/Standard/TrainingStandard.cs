using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>ONNX's own operators for training (ai.onnx.preview.training, version 1), which ONNX Runtime does not have, in terms of those that it has.</summary>
public static class TrainingStandard
{
    /// <summary>The domain.</summary>
    public const string Domain = "ai.onnx.preview.training";

    // For models that import the domain alone.
    const long NewOpset = 17;

    /// <summary>Whether the main graph has a node of the domain.</summary>
    public static bool IsUsed(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return GraphNodes.Of(model).Any(n => n.Kind == PlaceKind.Main && n.Domain == Domain);
    }

    /// <summary>
    /// A copy of <paramref name="model"/> in which Gradient, Adagrad, Adam and Momentum nodes of the main graph are replaced: Gradient by the nodes that
    /// differentiate the graph before it, of any order; the others by their update.
    /// </summary>
    /// <exception cref="InvalidPoolingException">A node of the domain that breaks its rules, or a model that cannot be run up to it.</exception>
    /// <exception cref="UnsupportedPoolingException">An operator without a gradient rule, or another node of the domain.</exception>
    public static ModelProto Lower(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelProto copy = model.Clone();
        if (copy.OpsetImport.All(i => OperatorDomain.Normalize(i.Domain).Length > 0)) copy.OpsetImport.Add(new OperatorSetIdProto { Version = NewOpset });
        OpsetRaise.Apply(copy);
        model = copy.Clone();
        long opset = copy.OpsetImport.Where(i => OperatorDomain.Normalize(i.Domain).Length == 0).Max(i => i.Version);
        copy.IrVersion = Math.Max(copy.IrVersion, IrVersions.For(opset));
        copy.OpsetImport.Remove(copy.OpsetImport.FirstOrDefault(i => i.Domain == Domain));
        copy.Graph.Node.Clear();
        NodePlace[] all = [.. GraphNodes.Of(model)];
        HashSet<string> names = [.. model.Graph.Input.Select(i => i.Name), .. model.Graph.Initializer.Select(t => t.Name), .. all.SelectMany(n => n.Node.Output), .. all.Select(n => n.Node.Name)];
        var writer = new GraphWriter(copy.Graph, opset, names);
        foreach (NodePlace place in all.Where(n => n.Kind == PlaceKind.Main))
        {
            writer.Scope = place.Node.Name.Length > 0 ? place.Node.Name : place.Node.Output.First(o => o.Length > 0);
            if (place.Domain != Domain) writer.Copy(place.Node);
            else if (place.Node.OpType == "Gradient") GradientNode.Lower(copy, writer, place);
            else OptimizerNode.Lower(writer, GraphFacts.Infer(SoFar(copy)), place);
        }
        if (copy.Graph.Node.Any(n => n.Domain == OperatorTable.OwnDomain) && copy.OpsetImport.All(i => i.Domain != OperatorTable.OwnDomain))
            copy.OpsetImport.Add(new OperatorSetIdProto { Domain = OperatorTable.OwnDomain, Version = OperatorTable.OwnVersion });
        return copy;
    }

    /// <summary>
    /// What a model's training information says, in models that ONNX Runtime runs; <see cref="StandardTrainer"/> runs them. As onnx.proto has it, an algorithm
    /// is run as one graph with the inference graph before it, whose values it reads by their names, and the outputs that update_binding names become
    /// the values of initializers.
    /// </summary>
    /// <param name="model">A model with training_info, without data in other files.</param>
    /// <exception cref="InvalidPoolingException">A binding of or to what is not there, or to what does not fit; values twice, or before they are computed; a model that ONNX Runtime refuses.</exception>
    /// <exception cref="UnsupportedPoolingException">As <see cref="Lower"/>.</exception>
    public static TrainingStep Step(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return TrainingInformation.Lower(model);
    }

    /// <summary>The model without its outputs, which need not be computed yet.</summary>
    internal static ModelProto SoFar(ModelProto model)
    {
        ModelProto part = model.Clone();
        part.Graph.Output.Clear();
        part.Graph.ValueInfo.Clear();
        if (part.OpsetImport.All(i => i.Domain != OperatorTable.OwnDomain))
            part.OpsetImport.Add(new OperatorSetIdProto { Domain = OperatorTable.OwnDomain, Version = OperatorTable.OwnVersion });
        // A graph must have something to give.
        part.Graph.Node.Add(new NodeProto { OpType = "Constant", Output = { "onnxpool/nothing" }, Attribute = { NodeAttributes.ToProto("value_int", AttributeValue.Of(0)) } });
        return part;
    }
}
