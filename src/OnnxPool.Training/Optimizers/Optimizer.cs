namespace OnnxPool.Training;

/// <summary>How a step moves a parameter, with what it keeps of it from step to step.</summary>
/// <param name="LearningRate">The rate; a schedule may change it.</param>
public abstract record Optimizer(float LearningRate)
{
    /// <summary>How much of the parameter is added to its gradient (L2); for <see cref="AdamW"/> how much of it goes away in each step, times the rate.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Names of what is kept for a parameter: tensors of its shape, which begin at zero.</summary>
    internal abstract IReadOnlyList<string> Slots { get; }

    /// <summary>Writes the update of one parameter.</summary>
    /// <returns>The parameter after the step, then its slots.</returns>
    internal abstract string[] Update(StepValues step, string x, string g, string[] slots);
}

/// <summary>Gradient descent: X − rate·G.</summary>
public sealed record Sgd(float LearningRate) : Optimizer(LearningRate)
{
    internal override IReadOnlyList<string> Slots => [];

    internal override string[] Update(StepValues step, string x, string g, string[] slots) =>
        [step.Graph.Sub(x, step.Graph.Mul(step.Rate, step.Sum(WeightDecay, x, g)))];
}

/// <summary>Gradient descent with momentum, as in PyTorch and as ONNX's Momentum with beta = 1: V = factor·V + G; X − rate·V, or Nesterov's X − rate·(G + factor·V).</summary>
/// <param name="LearningRate">The rate.</param>
/// <param name="Factor">How much of the last step goes on.</param>
/// <param name="Nesterov">Whether the gradient is as if that had happened already.</param>
public sealed record Momentum(float LearningRate, float Factor = 0.9f, bool Nesterov = false) : Optimizer(LearningRate)
{
    internal override IReadOnlyList<string> Slots => ["momentum"];

    internal override string[] Update(StepValues step, string x, string g, string[] slots)
    {
        (string next, string momentum) = UpdateRules.Momentum(step, x, g, slots[0], Factor, 1, WeightDecay, Nesterov);
        return [next, momentum];
    }
}

/// <summary>ONNX's Adagrad: steps shrink with the squares of all gradients so far.</summary>
/// <param name="LearningRate">The rate.</param>
/// <param name="Epsilon">What keeps the division finite.</param>
public sealed record Adagrad(float LearningRate, float Epsilon = 1e-10f) : Optimizer(LearningRate)
{
    internal override IReadOnlyList<string> Slots => ["squares"];

    internal override string[] Update(StepValues step, string x, string g, string[] slots)
    {
        (string next, string squares) = UpdateRules.Adagrad(step, x, g, slots[0], 0, Epsilon, WeightDecay);
        return [next, squares];
    }
}

/// <summary>ONNX's Adam: averages of gradients over the root of averages of their squares, both freed of their beginning at 0.</summary>
/// <param name="LearningRate">The rate.</param>
/// <param name="Beta1">How much of the average of gradients stays.</param>
/// <param name="Beta2">How much of that of squares stays.</param>
/// <param name="Epsilon">What keeps the division finite.</param>
public sealed record Adam(float LearningRate = 1e-3f, float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f) : Optimizer(LearningRate)
{
    internal override IReadOnlyList<string> Slots => ["mean", "squares"];

    internal override string[] Update(StepValues step, string x, string g, string[] slots)
    {
        (string next, string mean, string squares) = UpdateRules.Adam(step, x, g, slots[0], slots[1], Beta1, Beta2, Epsilon, WeightDecay, 0);
        return [next, mean, squares];
    }
}

/// <summary>Adam whose weight decay leaves the gradients alone (Loshchilov and Hutter): first X·(1 − rate·decay), then Adam's step.</summary>
/// <param name="LearningRate">The rate.</param>
/// <param name="Beta1">How much of the average of gradients stays.</param>
/// <param name="Beta2">How much of that of squares stays.</param>
/// <param name="Epsilon">What keeps the division finite.</param>
public sealed record AdamW(float LearningRate = 1e-3f, float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f) : Optimizer(LearningRate)
{
    internal override IReadOnlyList<string> Slots => ["mean", "squares"];

    internal override string[] Update(StepValues step, string x, string g, string[] slots)
    {
        string kept = step.Graph.Sub(step.Scalar(1), step.Scaled(step.Rate, WeightDecay));
        string decayed = WeightDecay == 0 ? x : step.Graph.Mul(x, kept);
        (string next, string mean, string squares) = UpdateRules.Adam(step, decayed, g, slots[0], slots[1], Beta1, Beta2, Epsilon, 0, 0);
        return [next, mean, squares];
    }
}
