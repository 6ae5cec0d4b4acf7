using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>
/// Makes models of ModelProto.training_info, as onnx.proto has it from version 7 of the file format on: a step of an algorithm is a run of the graph whose
/// lists are those of the inference graph followed by those of the algorithm, so that the algorithm reads values of inference by their names.
/// </summary>
static class TrainingInformation
{
    /// <summary>The models, checked.</summary>
    public static TrainingStep Lower(ModelProto model)
    {
        if (model.Graph is null) throw new InvalidPoolingException("graph", "none", "one, as in every ONNX model");
        if (model.TrainingInfo.Count == 0) throw new InvalidPoolingException("training_info", "none", "at least one");
        IReadOnlyList<MutableInitializer> variables = TrainingBindings.Variables(model);
        List<TrainingStage> initialization = [], stages = [];
        for (int i = 0; i < model.TrainingInfo.Count; i++)
        {
            TrainingInfoProto info = model.TrainingInfo[i];
            string subject = TrainingBindings.Subject(i);
            MutableInitializer[] visible = [.. variables.Where(v => v.Stage is null || v.Stage == i)];
            if (Initialization(model, info, subject, visible) is { } first) initialization.Add(first);
            stages.Add(Algorithm(model, info, subject, visible));
        }
        return new TrainingStep(variables, initialization, stages);
    }

    static TrainingStage? Initialization(ModelProto model, TrainingInfoProto info, string subject, IReadOnlyList<MutableInitializer> visible)
    {
        GraphProto graph = info.Initialization?.Clone() ?? new GraphProto();
        IReadOnlyList<VariableUpdate> updates = TrainingBindings.Updates($"{subject}.initialization_binding", info.InitializationBinding, [.. graph.Output.Select(o => o.Name)]);
        if (updates.Count == 0) return null;
        HashSet<string> given = [.. graph.Initializer.Select(t => t.Name)];
        if (graph.Input.FirstOrDefault(i => !given.Contains(i.Name)) is { } input)
            throw new InvalidPoolingException($"{subject}.initialization", $"input '{Printable.Of(input.Name)}'", "no inputs");
        return Checked(With(model, graph), $"{subject}.initialization", [], [], updates, visible);
    }

    static TrainingStage Algorithm(ModelProto model, TrainingInfoProto info, string subject, IReadOnlyList<MutableInitializer> visible)
    {
        GraphProto algorithm = info.Algorithm ?? new GraphProto();
        RequireIndependence(model.Graph, algorithm, subject);
        ModelProto combined = With(model, Combined(model.Graph, algorithm, visible));
        RequireOrder(combined, subject);
        HashSet<string> given = [.. combined.Graph.Initializer.Select(t => t.Name), .. visible.Select(v => v.Name)];
        string[] inputs = [.. combined.Graph.Input.Select(i => i.Name).Where(n => !given.Contains(n))];
        IReadOnlyList<VariableUpdate> updates = TrainingBindings.Updates($"{subject}.update_binding", info.UpdateBinding, [.. combined.Graph.Output.Select(o => o.Name)]);
        return Checked(combined, $"{subject}.algorithm", inputs, [.. visible.Select(v => v.Name)], updates, visible);
    }

    static ModelProto With(ModelProto model, GraphProto graph)
    {
        ModelProto copy = model.Clone();
        copy.TrainingInfo.Clear();
        copy.Graph = graph;
        if (graph.Name.Length == 0) graph.Name = "training";
        return copy;
    }

    static GraphProto Combined(GraphProto inference, GraphProto algorithm, IReadOnlyList<MutableInitializer> visible)
    {
        GraphProto graph = inference.Clone();
        GraphProto rest = algorithm.Clone();
        graph.Node.Add(rest.Node);
        graph.Input.Add(rest.Input);
        graph.Initializer.Add(rest.Initializer);
        graph.SparseInitializer.Add(rest.SparseInitializer);
        graph.ValueInfo.Add(rest.ValueInfo);
        // Both may give the same value.
        HashSet<string> outputs = [.. graph.Output.Select(o => o.Name)];
        graph.Output.Add(rest.Output.Where(o => outputs.Add(o.Name)));
        foreach (MutableInitializer variable in visible)
        {
            graph.Initializer.Remove(graph.Initializer.First(t => t.Name == variable.Name));
            if (graph.Input.All(i => i.Name != variable.Name)) graph.Input.Add(ValueTypes.Named(variable.Name, ValueTypes.Tensor(variable.Value.Type, variable.Value.Shape)));
        }
        return graph;
    }

