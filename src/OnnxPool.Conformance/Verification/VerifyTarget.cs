using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Something to verify: a problem, a model file, or a backend test.</summary>
/// <param name="Source">What reports call it: the problem line or the path.</param>
/// <param name="Problem">The problem, or null for a model file.</param>
/// <param name="Origin">For a generated model, the problem that its first node was made of.</param>
/// <param name="Place">For a problem from a file: file and line.</param>
/// <param name="Backend">For a backend test its folder, which is also the source.</param>
/// <param name="RealModel">For a model file that may have to be fetched first: its list and entry.</param>
public sealed record VerifyTarget(
    string Source, Problem? Problem = null, Problem? Origin = null, string? Place = null, (RealModels List, RealModel Model)? RealModel = null,
    BackendFolder? Backend = null)
{
    /// <summary>
    /// The targets that an argument of the command line means: a problem line, <c>@file</c> of problem lines, a model,
    /// or a folder with models, generated ones, a list of real ones, and backend tests.
    /// </summary>
    /// <exception cref="ProblemFileException">Nothing of the kind, or a file that is wrong; one line.</exception>
    public static IReadOnlyList<VerifyTarget> Resolve(string argument)
    {
        if (argument.StartsWith('@')) return OfProblemFile(argument[1..]);
        if (Directory.Exists(argument)) return OfFolder(argument);
        if (File.Exists(argument)) return [OfFile(argument)];
        if (RealModelOf(argument) is { } real) return [real];
        if (Problem.LooksLikeLine(argument)) return [OfLine(argument)];
        throw new ProblemFileException($"{argument}: no such file or folder, and not a problem line (OPERATOR:OPSET TYPE SHAPE ...)");
    }

    static VerifyTarget OfLine(string line)
    {
        try
        {
            var problem = Problem.Parse(line);
            return new VerifyTarget(problem.ToString(), problem);
        }
        catch (PoolingException e)
        {
            throw new ProblemFileException($"{line}: {e.Message}");
        }
    }

    static VerifyTarget[] OfProblemFile(string path)
    {
        VerifyTarget[] targets = [.. ProblemFile.ReadNumbered(path).Select(l => new VerifyTarget(l.Problem.ToString(), l.Problem, Place: l.Place))];
        return targets.Length > 0 ? targets : throw new ProblemFileException($"{path}: found no problem line; allowed: one or more");
    }

    static VerifyTarget OfFile(string path)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        string name = Path.GetFileNameWithoutExtension(path);
        GeneratedModel? generated = ModelManifest.Read(folder).FirstOrDefault(m => m.Name == name);
        return new VerifyTarget(path, Origin: generated?.Chain[0]);
    }

    // As OfFolder calls them: FOLDER/NAME.
    static VerifyTarget? RealModelOf(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent || !Directory.Exists(parent.Length == 0 ? "." : parent)) return null;
        var list = RealModels.Read(parent.Length == 0 ? "." : parent);
        return list.Models.FirstOrDefault(m => m.Name == Path.GetFileName(path)) is { } model ? new VerifyTarget(path, RealModel: (list, model)) : null;
    }

    static VerifyTarget[] OfFolder(string folder)
    {
        var targets = new List<VerifyTarget>();
        try
        {
            AddFolder(folder, targets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemFileException($"{folder}: cannot be read: {Printable.Of(e.Message)}");
        }
        return targets.Count > 0 ? [.. targets]
            : throw new ProblemFileException($"{folder}: no model (*.onnx) and no {RealModels.FileName} or backend test ({BackendFolder.DataSetPrefix}*) in this folder or below it");
    }

    static void AddFolder(string folder, List<VerifyTarget> targets)
    {
        if (BackendFolder.IsAt(folder))
        {
            targets.Add(new VerifyTarget(folder, Backend: new BackendFolder(folder)));
            return;
        }
        Dictionary<string, Problem> origins = ModelManifest.Read(folder).ToDictionary(m => m.Name, m => m.Chain[0]);
        foreach (string path in Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal))
            targets.Add(new VerifyTarget(path, Origin: origins.GetValueOrDefault(Path.GetFileNameWithoutExtension(path))));
        var real = RealModels.Read(folder);
        targets.AddRange(real.Models.Select(m => new VerifyTarget(Path.Combine(folder, m.Name), RealModel: (real, m))));
        foreach (string sub in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            // Folders with a dot hold caches and version control; a link may lead back up.
            if (!Path.GetFileName(sub).StartsWith('.') && new DirectoryInfo(sub).LinkTarget is null) AddFolder(sub, targets);
        }
    }
}
