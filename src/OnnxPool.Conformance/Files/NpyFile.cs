using System.Buffers.Binary;
using System.Text;
using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>Reads arrays that <c>numpy.save</c> has written: little-endian, in C order, of the types that ONNX has too.</summary>
/// <remarks>
/// Format (numpy.lib.format): the bytes 93 'NUMPY', a major and a minor version, the length of the header as a 16-bit number in version 1
/// and a 32-bit one in 2 and 3, the header (Latin-1, UTF-8 in version 3), then the elements.
/// </remarks>
public static class NpyFile
{
    const int MagicLength = 8;

    // numpy itself refuses larger ones.
    const int MaxHeader = 1 << 20;

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidModelException">There is no such file, it is no numpy file, or one of a kind that is not taken; one line.</exception>
    public static Tensor Read(string path)
    {
        try
        {
            return Parse(Bytes(path));
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
    }

    static byte[] Bytes(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new InvalidPoolingException("numpy file", "a directory", "a file that numpy.save wrote");
            // The length is asked before the file is opened: opening a pipe would wait for a writer.
            if (new FileInfo(path).Length == 0) throw new InvalidPoolingException("numpy file", "an empty file", "a file that numpy.save wrote");
            if (new FileInfo(path).Length > Array.MaxLength)
                throw new InvalidPoolingException("numpy file", $"{new FileInfo(path).Length} bytes", $"at most {Array.MaxLength} bytes");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string found = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : $"an error ({e.Message})";
            throw new InvalidPoolingException("numpy file", found, "a file that numpy.save wrote");
        }
    }

    /// <summary>Reads the content of a file.</summary>
    /// <exception cref="PoolingException">As <see cref="Read"/>.</exception>
    internal static Tensor Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < MagicLength || !file.StartsWith(Magic))
            throw new InvalidPoolingException("numpy file", $"{file.Length} bytes that do not begin with the numpy signature", "a file that numpy.save wrote");
        int version = file[Magic.Length];
        if (version is < 1 or > 3)
            throw new UnsupportedPoolingException("numpy version", $"{version}.{file[Magic.Length + 1]}", "1.0, 2.0, 3.0");
        int lengthBytes = version == 1 ? sizeof(ushort) : sizeof(uint);
        int begin = MagicLength + lengthBytes;
        if (file.Length < begin) throw Short(file.Length, begin);
        long length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(file[MagicLength..])
            : BinaryPrimitives.ReadUInt32LittleEndian(file[MagicLength..]);
        if (length > MaxHeader) throw new InvalidPoolingException("numpy header", $"{length} bytes", $"at most {MaxHeader}");
        if (file.Length < begin + length) throw Short(file.Length, begin + length);
        int data = begin + (int)length;
        Encoding encoding = version == 3 ? Encoding.UTF8 : Encoding.Latin1;
        var header = NpyHeader.Parse(encoding.GetString(file[begin..data]));

        long expected = header.Type.ByteCount(Shapes.ElementCount(header.Shape));
        if (file.Length - data != expected)
        {
            throw new InvalidPoolingException(
                "numpy data", $"{file.Length - data} bytes", $"{expected} for {header.Type.Name()} of shape {Shapes.Format(header.Shape)}");
        }
        var tensor = new Tensor(header.Type, header.Shape);
        file[data..].CopyTo(tensor.Bytes);
        return tensor;
    }

    static InvalidPoolingException Short(long found, long needed) => new("numpy file", $"{found} bytes", $"at least {needed} for its header");
}
