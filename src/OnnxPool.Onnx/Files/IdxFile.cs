using System.Buffers.Binary;
using System.IO.Compression;

namespace OnnxPool.Onnx;

/// <summary>Reads IDX files, in which MNIST and its kin are published, also packed by gzip.</summary>
/// <remarks>
/// Format (the page of the MNIST database): two zero bytes, a byte for the type, a byte for the number of dimensions, each dimension as a 32-bit number, then the
/// elements in C order; all numbers have their high byte first.
/// </remarks>
public static class IdxFile
{
    const string Content = "an IDX file";

    static readonly Dictionary<byte, ElementType> s_types = new()
    {
        [0x08] = ElementType.UInt8,
        [0x09] = ElementType.Int8,
        [0x0B] = ElementType.Int16,
        [0x0C] = ElementType.Int32,
        [0x0D] = ElementType.Float,
        [0x0E] = ElementType.Double,
    };

    static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidModelException">There is no such file, or it is not a whole IDX file; one line.</exception>
    public static Tensor Read(string path)
    {
        try
        {
            return Parse(Unpacked(FileBytes.Read(path, "IDX file", Content)));
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
    }

    /// <summary>Whether a file's first bytes are those of an IDX file, or of one that gzip has packed.</summary>
    internal static bool IsAt(ReadOnlySpan<byte> file) => file.StartsWith(Gzip) || (file.Length > 3 && file[0] == 0 && file[1] == 0 && s_types.ContainsKey(file[2]));

    static byte[] Unpacked(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Gzip)) return file;
        try
        {
            using var packed = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
            using var whole = new MemoryStream();
            packed.CopyTo(whole);
            return whole.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new InvalidPoolingException("IDX file", $"{file.Length} bytes that gzip cannot unpack ({e.Message})", Content);
        }
    }

    static Tensor Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < 4 || file[0] != 0 || file[1] != 0) throw new InvalidPoolingException("IDX file", $"{file.Length} bytes that do not begin with two zeros", Content);
        if (!s_types.TryGetValue(file[2], out ElementType type))
            throw new InvalidPoolingException("IDX type", $"0x{file[2]:X2}", string.Join(", ", s_types.Select(t => $"0x{t.Key:X2} ({t.Value.Name()})")));
        int begin = 4 + (sizeof(int) * file[3]);
        if (file.Length < begin) throw new InvalidPoolingException("IDX file", $"{file.Length} bytes", $"at least {begin} for its header");
        var shape = new long[file[3]];
        for (int axis = 0; axis < shape.Length; axis++) shape[axis] = BinaryPrimitives.ReadUInt32BigEndian(file[(4 + (sizeof(int) * axis))..]);
        long expected = type.ByteCount(Shapes.ElementCount(shape));
        if (file.Length - begin != expected)
            throw new InvalidPoolingException("IDX data", $"{file.Length - begin} bytes", $"{expected} for {type.Name()} of shape {Shapes.Format(shape)}");
        var tensor = new Tensor(type, shape);
        file[begin..].CopyTo(tensor.Bytes);
        Turn(tensor);
        return tensor;
    }

    static void Turn(Tensor tensor)
    {
        switch (tensor.Type.BitsPerElement())
        {
            case 16: BinaryPrimitives.ReverseEndianness(tensor.Values<short>(), tensor.Values<short>()); break;
            case 32: BinaryPrimitives.ReverseEndianness(tensor.Values<int>(), tensor.Values<int>()); break;
            case 64: BinaryPrimitives.ReverseEndianness(tensor.Values<long>(), tensor.Values<long>()); break;
        }
    }
}
