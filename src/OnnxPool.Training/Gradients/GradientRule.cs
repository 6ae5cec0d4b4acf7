namespace OnnxPool.Training;

/// <summary>How the gradient goes through an operator.</summary>
/// <param name="Backward">From the gradients of a node's outputs to those of its inputs, of those that are asked for.</param>
sealed record GradientRule(Action<NodeGradient> Backward)
{
    /// <summary>How many inputs, from the first on, it has a gradient for; a floating-point parameter that reaches another one is an error.</summary>
    public int Inputs { get; init; } = int.MaxValue;

    /// <summary>How many outputs, from the first on, it takes gradients of.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Writes what computes the node's outputs while training; null for the node as it is.</summary>
    public Action<NodeGradient>? Forward { get; init; }
}
