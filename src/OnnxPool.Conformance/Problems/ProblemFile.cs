namespace OnnxPool.Conformance;

/// <summary>Files of problem lines: one a line, <c>#</c> begins a comment, blank lines are left out.</summary>
public static class ProblemFile
{
    /// <summary>The problems of a file, in its order.</summary>
    /// <exception cref="ProblemFileException">The file cannot be read, or a line is wrong; the message names file and line.</exception>
    public static IReadOnlyList<Problem> Read(string path) => [.. ReadNumbered(path).Select(l => l.Problem)];

    /// <summary>The problems of a file, each with where it stands: <c>path:line</c>.</summary>
    internal static IReadOnlyList<(string Place, Problem Problem)> ReadNumbered(string path)
    {
        if (path.Length == 0) throw new ProblemFileException("@: found no file name; allowed: @FILE");
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemFileException(Directory.Exists(path) ? $"{path}: is a folder, not a file of problem lines"
                : e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: no such file" : $"{path}: {e.Message}");
        }
        var problems = new List<(string, Problem)>();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = WithoutComment(lines[i]);
            if (line.Length == 0) continue;
            try
            {
                problems.Add(($"{path}:{i + 1}", Problem.Parse(line)));
            }
            catch (PoolingException e)
            {
                throw new ProblemFileException($"{path}:{i + 1}: {line}: {e.Message}");
            }
        }
        return problems;
    }

    /// <summary>A line up to its comment, trimmed.</summary>
    internal static string WithoutComment(string line) => line.Split('#', 2)[0].Trim();
}

/// <summary>A file of ours (problem lines, divergences, a list of models) that cannot be read; the message names file and line.</summary>
public sealed class ProblemFileException(string message) : Exception(message);
