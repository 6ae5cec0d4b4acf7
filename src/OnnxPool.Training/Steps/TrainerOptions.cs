namespace OnnxPool.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainerOptions
{
    /// <summary>The loss, what is trained and what is frozen, and the seed of everything random.</summary>
    public GradientOptions Gradient { get; init; } = new();

    /// <summary>What moves the parameters.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd(0.01f);

    /// <summary>The greatest norm that all gradients together may have; null for any.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>Threads inside an operator; 0 lets ONNX Runtime choose. Results depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// What else tells this run from others, a digest of its examples for example: a checkpoint of a run with another text is refused, as one of another model is.
    /// </summary>
    public string Run { get; init; } = "";
}

/// <summary>How long, and in what order, examples are gone through.</summary>
public sealed record FitOptions
{
    /// <summary>How many times every example is seen, counted from the first epoch of the first run.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Examples in a step; the last step of an epoch may have fewer.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Whether each epoch has an order of its own, which the seed and its number determine.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>
    /// What becomes of a batch before it is trained on, by random numbers that the seed and the epoch determine; null for nothing. <see cref="Augmentations"/> has usual ones.
    /// </summary>
    public Func<Examples, Random, Examples>? Augment { get; init; }

    /// <summary>What the learning rate is multiplied by in an epoch, counted from 0; null for 1 always. <see cref="Schedules"/> has usual ones.</summary>
    public Func<int, float>? Schedule { get; init; }

    /// <summary>What is looked at after each epoch and never trained on; null for nothing.</summary>
    public Examples? Validation { get; init; }

    /// <summary>Stops after so many epochs in which the loss (of the validation, where there is one) was not lower than ever before; null for never.</summary>
    public int? Patience { get; init; }

    /// <summary>A file that holds the run after each epoch; if it is there at the start, the run goes on from it.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Told of each epoch.</summary>
    public IProgress<EpochReport>? Progress { get; init; }
}

/// <summary>What came of an epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="LearningRate">The rate in it.</param>
/// <param name="Loss">The mean loss of its steps.</param>
/// <param name="Accuracy">The share of examples whose class was right in them; null where there are no classes.</param>
/// <param name="Validation">What the validation came to after it; null without one.</param>
public sealed record EpochReport(int Epoch, float LearningRate, double Loss, double? Accuracy, Score? Validation);

/// <summary>What a model comes to on examples.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The share of examples whose class is right; null where there are no classes.</param>
public sealed record Score(double Loss, double? Accuracy);
