namespace OnnxPool.Cli;

/// <summary>A result cannot be written; the message is one line.</summary>
sealed class OutputFileException(string message) : Exception(message);

/// <summary>Files that the tool writes: whole or not at all.</summary>
static class OutputFile
{
    /// <summary>Fails early, before a long run, where a file could not be written at its end.</summary>
    /// <param name="option">The option that names the file.</param>
    /// <param name="path">Its value.</param>
    /// <exception cref="OutputFileException">The path is empty or a folder, or its folder does not exist or takes no file.</exception>
    public static void RequireWritable(string option, string path)
    {
        if (path.Length == 0) throw new OutputFileException($"{option}: found an empty path; allowed: a file name");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (!Directory.Exists(folder)) throw new OutputFileException($"{path}: its folder does not exist");
        if (Directory.Exists(path)) throw new OutputFileException($"{path}: is a folder");
        if (IsDevice(path)) return;
        try
        {
            // What is written goes beside the file first.
            using var probe = new FileStream(Path.Combine(folder, $".onnxpool-{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputFileException($"{path}: cannot be written: {e.Message}");
        }
    }

    /// <summary>Writes a file in one step: the content goes beside it first. A link stays one, and what it leads to is written.</summary>
    /// <exception cref="OutputFileException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string? temporary = null;
        try
        {
            // What /dev/stdout leads to has no path of its own when it is a pipe.
            string target = IsDevice(path) || new FileInfo(path).LinkTarget is null ? path
                : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            if (IsDevice(target))
            {
                // There is nothing to replace, and replacing would take the device away.
                using var device = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                device.Write(content);
                return;
            }
            temporary = $"{target}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (temporary is not null && File.Exists(temporary)) File.Delete(temporary);
            throw new OutputFileException($"{path}: cannot be written: {e.Message}");
        }
    }

    static bool IsDevice(string path) =>
        Path.GetFullPath(path) is var full && (full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal));
}
