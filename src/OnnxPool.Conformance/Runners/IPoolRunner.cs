namespace OnnxPool.Conformance;

/// <summary>Something that computes a pooling operator and can be checked.</summary>
public interface IPoolRunner
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>The outputs that <see cref="Problem.Outputs"/> asks for, in that order.</summary>
    /// <param name="problem">Operator, opset, type, shape and attributes.</param>
    /// <param name="inputs">A tensor for each of <see cref="Problem.Inputs"/>, in that order: X, of the problem's type and shape, for a gradient dY before it.</param>
    /// <exception cref="PoolingException">The problem is invalid, or not supported here.</exception>
    Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs);
}
