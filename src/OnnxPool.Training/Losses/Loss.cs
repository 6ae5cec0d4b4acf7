namespace OnnxPool.Training;

/// <summary>What training minimizes.</summary>
public enum Loss
{
    /// <summary>
    /// Cross-entropy of the softmax of the output along axis 1: −Σ t·log softmax(y), the mean over everything that has a label. Of an output that is a
    /// Softmax already its input is taken.
    /// </summary>
    SoftmaxCrossEntropy,
    /// <summary>
    /// (y − t)², the mean over all elements: over the batch and, where an example has several numbers, over these too, as PyTorch's MSELoss by default. It does
    /// not sum over the numbers of an example.
    /// </summary>
    MeanSquaredError,
    /// <summary>−t·log y − (1 − t)·log(1 − y) of probabilities y, the mean over all elements, as <see cref="MeanSquaredError"/>; logarithms are not below −100, as in PyTorch.</summary>
    BinaryCrossEntropy,
    /// <summary>−Σ t·y of logarithms of probabilities along axis 1, the mean over everything that has a label.</summary>
    NegativeLogLikelihood,
    /// <summary>The output itself, a scalar; there are no labels.</summary>
    Output,
}
