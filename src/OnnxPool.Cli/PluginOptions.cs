using System.CommandLine;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>Options of the verbs that run models with the plug-in.</summary>
static class PluginOptions
{
    /// <summary>The option that says who computes.</summary>
    public const string ProviderName = "--provider";

    /// <summary>What it says for the plug-in.</summary>
    public const string Plugin = "plugin";

    /// <summary>The option that names the native library.</summary>
    public const string LibraryName = "--library";

    /// <summary>The option for custom operators in place of the provider.</summary>
    public const string OperatorsName = "--custom-ops";

    public static Option<string?> Library() => new(LibraryName)
    {
        HelpName = "FILE",
        Description = "With --provider plugin: the native library that eng/build-native makes, in place of the plug-in of this process.",
    };

    public static Option<bool> Operators() => new(OperatorsName)
    {
        Description = "With --provider plugin: make pooling nodes custom operators of domain ai.onnxpool, in place of nodes that the execution provider claims.",
    };

    /// <summary>How the plug-in comes in; null for another provider.</summary>
    /// <exception cref="InvalidPoolingException">An option of the plug-in beside another provider, or a file that is not the library.</exception>
    public static PluginRoute? Route(string provider, string? library, bool asOperators = false)
    {
        if (provider == Plugin) return PluginRoute.Of(library, asOperators);
        string? found = library is not null ? LibraryName : asOperators ? OperatorsName : null;
        return found is null ? null : throw new InvalidPoolingException(found, $"{ProviderName} {provider} beside it", $"{ProviderName} {Plugin}");
    }

    /// <summary>The arguments that choose a route again.</summary>
    public static IEnumerable<string> Words(PluginRoute route)
    {
        yield return $"{ProviderName} {Plugin}";
        if (route.Library is { } library) yield return $"{LibraryName} {ShellWord.Of(library)}";
        if (route.AsOperators) yield return OperatorsName;
    }
}
