using System.Reflection;
using System.Runtime.InteropServices;
using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;

namespace OnnxPool.Tests.Plugin;

/// <summary>samples/c-host, compiled with the system's compiler against one version of ONNX Runtime.</summary>
sealed class CHost
{
    // Compiled with the headers of 1.29 all the same: what the host asks for has its place in both.
    static readonly PackageFile s_newer = new(
        "libonnxruntime-1.30.0.so", "onnxruntime-node", "1.30.0", "bin/napi-v6/linux/x64/libonnxruntime.so.1", "ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23");

    static readonly Lazy<CHost> s_of129 = new(() => new CHost("1.29", Packaged));
    static readonly Lazy<CHost> s_of130 = new(() => new CHost("1.30", Fetched));

    readonly string _folder;
    readonly string _program;

    CHost(string version, Func<string> runtime)
    {
        string? compiler = Environment.GetEnvironmentVariable("PATH")?.Split(':')
            .SelectMany(folder => new[] { Path.Combine(folder, "cc"), Path.Combine(folder, "gcc") }).FirstOrDefault(File.Exists);
        if (compiler is null) Assert.Ignore("there is no C compiler (cc or gcc) on the PATH");
        _folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "c-host", version)).FullName;
        // Its name inside is that of its version.
        string library = runtime();
        foreach (string name in (string[])["libonnxruntime.so", "libonnxruntime.so.1"]) File.Copy(library, Path.Combine(_folder, name), overwrite: true);
        _program = Path.Combine(_folder, "pool_host");
        string headers = typeof(CHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OnnxRuntimeHeaders").Value!;
        ToolResult result = Child.Run(compiler!, _folder, null,
            ["-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-isystem", headers, Repository.PathOf("samples", "c-host", "pool_host.c"), "-o", _program, "-L", _folder, "-lonnxruntime", "-ldl", $"-Wl,-rpath,{_folder}"]);
        Assert.That(result.Status, Is.Zero, result.Error);
    }

    /// <summary>The versions of ONNX Runtime that there may be a host of.</summary>
    public static string[] Versions { get; } = ["1.29", "1.30"];

    /// <summary>The host of a version. Without a compiler, or without the library of the version, the test is skipped.</summary>
    public static CHost Of(string version) => version == Versions[0] ? s_of129.Value : s_of130.Value;

    /// <summary>What it prints.</summary>
    public string[] Run(string library, string mode, string model)
    {
        ToolResult result = Start(library, mode, model);
        Assert.That(result.Status, Is.Zero, result.Error);
        return result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What it leaves behind, errors too.</summary>
    public ToolResult Start(string library, string mode, string model) => Child.Run(_program, _folder, null, [library, mode, model]);

    // A run before this one has left copies.
    static string Packaged() => Directory.EnumerateFiles(AppContext.BaseDirectory, "libonnxruntime.so", SearchOption.AllDirectories)
        .First(file => file.Contains($"{Path.DirectorySeparatorChar}native{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    static string Fetched()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) Assert.Ignore("the library of ONNX Runtime 1.30 that is fetched is for Linux on x64");
        try
        {
            return new PackageCache(Repository.PathOf(".cache", "runtimes")).Fetch(s_newer, [], TestContext.Progress.WriteLine);
        }
        catch (PackageFetchException e)
        {
            Assert.Ignore($"ONNX Runtime 1.30 is not there: {e.Message}");
            throw;
        }
    }
}
