namespace OnnxPool.Conformance;

/// <summary>What a backend test is expected to come to.</summary>
/// <param name="Name">Name of the folder.</param>
/// <param name="Outcome"><c>pass</c>, <c>divergence ROW</c> (several rows joined by commas) or <c>unsupported</c>.</param>
/// <param name="Reason">Why it is no pass; empty for a pass.</param>
public sealed record BackendExpectation(string Name, string Outcome, string Reason);

/// <summary>
/// A file that accounts for every backend test of a tree: <c>NAME pass</c>, <c>NAME divergence ROW REASON</c> or
/// <c>NAME unsupported REASON</c> on each line; <c>#</c> begins a comment.
/// </summary>
public sealed class BackendExpectations
{
    readonly Dictionary<string, BackendExpectation> _byName = [];

    /// <summary>The expectations of several files together.</summary>
    /// <exception cref="ProblemFileException">A file cannot be read, a line is wrong, or a folder stands twice.</exception>
    public static BackendExpectations Read(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var all = new BackendExpectations();
        foreach (string path in paths) all.Add(path);
        return all;
    }

    /// <summary>The lines, in no order.</summary>
    public IEnumerable<BackendExpectation> All => _byName.Values;

    /// <summary>
    /// Where results and expectations part: a test that is not listed, a listed one that is not there or not ours any more, another outcome.
    /// A folder that could not be read has its own error and is left out.
    /// </summary>
    public IReadOnlyList<string> Drift(IReadOnlyList<BackendResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var drift = new List<string>();
        foreach (BackendResult result in results)
        {
            if (result.Errors.Count > 0) continue;
            string name = result.Folder.Name;
            string found = result.NotOurs is null ? OutcomeOf(result) : "not ours";
            if (!_byName.TryGetValue(name, out BackendExpectation? expected))
            {
                if (result.NotOurs is null) drift.Add($"{name}: found {found}; allowed: a line for it in the expectations");
            }
            else if (found != expected.Outcome)
            {
                drift.Add($"{name}: found {found}; allowed: {expected.Outcome}, as expected");
            }
        }
        HashSet<string> there = [.. results.Select(r => r.Folder.Name)];
        drift.AddRange(_byName.Keys.Where(n => !there.Contains(n)).Order(StringComparer.Ordinal)
            .Select(n => $"{n}: found no such folder; allowed: {_byName[n].Outcome}, as expected"));
        return drift;
    }

    /// <summary>The outcome of a test in the words of the file.</summary>
    public static string OutcomeOf(BackendResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Verdict switch
        {
            Verdict.Failed => "FAILED",
            Verdict.Divergence => "divergence " + string.Join(
                ',', result.Results.Select(r => r.Row?.Id).OfType<string>().Distinct().Order(StringComparer.Ordinal)),
            Verdict.Unsupported => "unsupported",
            _ => "pass",
        };
    }

    void Add(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemFileException($"{path}: expectations: found {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}; allowed: a file of lines NAME OUTCOME");
        }
        for (int i = 0; i < lines.Length; i++)
        {
            string line = ProblemFile.WithoutComment(lines[i]);
            if (line.Length == 0) continue;
            BackendExpectation expectation = Parse(line)
                ?? throw new ProblemFileException($"{path}:{i + 1}: found '{line}'; allowed: NAME pass, NAME divergence ROW REASON, NAME unsupported REASON");
            if (!_byName.TryAdd(expectation.Name, expectation))
                throw new ProblemFileException($"{path}:{i + 1}: found {expectation.Name} twice; allowed: one line for each folder");
        }
    }

    static BackendExpectation? Parse(string line)
    {
        string[] words = line.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [var name, "pass"] => new BackendExpectation(name, "pass", ""),
            [var name, "divergence", var row, var reason] => new BackendExpectation(name, $"divergence {row}", reason),
            [var name, "unsupported", .. { Length: > 0 } reason] => new BackendExpectation(name, "unsupported", string.Join(' ', reason)),
            _ => null,
        };
    }
}
