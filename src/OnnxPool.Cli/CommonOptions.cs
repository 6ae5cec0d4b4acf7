using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace OnnxPool.Cli;

/// <summary>Options that several verbs have.</summary>
static class CommonOptions
{
    public const string JsonName = "--json";

    public static Option<string?> Json() => new(JsonName) { HelpName = "FILE", Description = "Also write the results as JSON." };

    public static Option<long> Seed() =>
        new("--seed") { HelpName = "N", Description = "Seed of all input data; 0 if absent.", CustomParser = ParseSeed };

    public static Option<Dictionary<string, long>> Dimensions() => new("--dim")
    {
        HelpName = "NAME=N",
        Description = "Size of a symbolic dimension of a model's inputs; may be repeated. Otherwise a batch of 1, images of 3x224x224.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ParseDimensions,
    };

    /// <summary>For arguments: the parser takes an option that it does not know for one of them.</summary>
    public static void RejectOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } unknown)
        {
            string known = string.Join(", ", ((CommandResult)result.Parent!).Command.Options.Select(o => o.Name));
            result.AddError($"option: found '{unknown.Value}'; allowed: {known}");
        }
    }

    static long ParseSeed(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed))
            result.AddError($"--seed: found '{text}'; allowed: {long.MinValue} to {long.MaxValue}");
        return seed;
    }

    static Dictionary<string, long> ParseDimensions(ArgumentResult result)
    {
        var dimensions = new Dictionary<string, long>();
        foreach (Token token in result.Tokens)
        {
            int split = token.Value.LastIndexOf('=');
            if (split > 0 && long.TryParse(token.Value.AsSpan(split + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
                dimensions[token.Value[..split]] = size;
            else
                result.AddError($"--dim: found '{token.Value}'; allowed: NAME=N with N >= 0");
        }
        return dimensions;
    }
}
