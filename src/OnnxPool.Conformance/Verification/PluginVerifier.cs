using Microsoft.ML.OnnxRuntime;
using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// Runs a model whole in ONNX Runtime, with this project's plug-in and without. What each pooling node gave with it is held against the oracle and
/// ONNX Runtime, on the inputs that the node had there. Every other output of the model must be what it is without the plug-in; where pooling rounds
/// otherwise, the very bits that ONNX Runtime makes of the pooled values, so that what lies behind them needs no tolerance.
/// </summary>
/// <param name="path">The model's file.</param>
/// <param name="model">What it holds.</param>
/// <param name="nodes">The pooling nodes of its main graph.</param>
/// <param name="divergences">What ONNX Runtime is known for.</param>
/// <param name="route">How the plug-in comes in.</param>
sealed class PluginVerifier(string path, ModelProto model, IReadOnlyList<PlacedNode> nodes, DivergenceTable divergences, PluginRoute route)
{
    readonly HashSet<string> _pooled = [.. nodes.SelectMany(n => n.Outputs)];
    // Pooling inside of other nodes shows only in what these give.
    readonly bool _hasHidden = GraphNodes.Of(model).Any(p => p.Kind is not (PlaceKind.Main or PlaceKind.Training) && ModelVerifier.IsPooling(p));
    readonly string[] _others =
        [.. model.Graph.Output.Where(o => o.Type?.TensorType is not null).Select(o => o.Name).Except(nodes.SelectMany(n => n.Outputs))];

    /// <summary>A result for each output of each pooling node, then for each other output of the model.</summary>
    /// <param name="feeds">The inputs by name.</param>
    /// <exception cref="InvalidModelException">ONNX Runtime does not run the model with the plug-in.</exception>
    public IReadOnlyList<CheckResult> Verify(Dictionary<string, Tensor> feeds)
    {
        if (ModelVerifier.NeedsOwn(model))
            return [.. nodes.Select(n => ModelVerifier.NotChecked(path, n.Place, $"ONNX Runtime without the plug-in does not know the domain {OperatorTable.OwnDomain}"))];
        (ModelProto exposed, string[] wanted) = Expose();
        Dictionary<string, Tensor> known = ModelVerifier.WithConstants(path, model, feeds, nodes);
        Func<ILookup<string, long>>? count = null;
        Dictionary<string, Tensor> ours = new(known), alone = new(known);
        OrtRefusedException? refusedAlone = Run(exposed, feeds, wanted, alone, null);
        if (Run(route.Prepare(exposed, nodes), feeds, wanted, ours, options => count = route.Use(options)) is { } refused)
            return JudgeRefusal(feeds, refused, isOfModel: refusedAlone is not null);
        // Where it refuses alone, it has no kernel for a pooling node: the verdict on that node says so.
        Dictionary<string, Tensor>? others = refusedAlone is null ? alone : null;
        ILookup<string, long> calls = count!();
        List<CheckResult> results = [];
        for (int i = 0; i < nodes.Count; i++)
            results.AddRange(Judge(nodes[i], ours, others, calls[exposed.Graph.Node[nodes[i].Place.Index].Name].Sum()));
        results.AddRange(JudgeOthers(results.FirstOrDefault(r => r.Row is not null)?.Row, feeds, ours, others));
        return results;
    }

