namespace OnnxPool.Training;

/// <summary>What <see cref="GradientGraph.Build"/> is asked for.</summary>
public sealed record GradientOptions
{
    /// <summary>What is minimized.</summary>
    public Loss Loss { get; init; } = Loss.SoftmaxCrossEntropy;

    /// <summary>How class labels are written, for losses over classes.</summary>
    public LabelForm Labels { get; init; } = LabelForm.Index;

    /// <summary>The output that the loss is taken of; null for the first.</summary>
    public string? Output { get; init; }

    /// <summary>The initializers that get gradients; null for all trainable ones.</summary>
    public IReadOnlyList<string>? Parameters { get; init; }

    /// <summary>Initializers that get none: names, or starts of names that end with *.</summary>
    public IReadOnlyList<string> Frozen { get; init; } = [];

    /// <summary>
    /// Whether BatchNormalization takes the statistics of the batch (where one of its parameters is trained) and Dropout drops;
    /// otherwise both are as at inference.
    /// </summary>
    public bool Training { get; init; } = true;

    /// <summary>The seed of dropout.</summary>
    public long Seed { get; init; }
}

/// <summary>How class labels are written.</summary>
public enum LabelForm
{
    /// <summary>The number of the class: int64, of the output's shape without its axis of classes.</summary>
    Index,
    /// <summary>A number for each class, that sum up to 1: the output's type and shape.</summary>
    OneHot,
}
