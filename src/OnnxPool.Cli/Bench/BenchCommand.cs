using System.CommandLine;
using System.CommandLine.Parsing;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool bench</c>.</summary>
static class BenchCommand
{
    const string Runtime = "ort";

    public static Command Create(Terminal terminal)
    {
        var targets = new Argument<string[]>("TARGET")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A problem line in quotes, @FILE with a problem line on each line, or a model, whose pooling nodes are timed one by one.",
        };
        targets.Validators.Add(CommonOptions.RejectOptions);
        Option<long?> threads = CommonOptions.Number("--threads", "N", "Threads that every side may use; as many as there are processors if absent.", 1, 256);
        var against = new Option<string?>("--against")
        {
            HelpName = Runtime,
            Description = "Time ONNX Runtime too, without and with graph optimization; the faster one counts.",
            CustomParser = ParseAgainst,
        };
        Option<double?> seconds = CommonOptions.Amount("--seconds", "S", FormattableString.Invariant($"Seconds of measured calls for each side of a case; {BenchmarkOptions.DefaultSeconds} if absent."));
        var markdown = new Option<string?>(BenchRun.MarkdownName) { HelpName = "FILE.md", Description = "Also write the tables as a document." };
        Option<string?> json = CommonOptions.Json();
        Option<long> seed = CommonOptions.Seed();
        Option<Dictionary<string, long>> dims = CommonOptions.Dimensions();
        var command = new Command("bench", "Time pooling operators and their gradients against a plain copy of as many bytes, and against ONNX Runtime.\n\n"
            + "  onnxpool bench \"MaxPool:19 float 8x64x112x112 kernel_shape=2,2 strides=2,2\" --against ort\n"
            + "  onnxpool bench @tests/problems/bench.txt --against ort --threads 2\n"
            + "  onnxpool bench @tests/problems/bench-gradients.txt --json gradients.json\n\n"
            + "All sides take turns in one process, on buffers that are there before; times are medians. ratio: ONNX Runtime's time in times of ours, above 1 ours\n"
            + "is faster. GB/s: bytes of inputs and outputs in our time. of copy: that rate in rates of a copy that reads and writes as many bytes on as many threads.")
        {
            targets, threads, against, seconds, json, markdown, seed, dims,
        };
        command.SetAction(parsed => new BenchRun(terminal, new BenchSettings
        {
            Arguments = [.. parsed.Tokens.Select(t => t.Value)],
            Targets = parsed.GetValue(targets)!,
            Threads = (int)(parsed.GetValue(threads) ?? Environment.ProcessorCount),
            AgainstRuntime = parsed.GetValue(against) is not null,
            Seconds = parsed.GetValue(seconds) ?? BenchmarkOptions.DefaultSeconds,
            Json = parsed.GetValue(json),
            Markdown = parsed.GetValue(markdown),
            Seed = parsed.GetValue(seed),
            Dimensions = parsed.GetValue(dims) ?? [],
        }).Run());
        return command;
    }

    static string ParseAgainst(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (text != Runtime) result.AddError($"--against: found '{text}'; allowed: {Runtime}");
        return text;
    }
}
