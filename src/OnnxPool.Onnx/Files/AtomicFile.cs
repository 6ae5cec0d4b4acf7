namespace OnnxPool.Onnx;

/// <summary>Writes a file whole or not at all: a reader sees the old content or the new, never a part.</summary>
static class AtomicFile
{
    /// <summary>Fills a new file beside <paramref name="path"/> with <paramref name="write"/>, then renames it to <paramref name="path"/>.</summary>
    /// <exception cref="InvalidModelException">The file cannot be written there.</exception>
    public static void Write(string path, string subject, Action<Stream> write)
    {
        if (string.IsNullOrEmpty(path)) throw InvalidModelException.Of("''", subject, "an empty path", "a file name");
        if (Directory.Exists(path)) throw InvalidModelException.Of(path, subject, "a directory", "a file name");
        string? temporary = null;
        try
        {
            string full = Path.GetFullPath(path);
            // Beside the target, because a rename is only atomic within one file system.
            string name = Path.Join(Path.GetDirectoryName(full), $".onnxpool-{Guid.NewGuid():N}.tmp");
            using (FileStream stream = new(name, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                temporary = name;
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(name, full, overwrite: true);
            temporary = null;
        }
        catch (DirectoryNotFoundException e)
        {
            throw InvalidModelException.Of(path, subject, "no such directory", "a file name in an existing directory", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw InvalidModelException.Of(path, subject, "no permission to write", "a path that can be written", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw InvalidModelException.Of(path, subject, $"an error ({e.Message})", "a path that can be written", e);
        }
        finally
        {
            if (temporary is not null) TryDelete(temporary);
        }
    }

    static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report.
        }
    }
}
