using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>A failure that was written down.</summary>
/// <param name="Model">The ONNX backend test, with the outputs of the oracle; null for data in an order that models do not have.</param>
/// <param name="Test">The file with the NUnit test.</param>
public sealed record KeptFailure(BackendFolder? Model, string Test);

/// <summary>Writes failures as tests: each as an ONNX backend test and beside it as an NUnit test of the same name.</summary>
/// <param name="folder">Where; it is made if it does not exist.</param>
/// <param name="candidate">Name of the candidate; null if there was none.</param>
/// <param name="kernel">The candidate as a C# expression; in place of null, a runner of OnnxPool to put another one for.</param>
/// <param name="tolerance">How far the candidate may be off; null for the operators' promise.</param>
public sealed class KeptFailures(string folder, string? candidate = null, string? kernel = null, Tolerance? tolerance = null)
{
    const string Own = "new OnnxPoolRunner()";

    /// <summary>A library as a C# expression.</summary>
    /// <param name="library">The library.</param>
    /// <param name="program">How workers, in which it runs, are started.</param>
    /// <param name="limit">How long a problem may take.</param>
    public static string KernelOf(CandidateLibrary library, WorkerProgram program, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(program);
        string domain = library.Domain is null ? "null" : TensorLiteral.Quoted(library.Domain);
        string arguments = string.Join(", ", program.Arguments.Select(TensorLiteral.Quoted));
        return "OrtCandidate.Load(\n"
            + $"        new CandidateLibrary({TensorLiteral.Quoted(library.Path)}, {domain}, {library.Version}),\n"
            + $"        new WorkerPool(new WorkerProgram({TensorLiteral.Quoted(program.Path)}, [{arguments}]), 1),\n"
            + FormattableString.Invariant($"        TimeSpan.FromSeconds({limit.TotalSeconds:R}))");
    }

    /// <summary>Fails early, before a long run, where nothing could be written at its end.</summary>
    /// <exception cref="InvalidPoolingException">The folder is a file, or cannot be made or written into.</exception>
    public void RequireWritable()
    {
        if (folder.Length == 0) throw new InvalidPoolingException("folder", "an empty path", "a folder, or a name for a new one");
        if (File.Exists(folder)) throw new InvalidPoolingException("folder", $"{folder}, a file", "a folder, or a name for a new one");
        try
        {
            Directory.CreateDirectory(folder);
            string probe = TemporaryPath();
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    /// <summary>What a failure is called: the operator, what is wrong, and a number of the line, its data and who fails it.</summary>
    public static string NameOf(ShrunkFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        SweepFinding shown = failure.Shown;
        string what = shown switch
        {
            { Verdict: SweepVerdict.Unstable } => "unstable",
            { Difference: null } => "error",
            _ => FailureManner.Of(shown).Way,
        };
        ulong number = new SeededRandom($"{failure.Smallest.Identity} {shown.Who}", failure.Seed).Next();
        return $"{failure.Smallest.Operator.Name}_{what}_{number & uint.MaxValue:x8}";
    }

    /// <summary>Writes <c>test_NAME/</c> and <c>test_NAME.cs</c>, both or neither; the same failure gives the same bytes.</summary>
    /// <returns>What was written; null if the failure is that of a row of the divergence table, in which nobody computes anything wrong.</returns>
    /// <exception cref="InvalidPoolingException">There is another file of that name, or the folder cannot be written into.</exception>
    /// <exception cref="InvalidModelException">The folder of the backend test holds something else, or cannot be written.</exception>
    public KeptFailure? Write(ShrunkFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (failure.Shown.Row is not null) return null;
        string name = NameOf(failure), path = Path.Combine(folder, $"test_{name}.cs"), model = Path.Combine(folder, $"test_{name}");
        if (Directory.Exists(path) || (File.Exists(path) && File.ReadLines(path).FirstOrDefault() != KeptTest.Mark))
            throw new InvalidPoolingException("file", $"{path}, which this tool did not write", "no such file, or one that it wrote");
        bool isNew = !Path.Exists(model);
        bool isTested = failure.Shown.Who == candidate;
        string text = KeptTest.Write(
            name, failure, isTested ? kernel ?? Own : KernelOf(failure.Shown.Who), (isTested ? tolerance : null) ?? Tolerance.Promise,
            isTested ? " (for a library: with its --candidate)" : "");
        string temporary = TemporaryPath();
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(temporary, text);
            BackendFolder? written = failure.Smallest.Layout != PoolLayout.Nchw ? null
                : new BackendWriter(folder, failure.Seed, force: false).WriteExpected(new BackendTest($"test_{name}", [failure.Smallest]));
            try
            {
                File.Move(temporary, path, overwrite: true);
            }
            catch when (isNew && written is not null)
            {
                Directory.Delete(written.Path, recursive: true);
                throw;
            }
            return new KeptFailure(written, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    static string KernelOf(string who)
    {
        const string Kernel = "kernel ";
        if (who.StartsWith(Kernel, StringComparison.Ordinal))
            return $"new DelegateRunner({TensorLiteral.Quoted(who)}, (problem, inputs) =>\n    {{\n        using var scope = new KernelScope({TensorLiteral.Quoted(who[Kernel.Length..])});\n        return {Own}.Run(problem, inputs);\n    }})";
        return who.StartsWith("ONNX Runtime", StringComparison.Ordinal)
            ? "new DelegateRunner(\"ONNX Runtime\", (problem, inputs) => [.. OrtProblems.Run(problem, inputs).Outputs ?? []])"
            : Own;
    }

    string TemporaryPath() => Path.Combine(folder, $".onnxpool-{Guid.NewGuid():N}.tmp");

    InvalidPoolingException Unwritable(Exception e) => new("folder", $"{folder}, which cannot be written into ({Printable.Of(e.Message)})", "a folder that can");
}