    // The inference graph must run without the training information.
    static void RequireIndependence(GraphProto inference, GraphProto algorithm, string subject)
    {
        HashSet<string> own = [.. Given(inference), .. inference.Node.SelectMany(n => n.Output)];
        HashSet<string> added = [.. Given(algorithm), .. algorithm.Node.SelectMany(n => n.Output)];
        own.Remove("");
        added.Remove("");
        if (added.FirstOrDefault(own.Contains) is { } twice)
            throw new InvalidPoolingException($"{subject}.algorithm", $"a second '{Printable.Of(twice)}'", "names that no value of the inference graph has");
        foreach (NodeProto node in inference.Node)
            if (node.Input.FirstOrDefault(added.Contains) is { } borrowed)
                throw new InvalidPoolingException($"graph: node '{Printable.Of(node.Name)}' ({node.OpType})", $"input '{Printable.Of(borrowed)}' of {subject}.algorithm", "values of the inference graph");
    }

    static void RequireOrder(ModelProto combined, string subject)
    {
        HashSet<string> known = [.. Given(combined.Graph), ""];
        HashSet<string> later = [.. combined.Graph.Node.SelectMany(n => n.Output)];
        foreach (NodePlace place in GraphNodes.Of(combined).Where(p => p.Kind == PlaceKind.Main))
        {
            if (place.Node.Input.FirstOrDefault(i => !known.Contains(i)) is { } missing)
            {
                throw new InvalidPoolingException(
                    $"{subject}.algorithm: node {place.Label}", $"input '{Printable.Of(missing)}', which {(later.Contains(missing) ? "only this node or a later one computes" : "nothing computes")}",
                    "inputs, initializers and outputs of earlier nodes, of the inference graph too");
            }
            if (place.Node.Output.FirstOrDefault(o => o.Length > 0 && !known.Add(o)) is { } twice)
                throw new InvalidPoolingException($"{subject}.algorithm: node {place.Label}", $"output '{Printable.Of(twice)}' a second time", "a name that no other value has");
        }
    }

    static IEnumerable<string> Given(GraphProto graph) =>
        graph.Input.Select(i => i.Name).Concat(graph.Initializer.Select(t => t.Name)).Concat(graph.SparseInitializer.Select(s => s.Values?.Name ?? ""));

    static TrainingStage Checked(
        ModelProto model, string subject, IReadOnlyList<string> inputs, IReadOnlyList<string> names, IReadOnlyList<VariableUpdate> updates, IReadOnlyList<MutableInitializer> visible)
    {
        ModelProto lowered;
        GraphFacts facts;
        try
        {
            lowered = TrainingStandard.IsUsed(model) ? TrainingStandard.Lower(model) : model;
            facts = GraphFacts.Infer(lowered);
        }
        catch (InvalidPoolingException e)
        {
            throw new InvalidPoolingException($"{subject}: {e.Subject}", e.Found, e.Allowed);
        }
        catch (UnsupportedPoolingException e)
        {
            throw new UnsupportedPoolingException($"{subject}: {e.Subject}", e.Found, e.Allowed);
        }
        foreach (VariableUpdate update in updates)
        {
            Tensor now = visible.First(v => v.Name == update.Variable).Value;
            ValueFacts next = facts[update.Output];
            if (next.Type != now.Type || !MayBe(next, now.Shape)) throw Misfit(subject, update, Describe(next), now);
        }
        return new TrainingStage(lowered, inputs, names, updates);
    }

    /// <summary>Says that a value cannot become that of an initializer.</summary>
    public static InvalidPoolingException Misfit(string subject, VariableUpdate update, string found, Tensor now) => new(
        $"{subject}: '{Printable.Of(update.Output)}' for '{Printable.Of(update.Variable)}'", found, $"{now.Type.Name()} {Shapes.Format(now.Shape)}, as the initializer is");

    static bool MayBe(ValueFacts facts, ReadOnlySpan<long> shape)
    {
        if (facts.Dimensions is not { } dimensions) return true;
        if (dimensions.Count != shape.Length) return false;
        for (int i = 0; i < shape.Length; i++)
            if (dimensions[i].IsKnown && dimensions[i].Size != shape[i]) return false;
        return true;
    }

    static string Describe(ValueFacts facts) => facts.Dimensions is not { } dimensions ? facts.Type.Name()
        : $"{facts.Type.Name()} {(dimensions.Count == 0 ? "scalar" : string.Join('x', dimensions.Select(d => d.IsKnown ? $"{d.Size}" : "?")))}";
}
