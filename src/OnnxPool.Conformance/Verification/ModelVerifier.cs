using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// Checks every pooling node of a model: ONNX Runtime runs the whole model with the inputs and outputs of these nodes exposed,
/// then each node is computed again from the input that it had there.
/// </summary>
/// <param name="options">Seed, dimensions, who is checked.</param>
public sealed class ModelVerifier(VerifyOptions options)
{
    static readonly Dictionary<string, Tensor> s_nothing = [];

    readonly CaseVerifier _cases = new(options.Runner, options.Divergences);

    /// <summary>Checks one problem line.</summary>
    /// <exception cref="InvalidPoolingException">The problem is invalid.</exception>
    public IReadOnlyList<CheckResult> Verify(Problem problem)
    {
        // Before any data is made: a wrong attribute is a clearer message than a size that does not fit.
        _ = problem.OutputShape();
        problem.Version.Require(problem.Type);
        IReadOnlyList<Tensor> inputs = ProblemData.Create(problem, options.Seed);
        return _cases.Verify(problem.ToString(), problem.Name, problem, inputs, () => OrtProblems.Run(problem, inputs));
    }

    /// <summary>Checks a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">The problem that the first node was made of, for its data; null for a model from elsewhere.</param>
    /// <returns>A result for each output of each pooling node; none for a model without them.</returns>
    /// <exception cref="InvalidModelException">The file cannot be read, or a pooling node is invalid, or ONNX Runtime does not run the model.</exception>
    public IReadOnlyList<CheckResult> Verify(string path, Problem? origin = null)
    {
        ModelProto model = ModelFile.Read(path);
        if (!GraphNodes.Of(model).Any(p => p.Kind == PlaceKind.Main && IsPooling(p))) return Verify(path, model, [], s_nothing);
        // A node that breaks a rule is a clearer message than data that cannot be made for it.
        foreach (NodePlace place in GraphNodes.Of(model).Where(p => p.Kind == PlaceKind.Main && IsPooling(p))) _ = PlacedNode.Read(path, place);
        Dictionary<string, Tensor> feeds;
        try
        {
            feeds = origin is null ? ModelInputs.Create(model.Graph, options) : ProblemData.Feeds(origin, options.Seed);
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
        return Verify(path, model, feeds, s_nothing);
    }

    /// <summary>Checks a model on given inputs.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="model">What it holds.</param>
    /// <param name="feeds">The inputs by name.</param>
    /// <param name="recorded">Values that pooling nodes gave elsewhere, by name; they are held against these too.</param>
    /// <exception cref="InvalidModelException">A pooling node is invalid, or ONNX Runtime does not run the model.</exception>
    internal IReadOnlyList<CheckResult> Verify(
        string path, ModelProto model, Dictionary<string, Tensor> feeds, IReadOnlyDictionary<string, Tensor> recorded)
    {
        NodePlace[] pooling = [.. GraphNodes.Of(model).Where(IsPooling)];
        PlacedNode[] nodes = [.. pooling.Where(p => p.Kind == PlaceKind.Main).Select(p => PlacedNode.Read(path, p))];
        var results = new List<CheckResult>();
        if (nodes.Length > 0)
        {
            new ExternalData(path).Check(model);
            Dictionary<string, Tensor> values = new(feeds);
            AddConstants(path, model, nodes, values);
            results.AddRange(OnlyPools(model)
                ? VerifyOneByOne(path, nodes, values, recorded)
                : VerifyWhole(path, model, [.. nodes.Where(IsWanted)], feeds, values, recorded));
        }
        results.AddRange(pooling.Where(p => p.Kind != PlaceKind.Main && options.Node is null).Select(p => NotChecked(path, p)));
        return results;
    }

    IEnumerable<CheckResult> VerifyWhole(
        string path, ModelProto model, PlacedNode[] nodes, Dictionary<string, Tensor> feeds, Dictionary<string, Tensor> values,
        IReadOnlyDictionary<string, Tensor> recorded)
    {
        ExposedModel exposed = GraphOutputs.Expose(model, nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)));
        string[] wanted = [.. exposed.Added, .. exposed.AlreadyOutputs];
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            using var session = new OrtSession(ModelFile.ToBytes(exposed.Model), folder);
            foreach ((string name, Tensor tensor) in wanted.Zip(session.Run(feeds, wanted))) values[name] = tensor;
        }
        catch (OrtRefusedException e)
        {
            string inputs = string.Join(", ", feeds.Select(f => $"{f.Key} {f.Value.Type.Name()} {Shapes.Format(f.Value.Shape)}"));
            throw new InvalidModelException(
                path, null, $"ONNX Runtime does not run it with inputs {inputs} (--dim NAME=N sets an open dimension): {e.Message}", e);
        }
        foreach (PlacedNode node in nodes)
        {
            Tensor[] inputs = [.. node.Inputs.Select(i => values[i])];
            Tensor[] ran = [.. node.Outputs.Select(o => values[o])];
            foreach (CheckResult result in Judge(path, node, inputs, _ => OrtOutcome.Ran(ran), recorded)) yield return result;
        }
    }

    /// <summary>Constants that pooling nodes take; ONNX Runtime has them from the model and is not fed them.</summary>
    static void AddConstants(string path, ModelProto model, PlacedNode[] nodes, Dictionary<string, Tensor> values)
    {
        HashSet<string> wanted = [.. nodes.SelectMany(n => n.Inputs)];
        foreach (TensorProto constant in model.Graph.Initializer)
            if (wanted.Contains(constant.Name)) values.TryAdd(constant.Name, new ExternalData(path).Read(constant));
    }

    // A model of pooling nodes alone may hold what ONNX Runtime refuses. Node by node, that is a verdict on the node.
    IEnumerable<CheckResult> VerifyOneByOne(
        string path, PlacedNode[] nodes, Dictionary<string, Tensor> values, IReadOnlyDictionary<string, Tensor> recorded)
    {
        var own = new OnnxPoolRunner();
        foreach (PlacedNode node in nodes)
        {
            if (node.Inputs.FirstOrDefault(i => !values.ContainsKey(i)) is { } unknown) throw Unknown(path, node, unknown);
            Tensor[] inputs = [.. node.Inputs.Select(i => values[i])];
            if (IsWanted(node))
            {
                foreach (CheckResult result in Judge(path, node, inputs, problem => OrtProblems.Run(problem, inputs), recorded))
                    yield return result;
            }
            try
            {
                foreach ((string name, Tensor y) in node.Outputs.Zip(own.Run(node.On(inputs), inputs))) values[name] = y;
            }
            catch (UnsupportedPoolingException)
            {
                // The verdict on this node has said so; those behind it have no input.
                yield break;
            }
        }
    }

    IReadOnlyList<CheckResult> Judge(
        string path, PlacedNode node, IReadOnlyList<Tensor> inputs, Func<Problem, OrtOutcome> ort, IReadOnlyDictionary<string, Tensor> recorded)
    {
        try
        {
            Problem problem = node.On(inputs);
            return _cases.Verify(
                path, node.Place.Display, problem, inputs, () => ort(problem), [.. node.Outputs.Select(o => recorded.GetValueOrDefault(o))]);
        }
        catch (InvalidPoolingException e)
        {
            throw InvalidModelException.In(path, node.Place, e);
        }
    }

    static InvalidModelException Unknown(string path, PlacedNode node, string input) => InvalidModelException.In(
        path, node.Place, new InvalidPoolingException("input", $"'{input}', which nothing before the node computes", "an input, or an output of an earlier node"));

    bool IsWanted(PlacedNode node) => options.Node is null || node.Place.Display == options.Node;

    /// <summary>The result for a node that cannot be checked.</summary>
    internal static CheckResult NotChecked(string path, NodePlace place, string? reason = null) => new()
    {
        Source = path,
        Node = place.Display,
        Operator = place.Operator,
        Line = "",
        Verdict = Verdict.Unsupported,
        Reason = reason ?? place.Kind switch
        {
            PlaceKind.Function => "not checked: inside a function",
            PlaceKind.Training => "not checked: part of the training information",
            _ => "not checked: inside a control-flow subgraph",
        },
    };

    /// <summary>Whether a node is of ONNX's domain and of this family.</summary>
    internal static bool IsPooling(NodePlace place) =>
        place.Domain == OperatorDomain.Onnx && OperatorTable.Find(place.Node.OpType) is not null;

    static bool OnlyPools(ModelProto model) => GraphNodes.Of(model).All(p => p.Kind == PlaceKind.Main && IsPooling(p));
}
