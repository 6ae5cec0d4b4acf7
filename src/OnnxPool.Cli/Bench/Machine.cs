using System.Runtime.InteropServices;

namespace OnnxPool.Cli;

/// <summary>What figures were measured on.</summary>
static class Machine
{
    const string LinuxProcessors = "/proc/cpuinfo";

    /// <summary>Processor, how many of it this process may use, and operating system.</summary>
    public static string Name => $"{Processor} ({RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors), {System}";

    static string System => OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "macOS" : OperatingSystem.IsWindows() ? "Windows" : RuntimeInformation.OSDescription;

    static string Processor =>
        (File.Exists(LinuxProcessors) ? File.ReadLines(LinuxProcessors).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim() : null)
        ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "processor without a name";
}
