using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// Checks every pooling node of a model: ONNX Runtime runs the whole model with the inputs and outputs of these nodes exposed,
/// then each node is computed again from the input that it had there. A model of pooling nodes alone, or with operators of this project's own domain,
/// runs node by node. With the plug-in every model runs whole.
/// </summary>
/// <param name="options">Seed, dimensions, who is checked.</param>
public sealed class ModelVerifier(VerifyOptions options)
{
    static readonly Dictionary<string, Tensor> s_nothing = [];

    readonly HashSet<string> _symbols = [];
    readonly CaseVerifier _cases = new(options.Runner, options.Divergences);

    /// <summary>The names of symbolic dimensions that the inputs of the models so far have had.</summary>
    public IReadOnlySet<string> Symbols => _symbols;

    /// <summary>Checks one problem line.</summary>
    /// <exception cref="InvalidPoolingException">The problem is invalid.</exception>
    public IReadOnlyList<CheckResult> Verify(Problem problem)
    {
        // Before any data is made: a wrong attribute is a clearer message than a size that does not fit.
        long[] output = problem.OutputShape();
        problem.Version.Require(problem.Type);
        MemoryNeed.Require(problem.Type, problem.Shape, output);
        IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, options.Seed);
        return _cases.Verify(problem.ToString(), problem.Name, problem, inputs, OrtProblems.Run);
    }

    /// <summary>Checks a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">The problem that the first node was made of, for its data; null for a model from elsewhere.</param>
    /// <returns>A result for each output of each pooling node; none for a model without them.</returns>
    /// <exception cref="InvalidModelException">The file cannot be read, or a pooling node is invalid, or ONNX Runtime does not run the model.</exception>
    public IReadOnlyList<CheckResult> Verify(string path, Problem? origin = null)
    {
        ModelProto model = LoweredModel.Read(path, options.Lowering).Model;
        _symbols.UnionWith(ModelInputs.Symbols(model.Graph));
        return Verify(path, model, s_nothing, () => origin is null ? ModelInputs.Create(path, model, options) : ProblemData.Feeds(origin, options.Seed));
    }

    /// <summary>Checks a model on inputs from elsewhere.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="model">What it holds.</param>
    /// <param name="recorded">What its values, by name, were recorded to be; outputs of pooling nodes are held against it too.</param>
    /// <param name="getFeeds">The inputs by name; called once the pooling nodes are known to be valid.</param>
    /// <exception cref="InvalidModelException">A pooling node is invalid, or ONNX Runtime does not run the model.</exception>
    internal IReadOnlyList<CheckResult> Verify(
        string path, ModelProto model, IReadOnlyDictionary<string, Tensor> recorded, Func<Dictionary<string, Tensor>> getFeeds)
    {
        NodePlace[] pooling = [.. GraphNodes.Of(model).Where(IsPooling)];
        PlacedNode[] nodes = [.. pooling.Where(p => p.Kind == PlaceKind.Main).Select(p => PlacedNode.Read(path, p))];
        var results = new List<CheckResult>();
        if (nodes.Length > 0)
        {
            new ExternalData(path).Check(model);
            Dictionary<string, Tensor> feeds;
            try
            {
                feeds = getFeeds();
            }
            catch (PoolingException e)
            {
                throw InvalidModelException.In(path, e);
            }
            if (options.InPlugin)
            {
                results.AddRange(new PluginVerifier(path, model, nodes, options.Divergences).Verify(feeds).Where(r => IsAsked(r.Node)));
            }
            else if (nodes.Any(IsAsked))
            {
                results.AddRange(OnlyPools(model) || NeedsOwn(model)
                    ? VerifyOneByOne(path, model, feeds, recorded)
                    : VerifyWhole(path, model, [.. nodes.Where(IsAsked)], feeds, recorded));
            }
        }
        results.AddRange(pooling.Where(p => p.Kind != PlaceKind.Main && options.Node is null).Select(p => NotChecked(path, p, p.Kind switch
        {
            PlaceKind.Function => "inside a function",
            PlaceKind.Training => "part of the training information",
            _ => "inside a control-flow subgraph",
        })));
        return results;
    }

    bool IsAsked(PlacedNode node) => IsAsked(node.Place.Display);

    bool IsAsked(string node) => options.Node is not { } asked || IsAsked(node, asked);

    /// <summary>Whether a name asks for a node: its own, or NODE/OUTPUT, as reports show one with several outputs.</summary>
    internal static bool IsAsked(string node, string asked) => asked == node || asked.StartsWith(node + "/", StringComparison.Ordinal);

    IEnumerable<CheckResult> VerifyWhole(
        string path, ModelProto model, PlacedNode[] nodes, Dictionary<string, Tensor> feeds, IReadOnlyDictionary<string, Tensor> recorded)
    {
        ExposedModel exposed;
        try
        {
            exposed = GraphOutputs.Expose(model, nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)));
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
        Dictionary<string, Tensor> values = WithConstants(path, model, feeds, nodes);
        string[] wanted = [.. exposed.Added, .. exposed.AlreadyOutputs];
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            using var session = new OrtSession(ModelFile.ToBytes(exposed.Model), folder);
            foreach ((string name, Tensor tensor) in wanted.Zip(session.Run(feeds, wanted))) values[name] = tensor;
        }
        catch (OrtRefusedException e)
        {
            throw Refused(path, feeds, e);
        }
        foreach (PlacedNode node in nodes)
        {
            Tensor[] inputs = Inputs(path, node, values);
            Tensor[] ran = [.. node.Outputs.Select(o => values[o])];
            foreach (CheckResult result in Judge(path, node, inputs, recorded, (_, _) => OrtOutcome.Ran(ran))) yield return result;
        }
    }

    // A model of pooling nodes alone may hold what ONNX Runtime refuses. Node by node, that is a verdict on the node.
    List<CheckResult> VerifyOneByOne(
        string path, ModelProto model, Dictionary<string, Tensor> feeds, IReadOnlyDictionary<string, Tensor> recorded)
    {
        var own = new OnnxPoolRunner();
        var results = new List<CheckResult>();
        _ = PoolGraph.Of(path, model).Walk(feeds, Visit);
        return results;

        IReadOnlyList<Tensor>? Visit(PlacedNode node, IReadOnlyList<Tensor>? inputs)
        {
            // A node that was not asked for only gives its output to those behind it.
            if (IsAsked(node))
            {
                if (inputs is null) results.Add(NotChecked(path, node.Place, "its input comes from a node that is not supported"));
                else results.AddRange(Judge(path, node, inputs, recorded, OrtProblems.Run));
            }
            try
            {
                return inputs is null ? null : own.Run(node.On(inputs), inputs);
            }
            catch (UnsupportedPoolingException)
            {
                // The verdict on this node has said so; those behind it have no input.
                return null;
            }
        }
    }

    IReadOnlyList<CheckResult> Judge(
        string path, PlacedNode node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, Tensor> recorded,
        Func<Problem, IReadOnlyList<Tensor>, OrtOutcome> ort)
    {
        try
        {
            Problem problem = node.On(inputs);
            return _cases.Verify(
                path, node.Place.Display, problem, inputs, ort, [.. node.Outputs.Select(o => recorded.GetValueOrDefault(o))]);
        }
        catch (InvalidPoolingException e)
        {
            throw InvalidModelException.In(path, node.Place, e);
        }
    }

    /// <summary>ONNX Runtime refuses the whole model.</summary>
    internal static InvalidModelException Refused(string path, Dictionary<string, Tensor> feeds, OrtRefusedException refusal)
    {
        string inputs = string.Join(", ", feeds.Select(f => $"{f.Key} {f.Value.Type.Name()} {Shapes.Format(f.Value.Shape)}"));
        return new InvalidModelException(
            path, null, $"ONNX Runtime does not run it with inputs {inputs} (--dim NAME=N sets an open dimension): {refusal.Message}", refusal);
    }

    /// <summary>Inputs, and those constants that a pooling node takes.</summary>
    internal static Dictionary<string, Tensor> WithConstants(string path, ModelProto model, Dictionary<string, Tensor> feeds, IReadOnlyList<PlacedNode> nodes)
    {
        Dictionary<string, Tensor> values = new(feeds);
        HashSet<string> pooled = [.. nodes.SelectMany(n => n.Inputs)];
        var external = new ExternalData(path);
        foreach (TensorProto constant in model.Graph.Initializer)
            if (pooled.Contains(constant.Name) && !values.ContainsKey(constant.Name)) values[constant.Name] = external.Read(constant);
        return values;
    }

    /// <summary>The inputs of a node among the values of its graph.</summary>
    /// <exception cref="InvalidModelException">One that nothing computes.</exception>
    internal static Tensor[] Inputs(string path, PlacedNode node, IReadOnlyDictionary<string, Tensor> values) =>
        [.. node.Inputs.Select(i => values.TryGetValue(i, out Tensor? value) ? value : throw Unknown(path, node, i))];

    static InvalidModelException Unknown(string path, PlacedNode node, string input) => InvalidModelException.In(
        path, node.Place, new InvalidPoolingException("input", $"'{input}', which nothing before the node computes", "an input, a dense initializer, or an output of an earlier node"));

    /// <summary>The result for a node that cannot be checked.</summary>
    internal static CheckResult NotChecked(string path, NodePlace place, string why) => new()
    {
        Source = path,
        Node = place.Display,
        Operator = place.Operator,
        Line = "",
        Verdict = Verdict.Unsupported,
        Reason = $"not checked: {why}",
    };

    /// <summary>Whether a node is of this family: one of ONNX's operators, or any of this project's own domain.</summary>
    internal static bool IsPooling(NodePlace place) => place.Domain == OperatorTable.OwnDomain || OperatorTable.Find(place.Domain, place.Node.OpType) is not null;

    /// <summary>Whether the model computes with operators of this project's own domain, so that ONNX Runtime cannot load it.</summary>
    internal static bool NeedsOwn(ModelProto model) => GraphNodes.Of(model).Any(p => p.Kind != PlaceKind.Training && p.Domain == OperatorTable.OwnDomain);

    /// <summary>Whether the model has pooling nodes in its main graph and no other nodes.</summary>
    internal static bool OnlyPools(ModelProto model) => GraphNodes.Of(model).All(p => p.Kind == PlaceKind.Main && IsPooling(p));
}
