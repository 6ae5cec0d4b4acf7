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

    /// <summary>A whole number between limits.</summary>
    public static Option<long?> Number(string name, string help, string description, long least, long most) => new(name)
    {
        HelpName = help,
        Description = description,
        CustomParser = result => Parse(result, $"{least} to {most}", text =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most ? value : (long?)null),
    };

    /// <summary>A finite number of 0 or more.</summary>
    public static Option<double?> Amount(string name, string help, string description) => new(name)
    {
        HelpName = help,
        Description = description,
        CustomParser = result => Parse(result, "a finite number of 0 or more", text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0 && double.IsFinite(value) ? value : (double?)null),
    };

    /// <summary>What a word of an option stands for.</summary>
    /// <exception cref="InvalidPoolingException">A word that is not among them.</exception>
    public static T Choose<T>(string option, string word, IReadOnlyDictionary<string, T> choices) =>
        choices.TryGetValue(word, out T? chosen) ? chosen : throw new InvalidPoolingException(option, $"'{word}'", string.Join(", ", choices.Keys));

    /// <summary>For arguments: the parser takes an option that it does not know for one of them.</summary>
    public static void RejectOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } unknown)
        {
            string known = string.Join(", ", ((CommandResult)result.Parent!).Command.Options.Select(o => o.Name));
            result.AddError($"option: found '{unknown.Value}'; allowed: {known}");
        }
    }

    static T? Parse<T>(ArgumentResult result, string allowed, Func<string, T?> parse) where T : struct
    {
        string text = result.Tokens.Single().Value;
        T? value = parse(text);
        if (value is null) result.AddError($"{((OptionResult)result.Parent!).Option.Name}: found '{text}'; allowed: {allowed}");
        return value;
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
