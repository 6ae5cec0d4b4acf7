using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>Times models whole, in ONNX Runtime with the plug-in and without: every model is read before the first is timed.</summary>
sealed class ModelBench(Terminal terminal, BenchSettings settings)
{
    readonly VerifyOptions _options = new() { Seed = settings.Seed, Dimensions = settings.Dimensions };

    public int Run()
    {
        BenchRun.RequireWritable(settings);
        (string Target, ModelCase[] Cases)[] groups = [.. settings.Targets.Select(target => (target, VerifyTarget.Resolve(target).Select(Case).ToArray()))];
        using var probes = new WorkerPool(WorkerCommand.Program, 1);
        var benchmark = new ModelBenchmark(new BenchmarkOptions { Threads = settings.Threads, Seconds = settings.Seconds }, settings.Claim!.Value, probes);
        var report = new ModelBenchReport(settings, BenchRun.Measure(terminal, groups, one => one.Name, benchmark.Measure));
        BenchRun.Write(terminal, report.Document, () => ModelBenchJson.Serialize(report));
        return ExitStatus.Good;
    }

    ModelCase Case(VerifyTarget target)
    {
        if (target.Problem is not { } problem)
            return ModelCase.Of(target.Source, target.Backend?.ModelPath ?? (target.RealModel is { } real ? real.List.Fetch(real.Model, terminal.Error.WriteLine) : target.Source), _options);
        try
        {
            return ModelCase.Of(problem.Name.Length > 0 ? problem.Name : target.Source, problem, settings.Seed);
        }
        catch (PoolingException e)
        {
            throw new ProblemFileException($"{(target.Place is null ? "" : target.Place + ": ")}{problem}: {e.Message}");
        }
    }
}
