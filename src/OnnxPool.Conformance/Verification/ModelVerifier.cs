using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>
/// Checks every pooling node of a model: ONNX Runtime runs the whole model with the inputs and outputs of these nodes exposed,
/// then each node is computed again from the input that it had there.
/// </summary>
/// <param name="options">Seed, dimensions, who is checked.</param>
public sealed class ModelVerifier(VerifyOptions options)
{
    readonly CaseVerifier _cases = new(options.Runner, options.Divergences);

    /// <summary>Checks one problem line.</summary>
    /// <exception cref="InvalidPoolingException">The problem is invalid.</exception>
    public IReadOnlyList<CheckResult> Verify(Problem problem)
    {
        // Before any data is made: a wrong attribute is a clearer message than a size that does not fit.
        _ = problem.Bind().OutputShape(problem.Shape);
        problem.Version.Require(problem.Type);
        Tensor x = ProblemData.Create(problem, options.Seed);
        return _cases.Verify(problem.ToString(), problem.Name, problem, x, () => OrtProblems.Run(problem, x));
    }

    /// <summary>Checks a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">What to fill floating-point inputs with.</param>
    /// <returns>A result for each output of each pooling node; none for a model without them.</returns>
    /// <exception cref="InvalidModelException">The file cannot be read, or a pooling node is invalid, or ONNX Runtime does not run the model.</exception>
    public IReadOnlyList<CheckResult> Verify(string path, DataKind data = DataKind.Uniform)
    {
        ModelProto model = ModelFile.Read(path);
        NodePlace[] pooling = [.. GraphNodes.Of(model).Where(IsPooling)];
        PlacedNode[] nodes = [.. pooling.Where(p => p.Kind == PlaceKind.Main).Select(p => PlacedNode.Read(path, p))];
        var results = new List<CheckResult>();
        if (nodes.Length > 0)
        {
            new ExternalData(path).Check(model);
            Dictionary<string, Tensor> feeds;
            try
            {
                feeds = ModelInputs.Create(model.Graph, data, options);
            }
            catch (PoolingException e)
            {
                throw InvalidModelException.In(path, e);
            }
            nodes = [.. nodes.Where(n => options.Node is null || n.Place.Display == options.Node)];
            results.AddRange(OnlyPools(model)
                ? VerifyOneByOne(path, nodes, feeds)
                : VerifyWhole(path, model, nodes, feeds));
        }
        results.AddRange(pooling.Where(p => p.Kind != PlaceKind.Main && options.Node is null).Select(p => NotChecked(path, p)));
        return results;
    }

    IEnumerable<CheckResult> VerifyWhole(string path, ModelProto model, PlacedNode[] nodes, Dictionary<string, Tensor> feeds)
    {
        ExposedModel exposed = GraphOutputs.Expose(model, nodes.SelectMany(n => n.Outputs.Prepend(n.Input)));
        Dictionary<string, Tensor> values = new(feeds);
        foreach (TensorProto constant in model.Graph.Initializer)
        {
            if (exposed.NotComputed.Contains(constant.Name) && !values.ContainsKey(constant.Name))
                values[constant.Name] = new ExternalData(path).Read(constant);
        }
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
            Tensor x = values[node.Input];
            Tensor[] recorded = [.. node.Outputs.Select(o => values[o])];
            foreach (CheckResult result in Judge(path, node, x, _ => OrtOutcome.Ran(recorded))) yield return result;
        }
    }

    // A model of pooling nodes alone may hold what ONNX Runtime refuses. Node by node, that is a verdict on the node.
    IEnumerable<CheckResult> VerifyOneByOne(string path, PlacedNode[] nodes, Dictionary<string, Tensor> values)
    {
        var own = new OnnxPoolRunner();
        foreach (PlacedNode node in nodes)
        {
            if (!values.TryGetValue(node.Input, out Tensor? x)) throw Unknown(path, node);
            foreach (CheckResult result in Judge(path, node, x, problem => OrtProblems.Run(problem, x))) yield return result;
            try
            {
                foreach ((string name, Tensor y) in node.Outputs.Zip(own.Run(node.On(x), x))) values[name] = y;
            }
            catch (UnsupportedPoolingException)
            {
                // The verdict on this node has said so; those behind it have no input.
                yield break;
            }
        }
    }

    IReadOnlyList<CheckResult> Judge(string path, PlacedNode node, Tensor x, Func<Problem, OrtOutcome> ort)
    {
        try
        {
            Problem problem = node.On(x);
            return _cases.Verify(path, node.Place.Display, problem, x, () => ort(problem));
        }
        catch (InvalidPoolingException e)
        {
            throw InvalidModelException.In(path, node.Place, e);
        }
    }

    static InvalidModelException Unknown(string path, PlacedNode node) => InvalidModelException.In(
        path, node.Place, new InvalidPoolingException("input", $"'{node.Input}', which nothing before the node computes", "an input, or an output of an earlier node"));

    static CheckResult NotChecked(string path, NodePlace place) => new()
    {
        Source = path,
        Node = place.Display,
        Operator = place.Operator,
        Line = "",
        Verdict = Verdict.Unsupported,
        Reason = place.Kind switch
        {
            PlaceKind.Function => "not checked: inside a function",
            PlaceKind.Training => "not checked: part of the training information",
            _ => "not checked: inside a control-flow subgraph",
        },
    };

    static bool IsPooling(NodePlace place) =>
        place.Domain == OperatorDomain.Onnx && OperatorTable.Find(place.Node.OpType) is not null;

    static bool OnlyPools(ModelProto model) => GraphNodes.Of(model).All(p => p.Kind == PlaceKind.Main && IsPooling(p));
}
