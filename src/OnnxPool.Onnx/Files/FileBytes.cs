namespace OnnxPool.Onnx;

/// <summary>Whole files, or one line that says why not.</summary>
static class FileBytes
{
    /// <summary>The largest file: protobuf counts bytes in 31 bits, and one array holds a little less.</summary>
    public static int Most => Array.MaxLength;

    /// <summary>Reads a file that must not be empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="subject">What the file is, such as <c>model file</c>.</param>
    /// <param name="content">What it must hold, such as <c>an ONNX model</c>.</param>
    /// <exception cref="InvalidModelException">There is no such file, or it cannot be read.</exception>
    public static byte[] Read(string path, string subject, string content) => Read(path, subject, content, File.ReadAllBytes);

    /// <summary>Reads no more of a file than its first bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many; a shorter file has fewer.</param>
    /// <param name="subject">What the file is.</param>
    /// <param name="content">What it must hold.</param>
    /// <exception cref="InvalidModelException">As <see cref="Read(string, string, string)"/>.</exception>
    public static byte[] First(string path, int count, string subject, string content) => Read(path, subject, content, name =>
    {
        using FileStream stream = File.OpenRead(name);
        var first = new byte[count];
        return first[..stream.ReadAtLeast(first, count, throwOnEndOfStream: false)];
    });

    static byte[] Read(string path, string subject, string content, Func<string, byte[]> read)
    {
        if (string.IsNullOrEmpty(path)) throw InvalidModelException.Of("''", subject, "an empty path", content);
        if (Directory.Exists(path)) throw InvalidModelException.Of(path, subject, "a directory", content);
        try
        {
            // The length is asked before the file is opened: opening a pipe would wait for a writer.
            long length = new FileInfo(path).Length;
            if (length == 0) throw InvalidModelException.Of(path, subject, "an empty file", content);
            if (length > Most) throw InvalidModelException.Of(path, subject, $"{length} bytes", $"{content} of at most {Most} bytes");
            return read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw InvalidModelException.Of(path, subject, "no such file", content, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw InvalidModelException.Of(path, subject, "no permission to read", content, e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw InvalidModelException.Of(path, subject, $"an error ({e.Message})", content, e);
        }
    }
}
