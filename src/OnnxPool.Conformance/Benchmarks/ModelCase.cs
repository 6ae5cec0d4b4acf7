using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>A model that is timed as a whole, and what it is run on.</summary>
public sealed record ModelCase
{
    ModelCase(string name, ModelProto model, IReadOnlyDictionary<string, Tensor> feeds)
    {
        Name = name;
        PoolingNodes = GraphNodes.Of(model).Count(p => p.Kind != PlaceKind.Training && ModelVerifier.IsPooling(p));
        Request = new ModelRequest
        {
            Model = ModelFile.ToBytes(model),
            Feeds = feeds,
            Outputs = [.. model.Graph.Output.Where(o => o.Type?.TensorType is { } type && type.ElemType != (int)ElementType.String).Select(o => o.Name)],
            Optimization = Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
    }

    /// <summary>What reports call it.</summary>
    public string Name { get; }

    /// <summary>How many nodes of the family it has.</summary>
    public int PoolingNodes { get; }

    /// <summary>The model and its inputs.</summary>
    internal ModelRequest Request { get; private init; }

    /// <summary>A model file, on seeded data.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">The seed, and sizes of open dimensions.</param>
    /// <exception cref="InvalidModelException">The file cannot be read, or no data can be made up for its inputs.</exception>
    public static ModelCase Of(string name, string path, VerifyOptions options)
    {
        ModelProto model = ModelFile.Read(path);
        new ExternalData(path).Check(model);
        if (ModelVerifier.NeedsOwn(model))
            throw InvalidModelException.In(path, new UnsupportedPoolingException("operators", $"some of domain {OperatorTable.OwnDomain}", "those that ONNX Runtime has without the plug-in too"));
        try
        {
            var made = new ModelCase(name, model, ModelInputs.Create(path, model, options));
            return made with { Request = made.Request with { Folder = Path.GetDirectoryName(Path.GetFullPath(path)) } };
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
    }

    /// <summary>A problem as a model of one node.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="seed">Seed of the data.</param>
    /// <exception cref="PoolingException">The problem is invalid, or ONNX Runtime has no such operator.</exception>
    public static ModelCase Of(string name, Problem problem, long seed)
    {
        Benchmark.Require(problem);
        if (problem.Operator.Domain != OperatorTable.StandardDomain)
            throw new UnsupportedPoolingException("operator", $"{problem.Operator} of domain {problem.Operator.Domain}", "those that ONNX Runtime has without the plug-in too");
        return new ModelCase(name, ProblemModel.Build(problem), ProblemData.Feeds(problem, seed));
    }
}
