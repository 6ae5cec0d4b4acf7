using OnnxPool.Onnx;

namespace OnnxPool.Cli;

/// <summary>An output of a model, and the file it went to.</summary>
readonly record struct WrittenTensor(string Name, string Path, Tensor Value);

/// <summary>The outputs of a model as files of a folder: all of them or none.</summary>
static class OutputTensors
{
    /// <summary>Fails before a long run where nothing could be written at its end.</summary>
    /// <exception cref="OutputFileException">The path is a file, or empty.</exception>
    public static void RequireWritable(string folder)
    {
        if (folder.Length == 0) throw new OutputFileException("--output: found an empty path; allowed: a folder");
        if (File.Exists(folder)) throw new OutputFileException($"--output: found {folder}, a file; allowed: a folder");
    }

    /// <exception cref="OutputFileException">Two outputs would have one file, or a file cannot be written.</exception>
    public static IReadOnlyList<WrittenTensor> Write(string folder, IReadOnlyList<(string Name, Tensor Value)> outputs)
    {
        WrittenTensor[] files = [.. outputs.Select(o => new WrittenTensor(o.Name, Path.Combine(folder, FileName(o.Name)), o.Value))];
        if (files.GroupBy(f => f.Path).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw new OutputFileException($"{same.Key}: found outputs {string.Join(" and ", same.Select(f => f.Name))} for it; allowed: one");
        if (files.FirstOrDefault(f => Directory.Exists(f.Path)) is { Path: { } blocked })
            throw new OutputFileException($"{blocked}: found a folder; allowed: a file that can be written");
        bool isNew = !Directory.Exists(folder);
        string temporary = Path.Combine(folder, $".onnxpool-{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
            foreach (WrittenTensor file in files) TensorFile.Write(Path.Combine(temporary, Path.GetFileName(file.Path)), file.Value, file.Name);
            // Everything is on the disk now; a rename is all that is left.
            foreach (WrittenTensor file in files) File.Move(Path.Combine(temporary, Path.GetFileName(file.Path)), file.Path, overwrite: true);
            isNew = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidModelException)
        {
            throw new OutputFileException($"{folder}: found an error ({e.Message}); allowed: a folder that can be written");
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            if (isNew && Directory.Exists(folder)) Directory.Delete(folder);
        }
        return files;
    }

    public static byte[] Serialize(string model, string provider, IReadOnlyList<WrittenTensor> outputs) => JsonFile.Of(json =>
    {
        json.WriteString("model", model);
        json.WriteString("provider", provider);
        json.WriteObjects("outputs", outputs, output =>
        {
            json.WriteString("name", output.Name);
            json.WriteString("type", output.Value.Type.Name());
            json.WriteString("shape", Shapes.Format(output.Value.Shape));
            json.WriteString("file", output.Path);
        });
    });

    static string FileName(string output) =>
        string.Concat(output.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_')) + ".pb";
}
