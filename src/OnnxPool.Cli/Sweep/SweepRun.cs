using OnnxPool.Conformance;
using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>One run of <c>onnxpool sweep</c>: problems, judgement, failures made small, reports.</summary>
sealed class SweepRun(Terminal terminal, SweepSettings settings)
{
    const int DefaultCases = 2000;

    // A kernel that is wrong fails many problems in one way; a few of them say it.
    const int Shrunk = 10;

    public int Run(CancellationToken interrupt)
    {
        foreach ((string option, string? file) in ((string, string?)[])[("--json", settings.Json), ("--report", settings.Report), ("--markdown", settings.Markdown)])
            if (file is not null) OutputFile.RequireWritable(option, file);
        CandidateLibrary? library = settings.Candidate is { } text ? CandidateLibrary.Parse(text) : null;
        KeptFailures? kept = Kept(library);
        kept?.RequireWritable();
        Problem[] given = [.. settings.Lines.SelectMany(Lines).Select(Judgeable)];

        using var pool = new WorkerPool(WorkerCommand.Program, settings.Threads);
        OrtCandidate? candidate = library is null ? null : OrtCandidate.Load(library, pool, settings.Timeout);
        (IEnumerable<Problem> problems, Coverage coverage, int? expected) = Problems(given, candidate);
        var judge = new SweepJudge(
            settings.Seed, DivergenceTable.Standard, candidate, settings.Tolerance, settings.Optimized ? new OptimizedRuntime(pool, settings.Timeout) : null);

        SweepOutcome outcome = Judge(judge, problems, coverage, expected, interrupt);
        IReadOnlyList<ShrunkFailure> failures = [.. ShrunkFailure.Of(outcome, judge, Shrunk, interrupt)];
        var report = new SweepReport(outcome, failures, settings, candidate?.Name);
        SweepText.Write(terminal.Out, report);
        foreach (ShrunkFailure failure in failures)
            if (kept?.Write(failure) is { } written) terminal.Out.WriteLine($"kept {written.Test}");
        if (settings.Report is { } page) OutputFile.Write(page, SweepPage.Render(report, DateTimeOffset.UtcNow));
        if (settings.Markdown is { } markdown) OutputFile.Write(markdown, SweepMarkdown.Render(report));
        if (settings.Json is { } json) OutputFile.Write(json, SweepJson.Serialize(report));
        return outcome.IsGood && !outcome.IsPartial ? ExitStatus.Good : ExitStatus.Failed;
    }

    KeptFailures? Kept(CandidateLibrary? library) => settings.Keep is not { } folder ? null : new KeptFailures(
        folder, library?.Name, library is null ? null : KeptFailures.KernelOf(library, WorkerCommand.Program, settings.Timeout), settings.Tolerance);

    (IEnumerable<Problem> Problems, Coverage Coverage, int? Count) Problems(Problem[] given, OrtCandidate? candidate)
    {
        // Of a library's sweep those problems are to no purpose whose operators it does not have.
        PoolOperator[] operators = [.. settings.Operators ?? candidate?.Operators ?? OperatorTable.All];
        var generator = new ProblemGenerator(
            settings.Seed, operators, settings.Strength, p => !DivergenceTable.Standard.Refuses(p, OrtSession.Version));
        if (given.Length > 0) return (given, generator.NewCoverage(), given.Length);
        int? cases = settings.Cases ?? (settings.Limit is null ? DefaultCases : null);
        return (cases is { } count ? generator.Problems().Take(count) : generator.Problems(), generator.NewCoverage(), cases);
    }

    static Problem Judgeable(Problem problem)
    {
        try
        {
            SweepJudge.Require(problem);
            return problem;
        }
        catch (PoolingException e)
        {
            throw new ProblemFileException($"{problem}: {e.Message}");
        }
    }

    static IEnumerable<Problem> Lines(string argument) =>
        argument.StartsWith('@') || (Problem.LooksLikeLine(argument) && !Path.Exists(argument))
            ? VerifyTarget.Resolve(argument).Select(t => t.Problem!)
            : throw new ProblemFileException($"problem line: found '{argument}'; allowed: OPERATOR:OPSET TYPE SHAPE ..., or @FILE");

    SweepOutcome Judge(SweepJudge judge, IEnumerable<Problem> problems, Coverage coverage, int? expected, CancellationToken interrupt)
    {
        var sweep = new Conformance.Sweep(judge, settings.Threads);
        if (!terminal.ShowsProgress) return sweep.Run(problems, coverage, settings.Limit, null, interrupt);
        return terminal.Progress().Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("sweep", maxValue: expected ?? double.MaxValue);
            task.IsIndeterminate = expected is null;
            return sweep.Run(problems, coverage, settings.Limit, done => task.Value = done, interrupt);
        });
    }
}
