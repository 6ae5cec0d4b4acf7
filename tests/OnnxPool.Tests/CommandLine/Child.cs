using System.Diagnostics;
using OnnxPool.Cli;

namespace OnnxPool.Tests.CommandLine;

/// <summary>The tool, or its launcher, as a process of its own.</summary>
static class Child
{
    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Runs the built tool with another PATH.</summary>
    public static ToolResult RunTool(string path, params string[] args) =>
        Run(Environment.ProcessPath!, Repository, path, [typeof(App).Assembly.Location, .. args]);

    public static ToolResult Run(string program, string folder, string? path, string[] args)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (path is not null) start.Environment["PATH"] = path;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output.Result, error.Result);
    }

    static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OnnxPool.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not run inside of the repository");
    }
}
