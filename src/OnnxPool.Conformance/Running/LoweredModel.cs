using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>A model, and how ONNX Runtime can run it.</summary>
/// <param name="Original">The model.</param>
/// <param name="Model">The same in operators that ONNX Runtime has.</param>
/// <param name="Nodes">The nodes that were said otherwise; none where both are the same.</param>
sealed record LoweredModel(ModelProto Original, ModelProto Model, IReadOnlyList<NodePlace> Nodes)
{
    /// <summary>Reads a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="lowering">Who says other operators; null for nobody.</param>
    /// <exception cref="InvalidModelException">It cannot be read, or has nodes that cannot be said otherwise.</exception>
    public static LoweredModel Read(string path, IModelLowering? lowering) => Of(path, ModelFile.Read(path), lowering);

    /// <summary>As <see cref="Read"/>, of a model that has been read from <paramref name="path"/>.</summary>
    public static LoweredModel Of(string path, ModelProto model, IModelLowering? lowering)
    {
        NodePlace[] nodes = [.. GraphNodes.Of(model).Where(p => p.Kind == PlaceKind.Main && p.Domain == lowering?.Domain)];
        if (nodes.Length == 0) return new LoweredModel(model, model, nodes);
        ModelProto whole = model.Clone();
        new ExternalData(path).Embed(whole);
        try
        {
            return new LoweredModel(whole, lowering!.Lower(whole), nodes);
        }
        catch (PoolingException e)
        {
            throw InvalidModelException.In(path, e);
        }
    }
}
