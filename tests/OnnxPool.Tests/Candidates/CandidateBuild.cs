using System.Collections.Concurrent;
using System.Reflection;
using OnnxPool.Cli;
using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;

namespace OnnxPool.Tests.Candidates;

/// <summary>Custom-op libraries made of <c>tests/candidates</c> with the system's C compiler.</summary>
static class CandidateBuild
{
    static readonly ConcurrentDictionary<string, Lazy<string>> s_built = new();

    static string Folder => Path.Combine(AppContext.BaseDirectory, "candidates");

    /// <summary>The path of the library with a planted bug, 0 for none. The test that asks is skipped without a compiler.</summary>
    public static string Library(int bug = 0, string? domain = null, string? secondDomain = null, int? lastVersion = null)
    {
        string[] names = [.. new[] { $"bug{bug}", domain, secondDomain, lastVersion is null ? null : $"v{lastVersion}" }.Where(n => n is not null).Select(n => n!.Length == 0 ? "onnx" : n)];
        string[] defines = [$"-DBUG={bug}", .. Define("DOMAIN", domain), .. Define("SECOND_DOMAIN", secondDomain)];
        if (lastVersion is not null) defines = [.. defines, $"-DLAST_VERSION={lastVersion}"];
        return Build(string.Join('-', names), defines);
    }

    /// <summary>That library as a candidate.</summary>
    public static OrtCandidate Load(WorkerPool pool, int bug = 0, double seconds = 60) =>
        OrtCandidate.Load(CandidateLibrary.Parse(Library(bug)), pool, TimeSpan.FromSeconds(seconds));

    static IEnumerable<string> Define(string macro, string? text) => text is null ? [] : [$"-D{macro}=\"{text}\""];

    static string Build(string name, string[] defines) => s_built.GetOrAdd(name, _ => new Lazy<string>(() =>
    {
        string compiler = FindCompiler();
        Directory.CreateDirectory(Folder);
        string library = Path.Combine(Folder, $"{name}.so");
        string headers = typeof(CandidateBuild).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OnnxRuntimeHeaders").Value!;
        ToolResult result = Child.Run(compiler, Folder, null,
            ["-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-isystem", headers, .. defines, Path.Combine(Child.Repository, "tests", "candidates", "pool_candidate.c"), "-o", library]);
        Assert.That(result.Status, Is.Zero, result.Error);
        return library;
    })).Value;

    static string FindCompiler()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("the C candidates are built on Linux only");
        string? compiler = Environment.GetEnvironmentVariable("PATH")?.Split(':')
            .SelectMany(folder => new[] { Path.Combine(folder, "cc"), Path.Combine(folder, "gcc") }).FirstOrDefault(File.Exists);
        if (compiler is null) Assert.Ignore("there is no C compiler (cc or gcc) on the PATH");
        return compiler!;
    }
}

/// <summary>Pools of the built tool.</summary>
static class Pools
{
    public static WorkerPool OfTool(int size) => new(WorkerCommand.Program, size);
}
