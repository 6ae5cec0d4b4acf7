using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Reference;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>What a trained model comes to in ONNX Runtime as it is, without anything of ours.</summary>
/// <param name="Output">The output for every example.</param>
/// <param name="Right">Examples (or places in them) whose class is right.</param>
/// <param name="All">All of them; 0 where there are no classes.</param>
/// <param name="Loss">The loss in double; null for one that is not computed here.</param>
sealed record PlainRuntime(Tensor Output, long Right, long All, double? Loss)
{
    const int Batch = 256;

    // Sums of float in another order.
    const double LossTolerance = 1e-4;

    /// <summary>The share of right answers; null where there are no classes.</summary>
    public double? Accuracy => All == 0 ? null : (double)Right / All;

    /// <summary>Runs a model file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="examples">Its examples.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="threads">Threads inside an operator.</param>
    /// <exception cref="InvalidModelException">ONNX Runtime does not run it.</exception>
    public static PlainRuntime Evaluate(string file, Examples examples, Loss loss, int threads)
    {
        ModelProto model = ModelFile.Read(file);
        (string input, string output) = (ModelExamples.InputOf(model).Name, model.Graph.Output[0].Name);
        List<Tensor> parts = [];
        try
        {
            using var session = new OrtSession(ModelFile.ToBytes(model), threads: threads);
            foreach (int[] places in Enumerable.Range(0, examples.Count).Chunk(Batch))
                parts.Add(session.Run(new Dictionary<string, Tensor> { [input] = examples.Take(places).Inputs }, [output])[0]);
        }
        catch (OrtRefusedException e)
        {
            throw new InvalidModelException(file, null, $"ONNX Runtime does not run it: {e.Message}", e);
        }
        Tensor all = Examples.Join(parts);
        (long right, long count) = Training.Accuracy.Count(loss, all, examples.Labels);
        return new PlainRuntime(all, right, count, LossOf(loss, all, examples.Labels));
    }

    /// <summary>Whether it comes to what training came to: as many right answers, and the loss but for rounding.</summary>
    public bool Agrees(Score score) =>
        Accuracy == score.Accuracy && (Loss is not { } loss || Math.Abs(loss - score.Loss) <= LossTolerance * Math.Max(1, Math.Abs(score.Loss)));

    static double? LossOf(Loss loss, Tensor output, Tensor labels)
    {
        bool hasClasses = labels.Type == ElementType.Int64 && output.Shape.Length == 2;
        return loss switch
        {
            Training.Loss.SoftmaxCrossEntropy when hasClasses => LossFunction.SoftmaxCrossEntropy(output.ToDoubles(), labels.Values<long>().ToArray()),
            Training.Loss.NegativeLogLikelihood when hasClasses => LossFunction.NegativeLogLikelihood(output.ToDoubles(), labels.Values<long>().ToArray()),
            Training.Loss.MeanSquaredError => LossFunction.MeanSquaredError(output.ToDoubles(), labels.ToDoubles()),
            Training.Loss.BinaryCrossEntropy => LossFunction.BinaryCrossEntropy(output.ToDoubles(), labels.ToDoubles()),
            _ => null,
        };
    }
}
