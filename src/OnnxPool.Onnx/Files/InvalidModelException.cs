namespace OnnxPool.Onnx;

/// <summary>A model or tensor file that cannot be used, or cannot be written; its message is one line that starts with the file.</summary>
public sealed class InvalidModelException : Exception
{
    /// <summary>Says what is wrong with <paramref name="file"/>.</summary>
    /// <param name="file">The path as the caller gave it, or a name for a model that is in no file.</param>
    /// <param name="node">The node as <see cref="NodePlace.Label"/> writes it, or null if no single node is at fault.</param>
    /// <param name="message">What is wrong, without file and node.</param>
    /// <param name="inner">What it was noticed by.</param>
    public InvalidModelException(string file, string? node, string message, Exception? inner = null)
        : base(Printable.Of(node is null ? $"{file}: {message}" : $"{file}: node {node}: {message}"), inner)
    {
        File = file;
        Node = node;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The node at fault, such as <c>'pool1' (MaxPool-12)</c> or <c>#3 (MaxPool-12)</c>; null for the file as a whole.</summary>
    public string? Node { get; }

    /// <summary>Whether ONNX allows what was found and only this library lacks it.</summary>
    public bool IsUnsupported => InnerException is UnsupportedPoolingException;

    /// <summary>Adds to <paramref name="error"/> the file it was found in.</summary>
    public static InvalidModelException In(string file, PoolingException error) => new(file, null, error.Message, error);

    /// <summary>Adds to <paramref name="error"/> the file and the node it was found in.</summary>
    public static InvalidModelException In(string file, NodePlace place, PoolingException error) =>
        new(file, place.Label, error.Message, error);

    internal static InvalidModelException Of(string file, string subject, string found, string allowed, Exception? inner = null) =>
        new(file, null, $"{subject}: found {found}; allowed: {allowed}", inner);
}
