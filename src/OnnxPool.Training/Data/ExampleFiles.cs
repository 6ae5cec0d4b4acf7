using System.Globalization;
using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Examples from files: two files of arrays, or a folder of ONNX tensors.</summary>
public static class ExampleFiles
{
    const string SetPrefix = "test_data_set_";
    const string InputName = "input_0.pb";
    const string LabelName = "output_0.pb";

    /// <summary>Reads a file of inputs and one of labels, each <c>.npy</c>, IDX (packed by gzip too) or <c>.pb</c>: as many of one as of the other along the first axis.</summary>
    /// <exception cref="InvalidModelException">A file cannot be read, there is no example, or there are not as many labels as inputs; one line that names the file.</exception>
    public static Examples Read(string inputs, string labels)
    {
        (Tensor values, Tensor wanted) = (ArrayFile.Read(inputs), ArrayFile.Read(labels));
        return Pair(inputs, values, labels, wanted);
    }

    /// <summary>
    /// Reads a folder of the form of ONNX's backend tests: in each <c>test_data_set_N</c> an <c>input_0.pb</c> and an <c>output_0.pb</c>, both a batch, of one example or more,
    /// along the first axis. The sets follow each other by their numbers.
    /// </summary>
    /// <exception cref="InvalidModelException">There is no set, a set lacks a file or has others, or sets differ in type or shape; one line that names the file.</exception>
    public static Examples ReadFolder(string folder)
    {
        string[] sets = Sets(folder);
        if (sets.Length == 0) throw Wrong(folder, $"{SetPrefix}*", "no such folder", $"at least one, with {InputName} and {LabelName}");
        Examples[] parts = [.. sets.Select(ReadSet)];
        foreach ((int i, Examples part) in parts.Index())
        {
            RequireAlike(Path.Combine(sets[i], InputName), part.Inputs, parts[0].Inputs);
            RequireAlike(Path.Combine(sets[i], LabelName), part.Labels, parts[0].Labels);
        }
        return new Examples(Examples.Join([.. parts.Select(p => p.Inputs)]), Examples.Join([.. parts.Select(p => p.Labels)]));
    }

    static string[] Sets(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder, SetPrefix + "*").OrderBy(Number).ThenBy(s => s, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(folder, "folder", e is DirectoryNotFoundException ? "none" : $"an error ({e.Message})", "a folder that can be read");
        }
    }

    static Examples ReadSet(string set)
    {
        foreach (string path in Directory.EnumerateFiles(set, "*.pb").Order(StringComparer.Ordinal))
            if (Path.GetFileName(path) is not (InputName or LabelName)) throw Wrong(path, "file", "it", $"{InputName} and {LabelName} alone");
        (string inputs, string labels) = (Path.Combine(set, InputName), Path.Combine(set, LabelName));
        return Pair(inputs, TensorFile.Read(inputs).Tensor, labels, TensorFile.Read(labels).Tensor);
    }

    static Examples Pair(string inputFile, Tensor inputs, string labelFile, Tensor labels)
    {
        if (inputs.Shape.Length == 0 || inputs.Shape[0] == 0) throw Wrong(inputFile, "examples", Shapes.Format(inputs.Shape), "at least one along the first axis");
        if (labels.Shape.Length == 0 || labels.Shape[0] != inputs.Shape[0])
            throw Wrong(labelFile, "labels", Shapes.Format(labels.Shape), $"{inputs.Shape[0]} along the first axis, one for each example of {inputFile}");
        return new Examples(inputs, labels);
    }

    static void RequireAlike(string file, Tensor found, Tensor first)
    {
        if (found.Type != first.Type || !found.Shape[1..].SequenceEqual(first.Shape[1..]))
            throw Wrong(file, "tensor", $"{found.Type.Name()} {Shapes.Format(found.Shape)}", $"{first.Type.Name()} {Shapes.Format(first.Shape)} but for the first axis, as in the first set");
    }

    static int Number(string set) =>
        int.TryParse(Path.GetFileName(set).AsSpan(SetPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;

    static InvalidModelException Wrong(string file, string subject, string found, string allowed) => InvalidModelException.In(file, new InvalidPoolingException(subject, found, allowed));
}
