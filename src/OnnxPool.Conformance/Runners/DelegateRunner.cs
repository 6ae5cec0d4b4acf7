namespace OnnxPool.Conformance;

/// <summary>A function as a runner: the shortest way to have a kernel of one's own checked.</summary>
/// <param name="name">What reports call it.</param>
/// <param name="run">As <see cref="IPoolRunner.Run"/>; it throws an <see cref="UnsupportedPoolingException"/> for a problem that it does not have.</param>
public sealed class DelegateRunner(string name, Func<Problem, IReadOnlyList<Tensor>, Tensor[]> run) : IPoolRunner
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs) => run(problem, inputs);
}
