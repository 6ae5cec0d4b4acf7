using OnnxPool.Conformance;
using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>One run of <c>onnxpool bench</c>: every case is checked before the first is timed.</summary>
sealed class BenchRun(Terminal terminal, BenchSettings settings)
{
    public const string MarkdownName = "--markdown";

    readonly ModelInspector _inspector = new(new VerifyOptions { Seed = settings.Seed, Dimensions = settings.Dimensions });

    public int Run()
    {
        foreach ((string option, string? file) in ((string, string?)[])[(CommonOptions.JsonName, settings.Json), (MarkdownName, settings.Markdown)])
            if (file is not null) OutputFile.RequireWritable(option, file);
        (string Target, BenchCase[] Cases)[] groups = [.. settings.Targets.Select(target => (target, VerifyTarget.Resolve(target).SelectMany(Cases).ToArray()))];

        using var probes = new WorkerPool(WorkerCommand.Program, 1);
        var benchmark = new Benchmark(
            new BenchmarkOptions { Threads = settings.Threads, Seconds = settings.Seconds, AgainstRuntime = settings.AgainstRuntime, Seed = settings.Seed }, probes);
        var report = new BenchReport(settings, Measure(benchmark, groups), benchmark.CopyRate());
        BenchText.Write(terminal, report);
        if (settings.Json is { } json) OutputFile.Write(json, BenchJson.Serialize(report));
        if (settings.Markdown is { } markdown) OutputFile.Write(markdown, BenchMarkdown.Render(report, markdown, DateOnly.FromDateTime(DateTime.UtcNow)));
        return ExitStatus.Good;
    }

    IReadOnlyList<BenchGroup> Measure(Benchmark benchmark, (string Target, BenchCase[] Cases)[] groups)
    {
        if (!terminal.ShowsProgress) return Measure(_ => { });
        return terminal.Progress().Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("bench", maxValue: groups.Sum(g => g.Cases.Length));
            return Measure(name =>
            {
                task.Description = Markup.Escape(name);
                task.Increment(1);
            });
        });

        IReadOnlyList<BenchGroup> Measure(Action<string> begin)
        {
            var measured = new List<BenchGroup>();
            foreach ((string target, BenchCase[] cases) in groups)
            {
                var rows = new List<BenchRow>();
                foreach (BenchCase one in cases)
                {
                    begin(one.Name);
                    rows.Add(new BenchRow(one.Name, benchmark.Measure(one.Problem)));
                }
                measured.Add(new BenchGroup(target, rows));
            }
            return measured;
        }
    }

    IEnumerable<BenchCase> Cases(VerifyTarget target)
    {
        if (target.Problem is { } problem) return [Checked(problem, problem.Name.Length > 0 ? problem.Name : problem.ToString(), target.Place)];
        string path = target.Backend is { } folder ? folder.ModelPath
            : target.RealModel is { } real ? real.List.Fetch(real.Model, terminal.Error.WriteLine) : target.Source;
        IReadOnlyList<NodeInspection> nodes = _inspector.Inspect(path);
        if (nodes.Count == 0) throw new InvalidPoolingException(path, "no pooling node", "one or more");
        return [.. nodes.Select(node => OfNode(path, node))];
    }

    static BenchCase OfNode(string path, NodeInspection node)
    {
        string place = $"{path}: {node.Node}";
        if (node.Unknown is { } reason) throw new InvalidPoolingException(place, reason, "a shape that is known, by --dim for example");
        return Checked(Problem.Parse(node.Line), node.Node, place);
    }

    static BenchCase Checked(Problem problem, string name, string? place)
    {
        try
        {
            Benchmark.Require(problem);
            return new BenchCase(name, problem);
        }
        catch (PoolingException e)
        {
            throw new ProblemFileException($"{(place is null ? "" : place + ": ")}{problem}: {e.Message}");
        }
    }

    sealed record BenchCase(string Name, Problem Problem);
}
