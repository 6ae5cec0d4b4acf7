using System.Buffers.Binary;
using System.Text;

namespace OnnxPool.Onnx;

/// <summary>Reads arrays that <c>numpy.save</c> has written: little-endian, in C order, of the types that ONNX has too.</summary>
/// <remarks>
/// Format (numpy.lib.format): the bytes 93 'NUMPY', a major and a minor version, the length of the header as a 16-bit number in version 1
/// and a 32-bit one in 2 and 3, the header (Latin-1, UTF-8 in version 3), then the elements.
/// </remarks>
public static class NpyFile
{
    const string Content = "a file that numpy.save wrote";
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
            return Parse(FileBytes.Read(path, "numpy file", Content));
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
    }

    /// <summary>Whether a file's first bytes are those of a numpy file.</summary>
    internal static bool IsAt(ReadOnlySpan<byte> file) => file.StartsWith(Magic);

    /// <summary>Reads the content of a file.</summary>
    /// <exception cref="PoolingException">As <see cref="Read"/>.</exception>
    internal static Tensor Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < MagicLength || !file.StartsWith(Magic))
            throw new InvalidPoolingException("numpy file", $"{file.Length} bytes that do not begin with the numpy signature", Content);
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
