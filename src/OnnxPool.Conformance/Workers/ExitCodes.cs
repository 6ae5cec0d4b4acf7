using System.Globalization;

namespace OnnxPool.Conformance;

/// <summary>How a process ended, in words.</summary>
static class ExitCodes
{
    /// <summary>An exit status, or the signal that it stands for: .NET adds 128 to its number, as shells do.</summary>
    public static string Describe(int code)
    {
        if (OperatingSystem.IsWindows()) return string.Create(CultureInfo.InvariantCulture, $"exit code 0x{code:X8}");
        if (code <= 128) return string.Create(CultureInfo.InvariantCulture, $"exit status {code}");
        // Those whose numbers are the same on all systems, and SIGBUS, which is one of two.
        string name = (code - 128) switch
        {
            2 => " (SIGINT)",
            4 => " (SIGILL)",
            6 => " (SIGABRT)",
            7 or 10 => " (SIGBUS)",
            8 => " (SIGFPE)",
            9 => " (SIGKILL)",
            11 => " (SIGSEGV)",
            15 => " (SIGTERM)",
            _ => "",
        };
        return string.Create(CultureInfo.InvariantCulture, $"signal {code - 128}{name}");
    }
}
