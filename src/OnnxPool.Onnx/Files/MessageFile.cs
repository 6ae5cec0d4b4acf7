using Google.Protobuf;

namespace OnnxPool.Onnx;

/// <summary>Files that hold one protobuf message.</summary>
static class MessageFile
{
    // Protobuf counts bytes in 31 bits, and one array holds a little less.
    static int MaxBytes => Array.MaxLength;

    static ReadOnlySpan<byte> LfsPointer => "version https://git-lfs."u8;

    /// <summary>Reads the message that <paramref name="path"/> holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parser">The parser of the message.</param>
    /// <param name="subject">What the file is, such as <c>model file</c>.</param>
    /// <param name="content">What it must hold, such as <c>an ONNX model</c>.</param>
    /// <exception cref="InvalidModelException">There is no such file, or it does not hold such a message.</exception>
    public static T Read<T>(string path, MessageParser<T> parser, string subject, string content) where T : IMessage<T>
    {
        byte[] bytes = ReadBytes(path, subject, content);
        if (bytes.AsSpan().StartsWith(LfsPointer))
            throw InvalidModelException.Of(path, subject, "a Git LFS pointer", $"{content} (git lfs pull fetches it)");
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw InvalidModelException.Of(path, subject, $"{bytes.Length} bytes that are not a whole protobuf ({FirstSentence(e)})", content, e);
        }
    }

    /// <summary>Writes <paramref name="message"/> to <paramref name="path"/>, whole or not at all.</summary>
    /// <exception cref="InvalidModelException">The file cannot be written there, or would be larger than protobuf can read.</exception>
    public static void Write(string path, IMessage message, string subject) => AtomicFile.Write(path, subject, stream =>
    {
        message.WriteTo(stream);
        // Message sizes are 32-bit sums inside protobuf; only the bytes that were written tell a size beyond that.
        if (stream.Length > MaxBytes)
            throw InvalidModelException.Of(path, subject, $"{stream.Length} bytes to write", $"at most {MaxBytes} bytes in one file");
    });

    static byte[] ReadBytes(string path, string subject, string content)
    {
        if (string.IsNullOrEmpty(path)) throw InvalidModelException.Of("''", subject, "an empty path", content);
        if (Directory.Exists(path)) throw InvalidModelException.Of(path, subject, "a directory", content);
        try
        {
            // The length is asked before the file is opened: opening a pipe would wait for a writer.
            long length = new FileInfo(path).Length;
            if (length == 0) throw InvalidModelException.Of(path, subject, "an empty file", content);
            if (length > MaxBytes) throw InvalidModelException.Of(path, subject, $"{length} bytes", $"{content} of at most {MaxBytes} bytes");
            return File.ReadAllBytes(path);
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

    static string FirstSentence(InvalidProtocolBufferException e)
    {
        string text = e.Message.ReplaceLineEndings(" ");
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }
}