    /// <summary>The model with what its pooling nodes take and give as outputs, and a name of its own for each of them, which the statistics then have.</summary>
    (ModelProto Model, string[] Wanted) Expose()
    {
        try
        {
            (ModelProto exposed, IReadOnlyList<string> added, IReadOnlyList<string> already, _) =
                GraphOutputs.Expose(model, nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)));
            HashSet<string> taken = [.. GraphNodes.Of(model).GroupBy(p => p.Node.Name).Where(g => g.Key.Length == 0 || g.Count() > 1).Select(g => g.Key)];
            foreach (NodePlace place in nodes.Select(n => n.Place))
                if (taken.Contains(place.Node.Name)) exposed.Graph.Node[place.Index].Name = $"{place.Display} (#{place.Index} of the graph)";
            return (exposed, [.. added.Concat(already).Union(_others)]);
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
    }

    /// <exception cref="InvalidModelException">A model with other nodes, which ONNX Runtime does not run without the plug-in either.</exception>
    CheckResult[] JudgeRefusal(Dictionary<string, Tensor> feeds, OrtRefusedException refused, bool isOfModel)
    {
        if (isOfModel && !ModelVerifier.OnlyPools(model)) throw ModelVerifier.Refused(path, feeds, refused);
        return
        [
            .. nodes.Select(n => ModelVerifier.NotChecked(path, n.Place, $"ONNX Runtime refuses the model: {refused.Message}")).Select(r => isOfModel ? r
                : r with { Verdict = Verdict.Failed, Reason = $"ONNX Runtime runs the model, and refuses it with the plug-in: {refused.Message}", PluginCalls = 0 }),
        ];
    }

    CheckResult[] Judge(PlacedNode node, Dictionary<string, Tensor> ours, Dictionary<string, Tensor>? alone, long calls)
    {
        if (calls == 0) return [ModelVerifier.NotChecked(path, node.Place, "left to ONNX Runtime") with { PluginCalls = 0 }];
        Tensor[] inputs = ModelVerifier.Inputs(path, node, ours), outputs = [.. node.Outputs.Select(o => ours[o])];
        // Behind an average the two runs may differ by its rounding: there ONNX Runtime is asked again, about this node alone.
        bool hadSame = alone is not null && node.Inputs.All(i => TensorComparison.Bits(ours[i], alone[i]).IsExact);
        var cases = new CaseVerifier(new DelegateRunner("the plug-in", (_, _) => outputs), divergences);
        try
        {
            return
            [
                .. cases.Verify(path, node.Place.Display, node.On(inputs), inputs,
                        (problem, x) => hadSame ? OrtOutcome.Ran([.. node.Outputs.Select(o => alone![o])]) : OrtProblems.Run(problem, x))
                    .Select((r, i) => i == 0 ? r with { PluginCalls = calls } : r),
            ];
        }
        catch (InvalidPoolingException e)
        {
            throw InvalidModelException.In(path, node.Place, e);
        }
    }

    IEnumerable<CheckResult> JudgeOthers(
        Divergence? departure, Dictionary<string, Tensor> feeds, Dictionary<string, Tensor> ours, Dictionary<string, Tensor>? alone)
    {
        OutputDifference?[] differences = [.. _others.Select(o => alone is null ? null : TensorComparison.Exact(ours[o], alone[o]))];
        Dictionary<string, Tensor>? behind = differences.All(d => d?.IsExact == true) ? null : RunBehind(feeds, ours);
        foreach ((string name, OutputDifference? difference) in _others.Zip(differences))
        {
            var result = new CheckResult
            {
                Source = path,
                Node = Printable.Of(name),
                Operator = "graph output",
                Line = "",
                OutputShape = ours[name].Shape.ToArray(),
                Verdict = Verdict.Exact,
                Difference = difference,
            };
            if (difference?.IsExact == true) yield return result;
            else if (_hasHidden) yield return result with { Verdict = Verdict.Unsupported, Reason = "not checked: pooling inside of other nodes may round otherwise" };
            else if (!TensorComparison.Bits(ours[name], behind![name]).IsExact)
                yield return result with { Verdict = Verdict.Failed, Reason = "with the plug-in, ONNX Runtime makes something else of the same pooled values" };
            else if (departure is not null) yield return result with { Verdict = Verdict.Divergence, Reason = departure.Id, Row = departure };
            else yield return result with { Verdict = Verdict.Within };
        }
    }

    /// <summary>What ONNX Runtime alone makes of the values that the pooling nodes gave with the plug-in.</summary>
    Dictionary<string, Tensor> RunBehind(Dictionary<string, Tensor> feeds, Dictionary<string, Tensor> ours)
    {
        ModelProto behind = model.Clone();
        GraphProto graph = behind.Graph;
        Keep(graph.Node, n => !n.Output.Any(_pooled.Contains));
        Keep(graph.ValueInfo, v => !_pooled.Contains(v.Name));
        Keep(graph.Output, o => _others.Contains(o.Name));
        graph.Input.AddRange(_pooled.Select(n => ValueTypes.Named(n, ValueTypes.Tensor(ours[n].Type, ours[n].Shape))));
        var values = new Dictionary<string, Tensor>();
        Dictionary<string, Tensor> all = feeds.Concat(_pooled.Select(n => KeyValuePair.Create(n, ours[n]))).ToDictionary();
        if (Run(behind, all, _others, values, null) is { } refused) throw ModelVerifier.Refused(path, all, refused);
        return values;
    }

    /// <summary>Adds the wanted outputs of a model to the values, or gives what ONNX Runtime says.</summary>
    OrtRefusedException? Run(
        ModelProto whole, Dictionary<string, Tensor> feeds, string[] wanted, Dictionary<string, Tensor> values, Action<SessionOptions>? configure)
    {
        try
        {
            using var session = new OrtSession(
                ModelFile.ToBytes(whole), new OrtSettings { Folder = Path.GetDirectoryName(Path.GetFullPath(path)), Configure = configure });
            foreach ((string name, Tensor tensor) in wanted.Zip(session.Run(feeds, wanted))) values[name] = tensor;
            return null;
        }
        catch (OrtRefusedException e)
        {
            return e;
        }
    }

    static void Keep<T>(IList<T> list, Func<T, bool> isKept)
    {
        for (int i = list.Count - 1; i >= 0; i--)
            if (!isKept(list[i])) list.RemoveAt(i);
    }
}
