using System.ComponentModel;
using System.Diagnostics;

namespace OnnxPool.Onnx;

/// <summary>Package archives from npm.</summary>
static class Npm
{
    // Below the time that another process waits for the lock.
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(9);

    /// <summary>Downloads the archive of a package, without installing it or running its scripts.</summary>
    /// <returns>The .tgz file.</returns>
    /// <exception cref="PackageFetchException">npm is missing or fails.</exception>
    public static string Pack(string package, string version, string folder)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])["pack", $"{package}@{version}", "--ignore-scripts", "--silent", "--fetch-retries=1", "--fetch-retry-maxtimeout=10000"])
            start.ArgumentList.Add(argument);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            process.StandardInput.Close();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                throw new PackageFetchException($"npm pack {package}@{version} has not ended in {s_patience.TotalMinutes} minutes");
            }
            if (process.ExitCode != 0)
                throw new PackageFetchException($"npm pack {package}@{version} failed with status {process.ExitCode}: {Short(error.Result + output.Result)}");
        }
        catch (Win32Exception)
        {
            throw new PackageFetchException($"{package} {version} is fetched by npm, which is not installed");
        }
        string[] archives = Directory.GetFiles(folder, "*.tgz");
        return archives.Length == 1 ? archives[0]
            : throw new PackageFetchException($"npm pack {package}@{version} left {(archives.Length == 0 ? "no archive" : $"{archives.Length} archives")}");
    }

    static string Short(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? "it gave no message; is the registry reachable?" : line.Length > 300 ? line[..300] + "…" : line;
    }
}
