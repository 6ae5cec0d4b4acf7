using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>One recorded run of a backend test.</summary>
/// <param name="Feeds">The inputs by their names in the model.</param>
/// <param name="Recorded">The outputs by their names in the model.</param>
sealed record BackendDataSet(Dictionary<string, Tensor> Feeds, Dictionary<string, Tensor> Recorded)
{
    /// <summary>Reads the files of a data set; the number in a file's name is the place of the input or output in the graph.</summary>
    /// <exception cref="InvalidModelException">A file is missing, superfluous or unreadable, or an input is not of the model's type or shape.</exception>
    public static BackendDataSet Read(string folder, GraphProto graph)
    {
        IReadOnlyList<ValueInfoProto> required = GraphInputs.Required(graph);
        int found = Count(folder, "input");
        // Tests of older files may also bring values for inputs that have an initializer.
        IReadOnlyList<ValueInfoProto> inputs = found == graph.Input.Count ? [.. graph.Input] : required;
        Dictionary<string, Tensor> feeds = Read(folder, "input", found, inputs);
        for (int i = 0; i < inputs.Count; i++)
            GraphInputs.RequireFit(FileOf(folder, "input", i), inputs[i], feeds[inputs[i].Name]);
        return new BackendDataSet(feeds, Read(folder, "output", Count(folder, "output"), [.. graph.Output]));
    }

    static Dictionary<string, Tensor> Read(string folder, string kind, int found, IReadOnlyList<ValueInfoProto> values)
    {
        var tensors = new Dictionary<string, Tensor>();
        for (int i = 0; i < values.Count; i++)
        {
            string path = FileOf(folder, kind, i);
            // A missing file is named before its number is: that says more than a count.
            tensors[values[i].Name] = TensorFile.Read(path).Tensor;
        }
        if (found != values.Count)
            throw new InvalidModelException(folder, null, $"{kind}_*.pb: found {found} files; allowed: {values.Count}, one for each {kind} of the model");
        return tensors;
    }

    static int Count(string folder, string kind) => Directory.EnumerateFiles(folder, kind + "_*.pb").Count();

    static string FileOf(string folder, string kind, int index) => Path.Combine(folder, $"{kind}_{index}.pb");
}
