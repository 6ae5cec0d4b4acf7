using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace OnnxPool.Conformance;

/// <summary>
/// Requests and answers as bytes. Each message is its length (32 bits, little-endian), then a byte that says which record it is,
/// then the fields in their order: texts, lists and byte arrays after their length, tensors as type, shape and data.
/// </summary>
static class WorkerProtocol
{
    enum Kind : byte
    {
        Model = 1,
        Library,
        Ran,
        Registered,
        Refused,
    }

    public static byte[] Encode(WorkerRequest request) => Encode(writer =>
    {
        switch (request)
        {
            case ModelRequest model:
                writer.Write((byte)Kind.Model);
                WriteBytes(writer, model.Model);
                writer.Write(model.Feeds.Count);
                foreach ((string name, Tensor tensor) in model.Feeds)
                {
                    writer.Write(name);
                    WriteTensor(writer, tensor);
                }
                writer.Write(model.Outputs.Count);
                foreach (string output in model.Outputs) writer.Write(output);
                writer.Write((int)model.Optimization);
                WriteOptional(writer, model.CustomOps);
                WriteOptional(writer, model.Folder);
                break;
            case LibraryRequest library:
                writer.Write((byte)Kind.Library);
                writer.Write(library.Path);
                break;
        }
    });

    public static byte[] Encode(WorkerAnswer answer) => Encode(writer =>
    {
        switch (answer)
        {
            case WorkerAnswer.Ran ran:
                writer.Write((byte)Kind.Ran);
                writer.Write(ran.Outputs.Count);
                foreach (Tensor tensor in ran.Outputs) WriteTensor(writer, tensor);
                break;
            case WorkerAnswer.Registered registered:
                writer.Write((byte)Kind.Registered);
                writer.Write(registered.Operators.Count);
                foreach (CustomOperator op in registered.Operators)
                {
                    writer.Write(op.Domain);
                    writer.Write(op.Name);
                    writer.Write((int)op.Type);
                    writer.Write(op.Start);
                    writer.Write(op.End);
                    writer.Write(op.Inputs);
                    writer.Write(op.Outputs);
                }
                break;
            case WorkerAnswer.Refused refused:
                writer.Write((byte)Kind.Refused);
                writer.Write(refused.Message);
                break;
            default:
                throw new InvalidOperationException($"a worker does not say {answer}");
        }
    });

    /// <exception cref="InvalidDataException">No request.</exception>
    public static WorkerRequest DecodeRequest(byte[] message) => Decode<WorkerRequest>(message, (kind, reader) => kind switch
    {
        Kind.Model => new ModelRequest
        {
            Model = ReadBytes(reader),
            Feeds = new Dictionary<string, Tensor>(ReadList(reader, () => KeyValuePair.Create(reader.ReadString(), ReadTensor(reader)))),
            Outputs = ReadList(reader, reader.ReadString),
            Optimization = (GraphOptimizationLevel)reader.ReadInt32(),
            CustomOps = ReadOptional(reader),
            Folder = ReadOptional(reader),
        },
        Kind.Library => new LibraryRequest(reader.ReadString()),
        _ => throw new InvalidDataException($"no request: {kind}"),
    });

    /// <exception cref="InvalidDataException">No answer.</exception>
    public static WorkerAnswer DecodeAnswer(byte[] message) => Decode<WorkerAnswer>(message, (kind, reader) => kind switch
    {
        Kind.Ran => new WorkerAnswer.Ran(ReadList(reader, () => ReadTensor(reader))),
        Kind.Registered => new WorkerAnswer.Registered(ReadList(reader, () => new CustomOperator(
            reader.ReadString(), reader.ReadString(), (ElementType)reader.ReadInt32(),
            reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()))),
        Kind.Refused => new WorkerAnswer.Refused(reader.ReadString()),
        _ => throw new InvalidDataException($"no answer: {kind}"),
    });

    /// <summary>Writes a message and its length.</summary>
    public static void Send(Stream stream, byte[] message)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, message.Length);
        stream.Write(length);
        stream.Write(message);
        stream.Flush();
    }

    /// <summary>Reads a message; null where the stream ends before it does.</summary>
    /// <exception cref="InvalidDataException">A length that no message has.</exception>
    public static byte[]? Receive(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length) return null;
        int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length <= 0 || length > Array.MaxLength) throw new InvalidDataException($"a message of {length} bytes");
        byte[] message = new byte[length];
        return stream.ReadAtLeast(message, length, throwOnEndOfStream: false) < length ? null : message;
    }

    static byte[] Encode(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true)) write(writer);
        return stream.ToArray();
    }

    static T Decode<T>(byte[] message, Func<Kind, BinaryReader, T> read)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(message), Encoding.UTF8);
            return read((Kind)reader.ReadByte(), reader);
        }
        catch (Exception e) when (e is EndOfStreamException or PoolingException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    static void WriteTensor(BinaryWriter writer, Tensor tensor)
    {
        writer.Write((int)tensor.Type);
        writer.Write(tensor.Shape.Length);
        foreach (long dimension in tensor.Shape) writer.Write(dimension);
        writer.Write(tensor.Bytes);
        if (tensor.Type != ElementType.String) return;
        foreach (string text in tensor.Strings) writer.Write(text);
    }

    static Tensor ReadTensor(BinaryReader reader)
    {
        var type = (ElementType)reader.ReadInt32();
        var tensor = new Tensor(type, ReadList(reader, reader.ReadInt64));
        reader.BaseStream.ReadExactly(tensor.Bytes);
        if (type != ElementType.String) return tensor;
        foreach (ref string text in tensor.Strings) text = reader.ReadString();
        return tensor;
    }

    static void WriteOptional(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null) writer.Write(text);
    }

    static string? ReadOptional(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    static byte[] ReadBytes(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        byte[] bytes = reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new EndOfStreamException();
    }

    static T[] ReadList<T>(BinaryReader reader, Func<T> read)
    {
        var items = new T[reader.ReadInt32()];
        for (int i = 0; i < items.Length; i++) items[i] = read();
        return items;
    }
}
