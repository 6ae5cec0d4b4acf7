using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>What the command line calls losses.</summary>
static class LossNames
{
    public static IReadOnlyDictionary<string, Loss> All { get; } = new Dictionary<string, Loss>
    {
        ["softmax_cross_entropy"] = Loss.SoftmaxCrossEntropy,
        ["mse"] = Loss.MeanSquaredError,
        ["bce"] = Loss.BinaryCrossEntropy,
        ["nll"] = Loss.NegativeLogLikelihood,
        ["output"] = Loss.Output,
    };
}
