using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>Times operators one by one: every case is checked before the first is timed.</summary>
sealed class OperatorBench(Terminal terminal, BenchSettings settings)
{
    readonly ModelInspector _inspector = new(new VerifyOptions { Seed = settings.Seed, Dimensions = settings.Dimensions });

    public int Run()
    {
        BenchRun.RequireWritable(settings);
        (string Target, BenchCase[] Cases)[] groups = [.. settings.Targets.Select(target => (target, VerifyTarget.Resolve(target).SelectMany(Cases).ToArray()))];
        using var probes = new WorkerPool(WorkerCommand.Program, 1);
        var benchmark = new Benchmark(
            new BenchmarkOptions { Threads = settings.Threads, Seconds = settings.Seconds, AgainstRuntime = settings.AgainstRuntime, Seed = settings.Seed }, probes);
        var measured = BenchRun.Measure(terminal, groups, one => one.Name, one => new BenchRow(one.Name, benchmark.Measure(one.Problem)));
        var report = new BenchReport(settings, [.. measured.Select(g => new BenchGroup(g.Target, g.Results))], benchmark.CopyRate());
        BenchRun.Write(terminal, report.Document, () => BenchJson.Serialize(report));
        return ExitStatus.Good;
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
