using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>What came of a run of <c>onnxpool train</c>.</summary>
/// <param name="Settings">What it was asked for.</param>
/// <param name="Data">Its examples.</param>
/// <param name="History">All its epochs, also of calls before it went on from a checkpoint.</param>
/// <param name="Parameters">What was trained.</param>
/// <param name="Score">The test, where the model was trained.</param>
/// <param name="Plain">The test of the written file in ONNX Runtime without us.</param>
sealed record TrainResult(
    TrainSettings Settings, TrainData Data, IReadOnlyList<EpochReport> History, IReadOnlyList<ParameterGradient> Parameters, Score Score, PlainRuntime Plain)
{
    /// <summary>Whether the written file comes to what was trained.</summary>
    public bool IsGood => Plain.Agrees(Score);

    /// <summary>How many numbers were trained.</summary>
    public long Numbers => Count(Parameters);

    /// <summary>How many numbers parameters have.</summary>
    public static long Count(IEnumerable<ParameterGradient> parameters) => parameters.Sum(p => Shapes.ElementCount([.. p.Shape]));

    /// <summary>The class that the model takes each test example for, and the right one; null where outputs are not one class for each example.</summary>
    public (int Found, int Right)[]? Predictions
    {
        get
        {
            if (Plain.All != Data.Test.Count || Plain.Output.Shape.Length != 2) return null;
            int classes = (int)Plain.Output.Shape[1];
            double[] output = Plain.Output.ToDoubles();
            Tensor labels = Data.Test.Labels;
            int[] right = labels.Type == ElementType.Int64 ? [.. labels.Values<long>().ToArray().Select(l => (int)l)] : [.. labels.ToDoubles().Chunk(classes).Select(Largest)];
            return [.. output.Chunk(classes).Select(Largest).Zip(right)];
        }
    }

    static int Largest(double[] values) => Array.IndexOf(values, values.Max());
}
