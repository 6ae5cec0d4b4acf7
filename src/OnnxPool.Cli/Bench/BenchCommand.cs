using System.CommandLine;
using System.CommandLine.Parsing;
using OnnxPool.Conformance;
using OnnxPool.Plugin;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool bench</c>.</summary>
static class BenchCommand
{
    const string Runtime = "ort", ClaimName = "--claim", TrainingName = "--training";

    public static Command Create(Terminal terminal)
    {
        var targets = new Argument<string[]>("TARGET")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A problem line in quotes, @FILE with a problem line on each line, a model, whose pooling nodes are timed one by one, or a folder of models.",
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
        var provider = new Option<string>(PluginOptions.ProviderName)
        {
            HelpName = "onnxpool|plugin",
            Description = "What is timed: our operators, or models whole in ONNX Runtime as it comes, with our operators as its plug-in and without.",
            DefaultValueFactory = _ => VerifyRun.Operators,
        };
        var claim = new Option<ClaimPolicy>(ClaimName)
        {
            HelpName = "when_faster|always",
            Description = "Which nodes the plug-in takes: those that measurement says are faster there (if absent), or all that it can.",
            CustomParser = result => (ClaimPolicy)Choose(result, ["when_faster", "always"]),
        };
        Option<long?> training = CommonOptions.Number(
            TrainingName, "N", "Time training steps on batches of N examples, against ONNX Runtime's forward pass: of models that train takes, or sample, lenet.", 1, 1 << 20);
        var markdown = new Option<string?>(BenchRun.MarkdownName) { HelpName = "FILE.md", Description = "Also write the tables as a document." };
        Option<string?> json = CommonOptions.Json();
        Option<long> seed = CommonOptions.Seed();
        Option<Dictionary<string, long>> dims = CommonOptions.Dimensions();
        var command = new Command("bench", "Time pooling operators and their gradients against a plain copy of as many bytes, and against ONNX Runtime.\n\n"
            + "  onnxpool bench \"MaxPool:19 float 8x64x112x112 kernel_shape=2,2 strides=2,2\" --against ort\n"
            + "  onnxpool bench @tests/problems/bench.txt --against ort --threads 2\n"
            + "  onnxpool bench @tests/problems/bench-gradients.txt --json gradients.json\n"
            + "  onnxpool bench model.onnx --provider plugin\n"
            + "  onnxpool bench lenet --training 64\n\n"
            + "All sides take turns in one process, on buffers that are there before; times are medians. ratio: ONNX Runtime's time in times of ours, above 1 ours\n"
            + "is faster. GB/s: bytes of inputs and outputs in our time. of copy: that rate in rates of a copy that reads and writes as many bytes on as many threads.")
        {
            targets, threads, against, provider, claim, training, seconds, json, markdown, seed, dims,
        };
        command.SetAction(parsed =>
        {
            bool isTraining = parsed.GetResult(training) is not null;
            bool isPlugin = VerifyRun.Route(parsed.GetValue(provider)!, null, false) is not null;
            if (!isPlugin && parsed.GetResult(claim) is not null) throw new OutputFileException($"{ClaimName}: found without {PluginOptions.ProviderName} plugin; allowed: beside it only");
            if (isPlugin && parsed.GetResult(against) is not null) throw new OutputFileException($"--against: found beside {PluginOptions.ProviderName} plugin; allowed: without it, for ONNX Runtime is timed then in any case");
            if (isTraining && (isPlugin || parsed.GetResult(against) is not null))
                throw new OutputFileException($"{TrainingName}: found beside {(isPlugin ? PluginOptions.ProviderName : "--against")}; allowed: without it");
            var settings = new BenchSettings
            {
                Arguments = [.. parsed.Tokens.Select(t => t.Value)],
                Targets = parsed.GetValue(targets)!,
                Threads = (int)(parsed.GetValue(threads) ?? Environment.ProcessorCount),
                Claim = isPlugin ? parsed.GetValue(claim) : null,
                Batch = (int?)parsed.GetValue(training),
                AgainstRuntime = parsed.GetValue(against) is not null,
                Seconds = parsed.GetValue(seconds) ?? BenchmarkOptions.DefaultSeconds,
                Json = parsed.GetValue(json),
                Markdown = parsed.GetValue(markdown),
                Seed = parsed.GetValue(seed),
                Dimensions = parsed.GetValue(dims) ?? [],
            };
            return isTraining ? new StepBench(terminal, settings).Run() : isPlugin ? new ModelBench(terminal, settings).Run() : new OperatorBench(terminal, settings).Run();
        });
        return command;
    }

    static int Choose(ArgumentResult result, string[] allowed)
    {
        string text = result.Tokens.Single().Value;
        int place = Array.IndexOf(allowed, text);
        if (place < 0) result.AddError($"{((OptionResult)result.Parent!).Option.Name}: found '{text}'; allowed: {string.Join(", ", allowed)}");
        return place;
    }

    static string ParseAgainst(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (text != Runtime) result.AddError($"--against: found '{text}'; allowed: {Runtime}");
        return text;
    }
}
