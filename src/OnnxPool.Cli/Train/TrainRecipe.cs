using System.Globalization;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>How a model is trained: what the options say, and where they are silent what has been found to do well.</summary>
/// <param name="Optimizer">What moves the parameters.</param>
/// <param name="OptimizerName">Its name on the command line.</param>
/// <param name="Schedule">The schedule as it is written.</param>
/// <param name="Batch">Examples in a step.</param>
/// <param name="Epochs">How many times every example is seen.</param>
/// <param name="Shift">How many pixels images are moved by at most.</param>
/// <param name="Clip">The greatest norm of all gradients together; null for any.</param>
/// <param name="Patience">Epochs without improvement after which it ends; null for all epochs.</param>
sealed record TrainRecipe(Optimizer Optimizer, string OptimizerName, string Schedule, int Batch, int Epochs, int Shift, float? Clip, int? Patience)
{
    const string Constant = "constant", Cosine = "cosine", Linear = "linear", Step = "step", Exponential = "exponential";

    /// <summary>How schedules are written.</summary>
    public const string ScheduleForms = "constant, cosine, linear, step:EPOCHS:FACTOR, exponential:FACTOR";

    /// <summary>Optimizers with the rates that they are usually begun with.</summary>
    public static IReadOnlyDictionary<string, float> Rates { get; } =
        new Dictionary<string, float> { ["sgd"] = 0.01f, ["momentum"] = 0.01f, ["nesterov"] = 0.01f, ["adagrad"] = 0.01f, ["adam"] = 0.001f, ["adamw"] = 0.001f };

    /// <summary>What a model is trained with where nothing is said.</summary>
    /// <param name="model">The model as it is named on the command line.</param>
    public static TrainRecipe Default(string model) => model switch
    {
        TrainModel.Sample => new(new Sgd(0.01f), "sgd", Cosine, 2, 40, 2, null, null),
        TrainModel.LeNet => new(new Adam(0.003f), "adam", Cosine, 32, 15, 2, null, null),
        _ => new(new Adam(0.001f), "adam", Constant, 32, 10, 0, null, null),
    };

    /// <summary>An optimizer by its name.</summary>
    /// <exception cref="InvalidPoolingException">Another name, or a momentum beside an optimizer that has none.</exception>
    public static Optimizer OptimizerOf(string name, float? rate, float? momentum, float decay)
    {
        float chosen = rate ?? CommonOptions.Choose("--optimizer", name, Rates);
        if (momentum is not null && name is not ("momentum" or "nesterov")) throw new InvalidPoolingException("--momentum", $"it beside --optimizer {name}", "it beside momentum or nesterov");
        Optimizer optimizer = CommonOptions.Choose("--optimizer", name, new Dictionary<string, Optimizer>
        {
            ["sgd"] = new Sgd(chosen),
            ["momentum"] = new Momentum(chosen, momentum ?? 0.9f),
            ["nesterov"] = new Momentum(chosen, momentum ?? 0.9f, Nesterov: true),
            ["adagrad"] = new Adagrad(chosen),
            ["adam"] = new Adam(chosen),
            ["adamw"] = new AdamW(chosen),
        });
        return optimizer with { WeightDecay = decay };
    }

    /// <summary>The factor of each epoch; null for 1 always.</summary>
    /// <exception cref="InvalidPoolingException">Another form.</exception>
    public Func<int, float>? Factor() => Schedule.Split(':') switch
    {
        [Constant] => null,
        [Cosine] => Schedules.Cosine(Epochs),
        [Linear] => Schedules.Linear(Epochs),
        [Step, var epochs, var factor] when int.TryParse(epochs, NumberStyles.None, CultureInfo.InvariantCulture, out int every) && every > 0 && Number(factor) is { } f => Schedules.Step(every, f),
        [Exponential, var factor] when Number(factor) is { } f => Schedules.Exponential(f),
        _ => throw new InvalidPoolingException("--schedule", $"'{Schedule}'", $"{ScheduleForms}, with a factor above 0"),
    };

    /// <summary>What tells runs apart that have the same model and optimizer: all that changes a step.</summary>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"{Optimizer} {Schedule}{(Schedule is Cosine or Linear ? $" {Epochs}" : "")} batch {Batch} shift {Shift} clip {Clip}");

    /// <summary>For people.</summary>
    public string Describe()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{OptimizerName} with rate {Optimizer.LearningRate:0.######}");
        if (Schedule != Constant) text += $", {Schedule}";
        if (Optimizer is Momentum momentum) text += string.Create(CultureInfo.InvariantCulture, $", momentum {momentum.Factor:0.####}");
        if (Optimizer.WeightDecay != 0) text += string.Create(CultureInfo.InvariantCulture, $", weight decay {Optimizer.WeightDecay:0.######}");
        if (Clip is { } clip) text += string.Create(CultureInfo.InvariantCulture, $", gradients clipped to {clip:0.####}");
        text += $", batches of {Batch}";
        return Shift > 0 ? $"{text}, images moved by up to {Shift} {(Shift == 1 ? "pixel" : "pixels")}" : text;
    }

    static float? Number(string text) => float.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out float value) && value > 0 && float.IsFinite(value) ? value : null;
}
