using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>A generated model and the problems that it is made of, one for each node, in order.</summary>
/// <param name="Name">Name of the file without its extension.</param>
/// <param name="Chain">The problems; each but the first takes the first output of the one before.</param>
public sealed record GeneratedModel(string Name, IReadOnlyList<Problem> Chain);

/// <summary>
/// A folder's <c>manifest.txt</c>: the problem lines that its generated models are made of. Lines with the same name are one model.
/// </summary>
public static class ModelManifest
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "manifest.txt";

    /// <summary>
    /// The models of a folder, in the order of the manifest; none if it has no manifest, or a file of that name in which nothing looks like a problem line.
    /// </summary>
    /// <exception cref="ProblemFileException">A line is wrong or has no name.</exception>
    public static IReadOnlyList<GeneratedModel> Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return [];
        try
        {
            if (!File.ReadLines(path).Any(Problem.LooksLikeLine)) return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemFileException($"{path}: cannot be read: {Printable.Of(e.Message)}");
        }
        IReadOnlyList<Problem> problems = ProblemFile.Read(path);
        if (problems.FirstOrDefault(p => p.Name.Length == 0) is { } nameless)
            throw new ProblemFileException($"{path}: '{nameless}' has no name=");
        return [.. problems.GroupBy(p => p.Name).Select(g => new GeneratedModel(g.Key, [.. g]))];
    }
}
