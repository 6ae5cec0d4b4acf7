using System.CommandLine;
using System.CommandLine.Parsing;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary><c>onnxpool sweep</c>.</summary>
static class SweepCommand
{
    const int DefaultTimeout = 20;

    public static Command Create(Terminal terminal)
    {
        var lines = new Argument<string[]>("LINE")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Judge these problem lines (or @FILE with one on each line) in place of generated ones.",
        };
        lines.Validators.Add(CommonOptions.RejectOptions);
        Option<long?> cases = CommonOptions.Number("--cases", "N", "How many problems; 2000 if absent, without end beside --minutes.", 1, 100_000_000);
        Option<double?> minutes = CommonOptions.Amount("--minutes", "M", "Begin no further problem after so many minutes.");
        var ops = new Option<PoolOperator[]?>("--ops") { HelpName = "A,B", Description = "Only these operators; those that the candidate has, or all, if absent.", CustomParser = ParseOperators };
        Option<long?> strength = CommonOptions.Number("--strength", "2|3", "2: every pair of attribute values that can occur together does occur; 3: every triple.", 2, 3);
        var candidate = new Option<string?>("--candidate")
        {
            HelpName = "LIB.so[:DOMAIN]",
            Description = "Also test the operators of an ONNX Runtime custom-op library that have ONNX's names and attributes.",
        };
        Option<double?> ulp = CommonOptions.Amount("--ulp", "N", "How far averages and norms of the candidate may be off, in units in the last place. Otherwise as far as ours.");
        Option<double?> rtol = CommonOptions.Amount("--rtol", "R", "The same, relative to the value.");
        Option<double?> atol = CommonOptions.Amount("--atol", "A", "The same, absolute; added to --rtol.");
        var optimized = new Option<bool>("--optimized") { Description = "Also run ONNX Runtime with its graph optimizations, in child processes: it may crash." };
        Option<double?> timeout = CommonOptions.Amount("--timeout", "S", $"Seconds that a candidate or the optimized ONNX Runtime may take for a problem; {DefaultTimeout} if absent.");
        Option<long?> threads = CommonOptions.Number("--threads", "T", "How many problems are judged at a time; as many as there are processors if absent.", 1, 256);
        var report = new Option<string?>("--report") { HelpName = "FILE.html", Description = "Write a page with totals, coverage, divergences and worst cases." };
        var markdown = new Option<string?>("--markdown") { HelpName = "FILE.md", Description = "Write a summary for a CI job." };
        var keep = new Option<string?>("--keep")
        {
            HelpName = "DIR",
            Description = "Write each failure, made as small as it gets, as an ONNX backend test and as an NUnit test.",
        };
        Option<string?> json = CommonOptions.Json();
        Option<long> seed = CommonOptions.Seed();
        var command = new Command("sweep", "Judge many generated problems: every kernel of ours, ONNX Runtime and a candidate against the oracle.\n\n"
            + "  onnxpool sweep --cases 20000 --seed 1 --report sweep.html\n"
            + "  onnxpool sweep --candidate ./libmine.so --ops MaxPool --keep failures\n"
            + "  onnxpool sweep --optimized --minutes 5")
        {
            lines, cases, minutes, ops, strength, candidate, ulp, rtol, atol, optimized, timeout, threads, report, markdown, keep, json, seed,
        };
        // In a task of its own: only what is awaited can be interrupted.
        command.SetAction((parsed, interrupt) => Task.Run(() => new SweepRun(terminal, new SweepSettings
        {
            Arguments = [.. parsed.Tokens.Select(t => t.Value)],
            Lines = parsed.GetValue(lines)!,
            Cases = (int?)parsed.GetValue(cases),
            Limit = parsed.GetValue(minutes) is { } m ? TimeSpan.FromMinutes(m) : null,
            Operators = parsed.GetValue(ops) is { Length: > 0 } chosen ? chosen : null,
            Strength = (int)(parsed.GetValue(strength) ?? 2),
            Candidate = parsed.GetValue(candidate),
            Tolerance = ToleranceOf(parsed.GetValue(ulp), parsed.GetValue(rtol), parsed.GetValue(atol)),
            Optimized = parsed.GetValue(optimized),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout) ?? DefaultTimeout),
            Threads = (int)(parsed.GetValue(threads) ?? Environment.ProcessorCount),
            Report = parsed.GetValue(report),
            Markdown = parsed.GetValue(markdown),
            Keep = parsed.GetValue(keep),
            Json = parsed.GetValue(json),
            Seed = parsed.GetValue(seed),
        }).Run(interrupt), CancellationToken.None));
        return command;
    }

    static Tolerance ToleranceOf(double? ulp, double? rtol, double? atol)
    {
        if (ulp is null) return rtol is null && atol is null ? Tolerance.Promise : Tolerance.Of(rtol ?? 0, atol ?? 0);
        return rtol is null && atol is null ? Tolerance.Ulp(ulp.Value)
            : throw new InvalidPoolingException("--ulp", "it beside --rtol or --atol", "one or the other");
    }

    static PoolOperator[] ParseOperators(ArgumentResult result)
    {
        string[] names = result.Tokens.Single().Value.Split(',');
        string known = string.Join(", ", OperatorTable.All);
        if (names.FirstOrDefault(n => OperatorTable.Find(n) is null) is { } unknown) result.AddError($"--ops: found '{unknown}'; allowed: {known}");
        else if (names.Distinct().Count() != names.Length) result.AddError($"--ops: found '{string.Join(',', names)}'; allowed: each of {known} once");
        else return [.. names.Select(n => OperatorTable.Find(n)!)];
        return [];
    }
}
