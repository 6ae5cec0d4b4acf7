namespace OnnxPool.Conformance;

/// <summary>This project's own operators.</summary>
public sealed class OnnxPoolRunner : IPoolRunner
{
    /// <inheritdoc/>
    public string Name => "OnnxPool";

    /// <inheritdoc/>
    public Tensor[] Run(Problem problem, Tensor x) => problem.Bind().Run(x, problem.Outputs.Count);
}
