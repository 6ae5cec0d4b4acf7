using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace OnnxPool.Onnx;

/// <summary>
/// Tensors whose bytes are in other files. A model from a stranger may name any path, so only files that really are inside
/// the model's folder are opened: absolute paths, <c>..</c> and symbolic links that lead out are errors.
/// </summary>
/// <param name="modelPath">The file that the tensors' locations are relative to.</param>
public sealed class ExternalData(string modelPath)
{
    readonly Dictionary<string, string> _digests = [];
    string? _folder;

    /// <summary>The tensor, from the message itself or from the file that it names.</summary>
    /// <exception cref="InvalidModelException">A rule of ONNX is broken, or the file is missing, too short, of another checksum, or outside the model's folder.</exception>
    public Tensor Read(TensorProto proto)
    {
        ArgumentNullException.ThrowIfNull(proto);
        string subject = TensorConversion.Subject(proto);
        return Guarded(subject, () =>
        {
            if (!ExternalReference.IsExternal(proto)) return TensorConversion.ToTensor(proto);
            var reference = ExternalReference.Of(proto);
            string path = Locate(subject, reference);
            if (reference.Checksum is string checksum) RequireDigest(subject, path, checksum);
            var tensor = new Tensor((ElementType)proto.DataType, [.. proto.Dims]);
            ReadBytes(path, reference.Offset, tensor.Bytes);
            TensorConversion.ClearFiller(tensor);
            return tensor;
        });
    }

    /// <summary>
    /// Checks every reference in <paramref name="model"/> to another file, wherever a tensor can be, without reading the
    /// data or its checksums. To be called before another library opens the model's file.
    /// </summary>
    /// <exception cref="InvalidModelException">A reference is wrong, or leads to a file that is missing, too short or outside the model's folder.</exception>
    public void Check(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (TensorPlace place in ModelTensors.Of(model))
        {
            if (!ExternalReference.IsExternal(place.Tensor)) continue;
            string subject = TensorConversion.Subject(place.Tensor);
            Guarded(subject, () => Locate(subject, ExternalReference.Of(place.Tensor)), place);
        }
    }

    /// <summary>Takes the data of other files into <paramref name="model"/>, wherever a tensor can be, so that it can be written anywhere.</summary>
    /// <exception cref="InvalidModelException">As <see cref="Read"/>.</exception>
    public void Embed(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (TensorPlace place in ModelTensors.Of(model))
        {
            if (!ExternalReference.IsExternal(place.Tensor)) continue;
            place.Tensor.RawData = TensorConversion.ToProto("", Read(place.Tensor)).RawData;
            place.Tensor.ExternalData.Clear();
            place.Tensor.ClearDataLocation();
        }
    }

    /// <summary>The real path, after the checks on place and size.</summary>
    string Locate(string subject, ExternalReference reference)
    {
        _folder ??= RealPath.Of(Path.GetDirectoryName(Path.GetFullPath(modelPath))!);
        string path = RealPath.Of(Path.Join(_folder, reference.Location));
        if (!RealPath.IsBelow(_folder, path))
            throw Invalid($"{subject} location", $"'{reference.Location}', which links to '{path}'", $"a file inside {_folder}");
        var file = new FileInfo(path);
        if (!file.Exists) throw Invalid($"{subject} location", $"'{reference.Location}', which is no file", $"a file inside {_folder}");
        if (reference.Offset > file.Length - reference.Length)
        {
            throw Invalid(
                $"{subject} offset and length", $"{reference.Offset} and {reference.Length}", $"a part of the {file.Length} bytes of '{reference.Location}'");
        }
        return path;
    }

    static void ReadBytes(string path, long offset, Span<byte> bytes)
    {
        // A pipe counts as an empty file, and opening it would wait for a writer.
        if (bytes.Length == 0) return;
        using SafeFileHandle handle = File.OpenHandle(path);
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(handle, bytes, offset);
            if (read == 0) throw new EndOfStreamException($"{path} ends at byte {offset}");
            bytes = bytes[read..];
            offset += read;
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "ONNX defines the checksum as SHA-1; it guards against damage, not against forgery.")]
    void RequireDigest(string subject, string path, string checksum)
    {
        if (!_digests.TryGetValue(path, out string? digest))
        {
            // Nothing of no length is opened: it may be a pipe.
            using Stream stream = new FileInfo(path).Length == 0 ? Stream.Null : File.OpenRead(path);
            digest = Convert.ToHexStringLower(SHA1.HashData(stream));
            _digests.Add(path, digest);
        }
        if (!digest.Equals(checksum, StringComparison.OrdinalIgnoreCase))
            throw Invalid($"{subject} checksum", $"'{checksum}'", $"{digest}, the SHA-1 of the file");
    }

    T Guarded<T>(string subject, Func<T> action, TensorPlace? place = null)
    {
        try
        {
            return action();
        }
        catch (PoolingException e)
        {
            throw new InvalidModelException(modelPath, place?.Node, place?.Prefix + e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string message = $"{subject} location: found an error ({e.Message}); allowed: a file that can be read";
            throw new InvalidModelException(modelPath, place?.Node, place?.Prefix + message, e);
        }
    }

    static InvalidPoolingException Invalid(string subject, string found, string allowed) => new(subject, found, allowed);
}
