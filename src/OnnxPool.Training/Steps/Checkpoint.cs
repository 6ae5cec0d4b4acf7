using System.Globalization;
using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>A run of training in a file: an ONNX model of initializers alone, written whole or not at all.</summary>
static class Checkpoint
{
    const string Subject = "checkpoint";
    const string Run = "onnxpool.run";
    const string Steps = "onnxpool.steps";
    const string History = "onnxpool.history";

    /// <summary>Writes a run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">What tells this run from one of another model or other settings.</param>
    /// <param name="steps">Steps so far.</param>
    /// <param name="history">What came of each epoch so far.</param>
    /// <param name="values">What goes from step to step.</param>
    /// <exception cref="InvalidModelException">The file cannot be written; an earlier one stays as it is.</exception>
    public static void Write(string path, string run, long steps, IReadOnlyList<EpochReport> history, IEnumerable<(string Name, Tensor Value)> values)
    {
        var model = new ModelProto { IrVersion = IrVersions.For(GraphWriter.FirstOpset), ProducerName = "onnxpool", Graph = new GraphProto { Name = Subject } };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = GraphWriter.FirstOpset });
        foreach ((string key, string value) in ((string, string)[])[(Run, run), (Steps, steps.ToString(CultureInfo.InvariantCulture)), (History, EpochText.Format(history))])
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        foreach ((string name, Tensor value) in values) model.Graph.Initializer.Add(TensorConversion.ToProto(name, value));
        ModelFile.Write(path, model);
    }

    /// <summary>Reads a run.</summary>
    /// <exception cref="InvalidModelException">The file cannot be read, is no checkpoint, or is of another run.</exception>
    public static (long Steps, IReadOnlyList<EpochReport> History, Dictionary<string, Tensor> Values) Read(string path, string run)
    {
        ModelProto model = ModelFile.Read(path);
        Dictionary<string, string> properties = model.MetadataProps.GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.First().Value);
        if (!properties.TryGetValue(Run, out string? found) || !long.TryParse(properties.GetValueOrDefault(Steps), CultureInfo.InvariantCulture, out long steps)
            || EpochText.Parse(properties.GetValueOrDefault(History)) is not { } history)
            throw InvalidModelException.In(path, new InvalidPoolingException(Subject, "a model that is none", "a file that training wrote"));
        if (found != run)
            throw InvalidModelException.In(path, new InvalidPoolingException(Subject, "one of another model or with other settings", "one of this run; to begin anew, remove it or name another"));
        return (steps, history, model.Graph.Initializer.ToDictionary(t => t.Name, TensorConversion.ToTensor));
    }
}
