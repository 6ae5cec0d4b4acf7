namespace OnnxPool.Training;

/// <summary>How many examples got the class that they have.</summary>
public static class Accuracy
{
    /// <summary>Counts right answers: the largest number along axis 1 is the answer, of equal ones the first.</summary>
    /// <param name="loss">The loss; only those over classes have answers.</param>
    /// <param name="output">What the model gives: classes along axis 1.</param>
    /// <param name="labels">Class numbers as int64, or a number for each class.</param>
    /// <returns>Right answers and all of them; none where outputs are no classes.</returns>
    public static (long Right, long All) Count(Loss loss, Tensor output, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(labels);
        if (loss is not (Loss.SoftmaxCrossEntropy or Loss.NegativeLogLikelihood) || output.Shape.Length < 2) return (0, 0);
        long classes = output.Shape[1];
        long places = output.Shape[0] == 0 || classes == 0 ? 0 : output.ElementCount / output.Shape[0] / classes;
        double[] y = output.ToDoubles();
        bool isIndex = labels.Type == ElementType.Int64;
        double[] wanted = isIndex ? [.. labels.Values<long>().ToArray().Select(l => (double)l)] : labels.ToDoubles();
        long right = 0;
        for (long n = 0; n < output.Shape[0]; n++)
        {
            for (long place = 0; place < places; place++)
            {
                long label = isIndex ? (long)wanted[(n * places) + place] : Largest(wanted, n, place);
                if (Largest(y, n, place) == label) right++;
            }
        }
        return (right, output.Shape[0] * places);

        long Largest(double[] values, long n, long place)
        {
            long best = 0;
            for (long c = 1; c < classes; c++)
                if (values[(((n * classes) + c) * places) + place] > values[(((n * classes) + best) * places) + place]) best = c;
            return best;
        }
    }
}
