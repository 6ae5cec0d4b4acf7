using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>The model to train: a built-in network, or a file.</summary>
static class TrainModel
{
    public const string Sample = "sample";
    public const string LeNet = "lenet";

    /// <summary>Makes or reads it.</summary>
    /// <param name="name">The name of a network, or a file; a file that is there comes first.</param>
    /// <param name="seed">The seed of a network's weights.</param>
    /// <exception cref="InvalidModelException">No such file, or not a model.</exception>
    public static ModelProto Load(string name, long seed)
    {
        if (!File.Exists(name))
        {
            if (name == Sample) return Networks.Sample(seed);
            if (name == LeNet) return Networks.LeNet(seed);
            if (Path.GetExtension(name).Length == 0 && !Path.Exists(name)) throw new InvalidPoolingException("MODEL", $"'{name}'", $"{Sample}, {LeNet}, or a file (.onnx)");
        }
        ModelProto model = ModelFile.Read(name);
        new ExternalData(name).Embed(model);
        return model;
    }
}
