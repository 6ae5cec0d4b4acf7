using Google.Protobuf;

namespace OnnxPool.Onnx;

/// <summary>Files that hold one protobuf message.</summary>
static class MessageFile
{
    static ReadOnlySpan<byte> LfsPointer => "version https://git-lfs."u8;

    /// <summary>Reads the message that <paramref name="path"/> holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parser">The parser of the message.</param>
    /// <param name="subject">What the file is, such as <c>model file</c>.</param>
    /// <param name="content">What it must hold, such as <c>an ONNX model</c>.</param>
    /// <exception cref="InvalidModelException">There is no such file, or it does not hold such a message.</exception>
    public static T Read<T>(string path, MessageParser<T> parser, string subject, string content) where T : IMessage<T>
    {
        byte[] bytes = FileBytes.Read(path, subject, content);
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
        if (stream.Length > FileBytes.Most)
            throw InvalidModelException.Of(path, subject, $"{stream.Length} bytes to write", $"at most {FileBytes.Most} bytes in one file");
    });

    static string FirstSentence(InvalidProtocolBufferException e)
    {
        string text = e.Message.ReplaceLineEndings(" ");
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }
}
