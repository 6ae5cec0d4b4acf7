using Microsoft.ML.OnnxRuntime;
using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Work that may end or hang the process that does it.</summary>
public abstract record WorkerRequest
{
    private protected WorkerRequest()
    {
    }
}

/// <summary>Runs a model in ONNX Runtime's CPU provider, with one thread.</summary>
public sealed record ModelRequest : WorkerRequest
{
    /// <summary>A serialized ModelProto.</summary>
    public required byte[] Model { get; init; }

    /// <summary>The whole path of the folder with its external data; null if it has none.</summary>
    public string? Folder { get; init; }

    /// <summary>A tensor for every input.</summary>
    public required IReadOnlyDictionary<string, Tensor> Feeds { get; init; }

    /// <summary>Names of graph outputs, each a tensor.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Graph optimization; off unless asked for.</summary>
    public GraphOptimizationLevel Optimization { get; init; } = GraphOptimizationLevel.ORT_DISABLE_ALL;

    /// <summary>The whole path of a library of operators to register; null for none.</summary>
    public string? CustomOps { get; init; }

    /// <summary>A problem as a model of one node, in ONNX Runtime's own operators.</summary>
    /// <param name="problem">Operator, opset, type, shape and attributes.</param>
    /// <param name="inputs">A tensor for each of <see cref="Problem.Inputs"/>.</param>
    /// <exception cref="InvalidPoolingException">A layout that models do not have.</exception>
    public static ModelRequest Of(Problem problem, IReadOnlyList<Tensor> inputs) => Of(ProblemModel.Build(problem), problem, inputs);

    /// <summary>A problem as <paramref name="model"/>, whose inputs and outputs have the names of the problem's.</summary>
    internal static ModelRequest Of(ModelProto model, Problem problem, IReadOnlyList<Tensor> inputs) => new()
    {
        Model = ModelFile.ToBytes(model),
        // A constant input is part of the model.
        Feeds = problem.Inputs.Zip(inputs).Where(p => p.First != Problem.OutputShapeInput).ToDictionary(p => p.First, p => p.Second),
        Outputs = problem.Outputs,
    };
}

/// <summary>Asks a library of operators what it registers.</summary>
/// <param name="Path">The whole path of the library.</param>
public sealed record LibraryRequest(string Path) : WorkerRequest;
