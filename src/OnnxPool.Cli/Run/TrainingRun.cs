using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool run --steps</c>: a model that says itself how it is trained.</summary>
static class TrainingRun
{
    /// <summary>The trained model's file in the folder of outputs.</summary>
    public const string FileName = "trained.onnx";

    /// <summary>Takes steps on one batch.</summary>
    /// <param name="path">The model.</param>
    /// <param name="inputs">For each input its name, its file and its value.</param>
    /// <param name="steps">How many.</param>
    /// <returns>The outputs of the last step, and the trained model.</returns>
    /// <exception cref="InvalidModelException">The model cannot be read or trained, or the inputs are not those of a step.</exception>
    public static (IReadOnlyList<(string Name, Tensor Value)> Outputs, ModelProto Trained) Run(string path, IReadOnlyList<(string Name, string File, Tensor Value)> inputs, int steps)
    {
        ModelProto model = ModelFile.Read(path);
        new ExternalData(path).Embed(model);
        try
        {
            Dictionary<string, Tensor> feeds = [];
            foreach ((string name, _, Tensor value) in inputs)
                if (!feeds.TryAdd(name, value)) throw new InvalidPoolingException("input", $"'{name}' twice", "each input once");
            using var trainer = new StandardTrainer(model);
            IReadOnlyDictionary<string, Tensor> outputs = trainer.Step(feeds);
            while (trainer.Steps < steps) outputs = trainer.Step(feeds);
            return ([.. outputs.Select(o => (o.Key, o.Value))], trainer.Export());
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
    }
}
