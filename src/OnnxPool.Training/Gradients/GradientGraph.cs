using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Reverse-mode differentiation of ONNX graphs: from a model to one that also computes its loss and the gradients of its parameters.</summary>
public static class GradientGraph
{
    /// <summary>The name of the added input.</summary>
    public const string LabelsName = "labels";

    /// <summary>The name of the added output.</summary>
    public const string LossName = "loss";

    /// <summary>
    /// A copy of <paramref name="model"/> with one more input <c>labels</c> and more outputs <c>loss</c> and <c>NAME.grad</c> for each parameter.
    /// Only what lies between a parameter and the loss is differentiated. Shapes that were symbolic stay so.
    /// </summary>
    /// <param name="model">A model of ONNX's operators, opset 7 and newer (those below 16 become 16), without data in other files (<see cref="ExternalData.Embed"/>).</param>
    /// <param name="options">The loss, and what is trained.</param>
    /// <exception cref="InvalidPoolingException">The model cannot be run, has not what the options name, or has no parameter that the loss depends on.</exception>
    /// <exception cref="UnsupportedPoolingException">An operator without a gradient between a parameter and the loss.</exception>
    public static GradientModel Build(ModelProto model, GradientOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        model = TrainableForm.Of(model);
        // It trains in another way, and would no longer fit.
        model.TrainingInfo.Clear();
        ModelProto copy = model.Clone();
        GraphProto graph = copy.Graph;
        NodePlace[] nodes = [.. GraphNodes.Of(model).Where(n => n.Kind == PlaceKind.Main)];
        long opset = copy.OpsetImport.Where(i => OperatorDomain.Normalize(i.Domain).Length == 0).Max(i => i.Version);
        var facts = GraphFacts.Infer(model);
        string output = Output(graph, options);
        string target = options.Loss == Loss.SoftmaxCrossEntropy ? Losses.Logits(nodes, output) : output;
        IReadOnlyList<string> parameters = TrainableParameters.Of(graph, nodes, facts, options);
        var path = new DifferentiatedPath(nodes, facts, parameters, target);
        RequireReached(path, parameters, output, options);

        copy.IrVersion = Math.Max(copy.IrVersion, IrVersions.For(opset));
        graph.Node.Clear();
        var writer = new GraphWriter(graph, opset, Names(model, options));
        var tape = new GradientTape(writer, facts, options, path);
        NodeGradient[] steps = [.. nodes.Select(place => new NodeGradient(tape, place))];
        foreach (NodeGradient step in steps) Forward(step);

        writer.Scope = LossName;
        WrittenLoss loss = Losses.Write(writer, facts.Same(target, output), target, options);
        if (loss.Labels is not null) graph.Input.Add(loss.Labels);
        var outputs = new OutputNames(graph, writer);
        string lossName = loss.Value == output ? output : outputs.Add(loss.Value, LossName, facts[target].Type, []);
        tape.Give(target, loss.Gradient);
        foreach (NodeGradient step in steps.Reverse())
        {
            if (!step.Node.Output.Any(o => tape.GradientOf(o) is not null)) continue;
            writer.Scope = $"{Scope(step)}/grad";
            GradientRules.Find(step.Place)!.Backward(step);
        }

        List<ParameterGradient> gradients = [];
        foreach (string parameter in parameters.Where(path.Contains))
        {
            var given = new ParameterGradient(parameter, $"{parameter}.grad", facts[parameter].Type, facts[parameter].Shape!);
            gradients.Add(given);
            writer.Scope = parameter;
            outputs.Add(tape.GradientOf(parameter)!, given.Gradient, given.Type, [.. given.Shape]);
        }
        RunningStatistic[] statistics = [.. tape.Statistics.Select(s => new RunningStatistic(s.Name, outputs.Add(s.Next, $"{s.Name}.next", facts[s.Name].Type, facts[s.Name].Shape)))];
        if (graph.Node.Any(n => n.Domain == OperatorTable.OwnDomain) && copy.OpsetImport.All(i => i.Domain != OperatorTable.OwnDomain))
            copy.OpsetImport.Add(new OperatorSetIdProto { Domain = OperatorTable.OwnDomain, Version = OperatorTable.OwnVersion });
        return new GradientModel(copy, loss.Labels?.Name, lossName, output, gradients, statistics);
    }

    static void Forward(NodeGradient step)
    {
        step.Graph.Scope = Scope(step);
        if (GradientRules.Find(step.Place)?.Forward is { } forward) forward(step);
        else step.Graph.Copy(step.Node);
    }

    static string Scope(NodeGradient step) => step.Node.Name.Length > 0 ? step.Node.Name : step.Y();

    static string Output(GraphProto graph, GradientOptions options)
    {
        string[] names = [.. graph.Output.Select(o => o.Name)];
        if (names.Length == 0) throw new InvalidPoolingException("output", "none", "one, of which the loss is taken");
        if (options.Output is not { } wanted) return names[0];
        return names.Contains(wanted) ? wanted : throw new InvalidPoolingException("output", $"'{Printable.Of(wanted)}'", Printable.Of(string.Join(", ", names)));
    }

    static void RequireReached(DifferentiatedPath path, IReadOnlyList<string> parameters, string output, GradientOptions options)
    {
        if (!parameters.Any(path.Contains))
            throw new InvalidPoolingException("parameters", "none", Printable.Of($"at least one floating-point initializer that is not frozen and that '{output}' depends on"));
        if (options.Parameters is not null && parameters.FirstOrDefault(p => !path.Contains(p)) is { } idle)
            throw new InvalidPoolingException("parameter", $"'{Printable.Of(idle)}'", Printable.Of($"initializers that '{output}' depends on"));
    }

    // Everything that has a name in the model; the names that are added must not be among them.
    static HashSet<string> Names(ModelProto model, GradientOptions options)
    {
        HashSet<string> names = [.. model.Graph.Input.Select(i => i.Name), .. model.Graph.Initializer.Select(t => t.Name)];
        foreach (NodePlace place in GraphNodes.Of(model)) names.UnionWith([.. place.Node.Output, place.Node.Name]);
        string? taken = names.FirstOrDefault(n => (options.Loss != Loss.Output && n is (LabelsName or LossName)) || (n.EndsWith(".grad", StringComparison.Ordinal) && names.Contains(n[..^5])));
        return taken is null ? names : throw new InvalidPoolingException("name of a value", $"'{Printable.Of(taken)}'", $"names other than {LabelsName}, {LossName} and PARAMETER.grad, which are added");
    }
}
