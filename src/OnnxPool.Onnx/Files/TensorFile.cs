namespace OnnxPool.Onnx;

/// <summary>Files that hold one <see cref="TensorProto"/>, such as the inputs and outputs of ONNX's backend tests.</summary>
public static class TensorFile
{
    const string Subject = "tensor file";

    /// <summary>Reads a tensor and its name, which may be empty.</summary>
    /// <exception cref="InvalidModelException">There is no such file, it cannot be read, or it is not a tensor.</exception>
    public static (string Name, Tensor Tensor) Read(string path)
    {
        TensorProto proto = MessageFile.Read(path, TensorProto.Parser, Subject, "an ONNX tensor");
        return (proto.Name, new ExternalData(path).Read(proto));
    }

    /// <summary>Writes a tensor. The file appears whole or not at all.</summary>
    /// <exception cref="InvalidModelException">The file cannot be written there, or ONNX cannot hold the tensor.</exception>
    public static void Write(string path, Tensor tensor, string name = "")
    {
        TensorProto proto;
        try
        {
            proto = TensorConversion.ToProto(name, tensor);
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
        MessageFile.Write(path, proto, Subject);
    }
}
