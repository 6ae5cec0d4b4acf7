using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Small networks that many begin with, for images of 28x28 and ten classes.</summary>
public static class Networks
{
    /// <summary>Sixteen filters of 3x3, maxima of 2x2, a fifth dropped, 64 features, ten classes.</summary>
    /// <param name="seed">The seed of its weights.</param>
    public static ModelProto Sample(long seed = 0) =>
        Sequential.Input(Seeds.Mix(seed, 0), [1, 28, 28]).Conv(16, 3).MaxPool(2).Flatten().Dropout(0.2f).Linear(64).Relu().Linear(10).Build();

    /// <summary>LeNet-5 (LeCun et al., 1998) as it is written today: maxima and Relu, and no connections left out.</summary>
    /// <param name="seed">The seed of its weights.</param>
    public static ModelProto LeNet(long seed = 0) =>
        Sequential.Input(Seeds.Mix(seed, 0), [1, 28, 28]).Conv(6, 5, padding: 2).Relu().MaxPool(2).Conv(16, 5).Relu().MaxPool(2)
            .Flatten().Linear(120).Relu().Linear(84).Relu().Linear(10).Build();
}
