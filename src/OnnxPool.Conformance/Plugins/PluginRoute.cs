using Microsoft.ML.OnnxRuntime;
using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>How this project's plug-in comes into sessions of ONNX Runtime: from this process or from the native library, as provider or as custom operators.</summary>
public abstract class PluginRoute
{
    private protected PluginRoute(string? library, bool asOperators)
    {
        Library = library;
        AsOperators = asOperators;
    }

    /// <summary>The provider, from this process.</summary>
    public static PluginRoute InProcess { get; } = new InProcessRoute(asOperators: false);

    /// <summary>The native library; null for what this process has itself.</summary>
    public string? Library { get; }

    /// <summary>Whether pooling nodes become custom operators of domain ai.onnxpool, and are not left to a provider to claim.</summary>
    public bool AsOperators { get; }

    /// <summary>The route of a choice.</summary>
    /// <param name="library">The native library that <c>eng/build-native</c> makes; null for this process.</param>
    /// <param name="asOperators">As <see cref="AsOperators"/>.</param>
    /// <exception cref="InvalidPoolingException">The file is not there, or not that library.</exception>
    public static PluginRoute Of(string? library, bool asOperators) =>
        library is null ? new InProcessRoute(asOperators) : LibraryRoute.Load(library, asOperators);

    /// <summary>Puts it into the options of a session that is to be made next.</summary>
    /// <returns>Tells the calls of the session's nodes by their names.</returns>
    internal abstract Func<ILookup<string, long>> Use(SessionOptions options);

    /// <summary>What the model must be for it; as custom operators a copy in which they are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="nodes">Its pooling nodes.</param>
    internal virtual ModelProto Prepare(ModelProto model, IReadOnlyList<PlacedNode> nodes) => AsOperators ? OwnNodes.Rewrite(model, nodes) : model;
}
