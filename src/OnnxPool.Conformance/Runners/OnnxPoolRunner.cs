namespace OnnxPool.Conformance;

/// <summary>This project's own operators.</summary>
public sealed class OnnxPoolRunner : IPoolRunner
{
    /// <inheritdoc/>
    public string Name => "OnnxPool";

    /// <inheritdoc/>
    public Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs) =>
        problem.Bind().Run(ProblemInputs.Place(problem, inputs), problem.Outputs.Count);
}
