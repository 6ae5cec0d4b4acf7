using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool verify</c>.</summary>
static class VerifyCommand
{
    public static Command Create(Terminal terminal, IPoolRunner runner)
    {
        var targets = new Argument<string[]>("TARGET")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A model (.onnx), a folder of models, a problem line in quotes such as "
                + "\"MaxPool:12 float 1x2x5x5 kernel_shape=3,3\", or @FILE with a problem line on each line.",
        };
        // The parser takes what it does not know for a target.
        targets.Validators.Add(RejectOptions);
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "Also write the results as JSON." };
        var seed = new Option<long>("--seed") { HelpName = "N", Description = "Seed of all input data; 0 if absent.", CustomParser = ParseSeed };
        var node = new Option<string?>("--node") { HelpName = "NAME", Description = "Check only this node of a model." };
        var dims = new Option<Dictionary<string, long>>("--dim")
        {
            HelpName = "NAME=N",
            Description = "Size of a symbolic dimension of a model's inputs; may be repeated. Otherwise a batch of 1, images of 3x224x224.",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = ParseDimensions,
        };
        var command = new Command("verify", "Compute pooling nodes again and compare them with ONNX Runtime and the oracle.")
        {
            targets, json, seed, node, dims,
        };
        command.SetAction(parsed => new VerifyRun(terminal, parsed.GetValue(json), new VerifyOptions
        {
            Seed = parsed.GetValue(seed),
            Node = parsed.GetValue(node),
            Dimensions = parsed.GetValue(dims) ?? [],
            Runner = runner,
        }).Run(parsed.GetValue(targets)!));
        return command;
    }

    static void RejectOptions(ArgumentResult result)
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
