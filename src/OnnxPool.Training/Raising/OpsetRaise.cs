using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Raises models of older opsets to the one that gradient graphs are written in, node by node, without a change of what they compute.</summary>
static class OpsetRaise
{
    // Below it operators broadcast by attributes, and ONNX Runtime promises nothing.
    const long Oldest = 7;

    /// <summary>Rewrites a model of an opset from 7 on, below <see cref="GraphWriter.FirstOpset"/>; newer ones stay as they are.</summary>
    /// <param name="model">The model, which is changed.</param>
    /// <exception cref="InvalidPoolingException">An opset below 7.</exception>
    /// <exception cref="UnsupportedPoolingException">A node that has no equal in the newer opset.</exception>
    public static void Apply(ModelProto model)
    {
        long opset = Imported(model.OpsetImport).Select(i => i.Version).DefaultIfEmpty(1).Max();
        if (opset >= GraphWriter.FirstOpset) return;
        if (opset < Oldest) throw new InvalidPoolingException("opset", $"{opset}", $"{Oldest} or newer");
        ModelProto original = model.Clone();
        var facts = new Lazy<GraphFacts>(() => GraphFacts.Infer(Inferable(original)));
        NodePlace[] places = [.. GraphNodes.Of(model)];
        var names = new GraphWriter(model.Graph, GraphWriter.FirstOpset, Graphs(model).SelectMany(g => g.Input.Select(i => i.Name).Concat(g.Initializer.Select(t => t.Name)))
            .Concat(places.SelectMany(p => p.Node.Output.Concat(p.Node.Input).Append(p.Node.Name))));
        HashSet<string> read = [.. places.SelectMany(p => p.Node.Input), .. Graphs(model).SelectMany(g => g.Output).Select(o => o.Name), .. model.Functions.SelectMany(f => f.Output)];
        var raised = new Dictionary<NodeProto, RaisedNode>(ReferenceEqualityComparer.Instance);
        foreach (NodePlace place in places)
        {
            if (RaisingRules.Find(place) is not { } rule) continue;
            var node = new RaisedNode(place, facts, names, read);
            rule(node);
            raised.Add(place.Node, node);
        }
        foreach (IList<NodeProto> nodes in Graphs(model).Select(g => g.Node).Concat(model.Functions.Select(f => f.Node)).ToArray()) Splice(nodes, raised);
        foreach (OperatorSetIdProto import in model.Functions.SelectMany(f => Imported(f.OpsetImport)).Concat(Imported(model.OpsetImport)))
            import.Version = Math.Max(import.Version, GraphWriter.FirstOpset);
        FreeInitializers(model);
        model.IrVersion = Math.Max(model.IrVersion, IrVersions.For(GraphWriter.FirstOpset));
    }

    static IEnumerable<OperatorSetIdProto> Imported(IEnumerable<OperatorSetIdProto> imports) => imports.Where(i => OperatorDomain.Normalize(i.Domain).Length == 0);

    // Every graph of the model, also those inside of nodes.
    static IEnumerable<GraphProto> Graphs(ModelProto model) =>
        ((GraphProto?[])[model.Graph, .. model.TrainingInfo.SelectMany(t => (GraphProto?[])[t.Initialization, t.Algorithm])])
            .OfType<GraphProto>().Concat(GraphNodes.Of(model).SelectMany(p => p.Node.Attribute).SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Append(a.G)));

    static void Splice(IList<NodeProto> nodes, Dictionary<NodeProto, RaisedNode> raised)
    {
        if (!nodes.Any(raised.ContainsKey)) return;
        NodeProto[] old = [.. nodes];
        nodes.Clear();
        foreach (NodeProto node in old.SelectMany(node => raised.TryGetValue(node, out RaisedNode? now) ? [.. now.Before, node, .. now.After] : (NodeProto[])[node])) nodes.Add(node);
    }

    // In old files an initializer was an input as well, and no less constant. In new ones it would be a default that the input may replace.
    static void FreeInitializers(ModelProto model)
    {
        if (model.IrVersion >= IrVersions.FreeInitializers) return;
        HashSet<string> initializers = [.. model.Graph.Initializer.Select(t => t.Name)];
        foreach (ValueInfoProto input in model.Graph.Input.Where(i => initializers.Contains(i.Name)).ToArray()) model.Graph.Input.Remove(input);
    }

    // ONNX Runtime knows neither ONNX's training operators nor what they give.
    static ModelProto Inferable(ModelProto model)
    {
        if (!TrainingStandard.IsUsed(model)) return model;
        ModelProto part = TrainingStandard.SoFar(model);
        HashSet<string> lost = [];
        foreach (NodeProto node in part.Graph.Node.ToArray())
        {
            if (node.Domain != TrainingStandard.Domain && !node.Input.Any(lost.Contains)) continue;
            lost.UnionWith(node.Output);
            part.Graph.Node.Remove(node);
        }
        part.OpsetImport.Remove(part.OpsetImport.FirstOrDefault(i => i.Domain == TrainingStandard.Domain));
        return part;
    }
}
