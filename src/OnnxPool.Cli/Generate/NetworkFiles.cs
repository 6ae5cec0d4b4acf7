using OnnxPool.Conformance;
using OnnxPool.Onnx;

namespace OnnxPool.Cli;

/// <summary>Made networks as model files.</summary>
/// <param name="folder">Where they are written; made if it is not there.</param>
/// <param name="force">Whether files that hold something else are replaced.</param>
sealed class NetworkFiles(string folder, bool force)
{
    /// <summary>The argument that means all networks.</summary>
    public const string All = Network.Prefix + "all";

    /// <summary>The arguments that mean networks.</summary>
    public static string Allowed => string.Join(", ", [.. Network.All.Select(n => Network.Prefix + n.Name), All]);

    /// <summary>Whether an argument means a network.</summary>
    public static bool IsNetwork(string argument) => argument.StartsWith(Network.Prefix, StringComparison.Ordinal);

    /// <summary>The networks of an argument.</summary>
    /// <exception cref="ProblemFileException">There is none of that name.</exception>
    public static IReadOnlyList<Network> Resolve(string argument) =>
        argument == All ? Network.All
        : Network.Find(argument[Network.Prefix.Length..]) is { } network ? [network]
        : throw new ProblemFileException($"network: found '{argument}'; allowed: {Allowed}");

    /// <summary>Writes one and gives its path.</summary>
    /// <exception cref="OutputFileException">It cannot be written.</exception>
    public string Write(Network network)
    {
        string path = Path.Combine(folder, network.Name + ".onnx");
        byte[] bytes = ModelFile.ToBytes(network.Build());
        try
        {
            Directory.CreateDirectory(folder);
            if (!force && File.Exists(path) && !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
                throw new OutputFileException($"{path}: is there and holds something else; allowed: another folder, or --force");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputFileException($"{path}: cannot be written: {e.Message}");
        }
        OutputFile.Write(path, bytes);
        return path;
    }
}
