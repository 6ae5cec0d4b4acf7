using Google.Protobuf;

namespace OnnxPool.Onnx;

/// <summary>Model files: a whole <see cref="ModelProto"/> in, a whole file out.</summary>
public static class ModelFile
{
    const string Subject = "model file";
    const string Content = "an ONNX model";

    /// <summary>Reads a model. Fields that this library does not know are kept and written back by <see cref="Write"/>.</summary>
    /// <remarks>
    /// Tensors in other files stay there; <see cref="ExternalData"/> reads them. Names that are not UTF-8, as ONNX wants
    /// them, are read with replacement characters.
    /// </remarks>
    /// <exception cref="InvalidModelException">There is no such file, it cannot be read, or it is not an ONNX model.</exception>
    public static ModelProto Read(string path)
    {
        ModelProto model = MessageFile.Read(path, ModelProto.Parser, Subject, Content);
        // Any text may pass as a protobuf with unknown fields; these three tell a model from it, and from the first half of one.
        if (!model.HasIrVersion) throw InvalidModelException.Of(path, "ir_version", "none", "a number from 1, as in every ONNX model");
        if (model.IrVersion < 1) throw InvalidModelException.Of(path, "ir_version", $"{model.IrVersion}", "a number from 1");
        if (model.Graph is null) throw InvalidModelException.Of(path, "graph", "none", "one, as in every ONNX model");
        if (model.IrVersion >= OpsetImports.FirstIrVersion && model.OpsetImport.Count == 0)
            throw InvalidModelException.Of(path, "opset_import", $"none at ir_version {model.IrVersion}", $"at least one from ir_version {OpsetImports.FirstIrVersion} on");
        return model;
    }

    /// <summary>Writes a model. The file appears whole or not at all, and equal models give equal bytes.</summary>
    /// <exception cref="InvalidModelException">The file cannot be written there, or would be larger than 2 GB.</exception>
    public static void Write(string path, ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        MessageFile.Write(path, model, Subject);
    }

    /// <summary>The bytes that <see cref="Write"/> would write.</summary>
    public static byte[] ToBytes(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.ToByteArray();
    }
}
