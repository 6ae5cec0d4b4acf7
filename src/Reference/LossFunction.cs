namespace OnnxPool.Reference;

/// <summary>Losses of a network's output, in double.</summary>
public static class LossFunction
{
    /// <summary>The mean of −log softmax(y)[label] over the rows of logits.</summary>
    /// <param name="y">Logits, row-major: (N, C).</param>
    /// <param name="labels">N numbers of classes.</param>
    /// <exception cref="ArgumentException">Data of the wrong length.</exception>
    public static double SoftmaxCrossEntropy(double[] y, long[] labels)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(labels);
        int classes = y.Length / labels.Length;
        Shapes.RequireData(y, [labels.Length, classes], "y");
        double total = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double[] logits = y[(row * classes)..((row + 1) * classes)];
            // The largest exponent becomes 0, so that no term overflows.
            double largest = logits.Max();
            total += largest + Math.Log(logits.Sum(l => Math.Exp(l - largest))) - logits[labels[row]];
        }
        return total / labels.Length;
    }

    /// <summary>The mean of −y[label] over the rows of logarithms of probabilities.</summary>
    /// <param name="y">Logarithms, row-major: (N, C).</param>
    /// <param name="labels">N numbers of classes.</param>
    /// <exception cref="ArgumentException">Data of the wrong length.</exception>
    public static double NegativeLogLikelihood(double[] y, long[] labels)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(labels);
        int classes = y.Length / labels.Length;
        Shapes.RequireData(y, [labels.Length, classes], "y");
        return -labels.Select((label, row) => y[(row * classes) + label]).Average();
    }

    /// <summary>The mean of (y − t)².</summary>
    /// <param name="y">What the network gave.</param>
    /// <param name="t">What was wanted.</param>
    /// <exception cref="ArgumentException">Data of the wrong length.</exception>
    public static double MeanSquaredError(double[] y, double[] t) => Mean(y, t, (a, b) => (a - b) * (a - b));

    /// <summary>The mean of −t·log y − (1 − t)·log(1 − y), logarithms not below −100.</summary>
    /// <param name="y">Probabilities.</param>
    /// <param name="t">What was wanted, from 0 to 1.</param>
    /// <exception cref="ArgumentException">Data of the wrong length.</exception>
    public static double BinaryCrossEntropy(double[] y, double[] t) =>
        Mean(y, t, (a, b) => -(b * Math.Max(Math.Log(a), -100)) - ((1 - b) * Math.Max(Math.Log(1 - a), -100)));

    static double Mean(double[] y, double[] t, Func<double, double, double> term)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(t);
        Shapes.RequireData(t, [y.Length], "t");
        return y.Zip(t, term).Average();
    }
}
