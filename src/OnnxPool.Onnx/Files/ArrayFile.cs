namespace OnnxPool.Onnx;

/// <summary>Reads a tensor from a file of any kind that is taken: <c>.npy</c>, IDX (packed by gzip too), or <c>.pb</c> (an ONNX TensorProto).</summary>
public static class ArrayFile
{
    const int Signature = 8;

    /// <summary>Reads a file. Its first bytes tell numpy and IDX files; one that ends in <c>.pb</c> is a TensorProto.</summary>
    /// <exception cref="InvalidModelException">There is no such file, it is of no kind that is taken, or not a whole one; one line.</exception>
    public static Tensor Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Path.GetExtension(path) == ".pb") return TensorFile.Read(path).Tensor;
        byte[] first = FileBytes.First(path, Signature, "array file", "a .npy, IDX or .pb file");
        if (NpyFile.IsAt(first)) return NpyFile.Read(path);
        if (IdxFile.IsAt(first)) return IdxFile.Read(path);
        throw InvalidModelException.Of(path, "array file", $"a file that begins with {Convert.ToHexStringLower(first)}", "a .npy, IDX or .pb file");
    }
}
