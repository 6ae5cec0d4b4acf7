using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>ONNX's own operators for training, for those parts of the house that do not know the one that writes them anew.</summary>
sealed class TrainingLowering : IModelLowering
{
    /// <inheritdoc/>
    public string Domain => TrainingStandard.Domain;

    /// <inheritdoc/>
    public ModelProto Lower(ModelProto model) => TrainingStandard.Lower(model);
}
