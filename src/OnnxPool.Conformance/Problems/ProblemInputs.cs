namespace OnnxPool.Conformance;

/// <summary>What the inputs of a problem are, by their names.</summary>
static class ProblemInputs
{
    /// <summary>What ONNX calls the data of Flatten; of all other operators it is X.</summary>
    public const string FlattenData = "input";

    /// <summary>Element type and shape of an input.</summary>
    /// <exception cref="InvalidPoolingException">The attributes do not fit the shape.</exception>
    public static (ElementType Type, long[] Shape) Declare(Problem problem, string name) => name switch
    {
        "X" or FlattenData => (problem.Type, problem.Shape.ToArray()),
        "I" => (ElementType.Int64, problem.Shape.ToArray()),
        "dY" or "Y" => (problem.Type, problem.Forward.OutputShape()),
        "Indices" => (ElementType.Int64, problem.Forward.OutputShape()),
        "X_shape" => (ElementType.Int64, [problem.Shape.Length]),
        Problem.OutputShapeInput => (ElementType.Int64, [problem.UnpoolShape!.Count]),
        _ => throw new ArgumentException($"no operator has an input {name}"),
    };

    /// <summary>The tensors of the inputs that are present, at the places that the operator version gives them.</summary>
    public static Tensor?[] Place(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        var names = problem.Inputs.Take(inputs.Count).ToList();
        Tensor?[] placed = [.. problem.Version.Inputs.Select(name => names.IndexOf(name) is >= 0 and var i ? inputs[i] : null)];
        return placed[..(Array.FindLastIndex(placed, t => t is not null) + 1)];
    }
}
