using OnnxPool.Cli;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Report;

/// <summary>Sweeps that tests of reports look at.</summary>
static class Reports
{
    public const long Seed = 3;

    /// <summary>A report of generated problems.</summary>
    public static SweepReport OfGenerated(int cases, IPoolRunner? candidate = null, bool isPartial = false, params string[] arguments)
    {
        var generator = new ProblemGenerator(Seed);
        return Of(generator.Take(cases), generator.NewCoverage(), [], candidate, isPartial, arguments);
    }

    /// <summary>A report of given problems.</summary>
    public static SweepReport OfLines(IPoolRunner? candidate, params string[] lines) =>
        Of(lines.Select(Problem.Parse), new ProblemGenerator(Seed, [OperatorTable.Find("MaxPool")!]).NewCoverage(), lines, candidate, isPartial: false, lines);

    /// <summary>A report of made-up results.</summary>
    public static SweepReport OfResults(string? candidate, params SweepResult[] results)
    {
        var outcome = new SweepOutcome(results, new ProblemGenerator(Seed, [OperatorTable.Find("MaxPool")!]).NewCoverage(), IsPartial: false, TimeSpan.FromSeconds(2));
        return new SweepReport(outcome, [], Settings([], ["--optimized", "--timeout", "5"]), candidate);
    }

    static SweepReport Of(IEnumerable<Problem> problems, Coverage coverage, string[] lines, IPoolRunner? candidate, bool isPartial, string[] arguments)
    {
        var judge = new SweepJudge(Seed, DivergenceTable.Standard, candidate);
        SweepOutcome outcome = new Conformance.Sweep(judge, threads: 2).Run(problems, coverage) with { IsPartial = isPartial };
        // Times differ from run to run; reports are compared.
        outcome = outcome with { Elapsed = TimeSpan.FromSeconds(1), Results = [.. outcome.Results.Select(r => r with { Elapsed = TimeSpan.FromMilliseconds(1 + (r.Index % 7)) })] };
        ShrunkFailure[] failures = [.. ShrunkFailure.Of(outcome, judge, most: 4, CancellationToken.None)];
        return new SweepReport(outcome, failures, Settings(lines, arguments), candidate?.Name);
    }

    static SweepSettings Settings(string[] lines, string[] arguments) => new()
    {
        Arguments = ["sweep", .. arguments],
        Lines = lines,
        Cases = null,
        Limit = null,
        Operators = [.. OperatorTable.All],
        Strength = 2,
        Candidate = null,
        Tolerance = Tolerance.Promise,
        Optimized = false,
        Timeout = TimeSpan.FromSeconds(1),
        Threads = 2,
        Report = null,
        Markdown = null,
        Keep = null,
        Json = null,
        Seed = Seed,
    };
}

/// <summary>Maxima that are one too large, under a name that no page may take for a mark.</summary>
sealed class HostileRunner : IPoolRunner
{
    public const string Hostile = "<script>alert(1)</script>&\"'|`*";

    public string Name => Hostile;

    public Tensor[] Run(Problem problem, IReadOnlyList<Tensor> inputs)
    {
        if (problem.Operator is Flatten) throw new FormatException($"{Hostile}\n\u0001");
        if (problem.Type != ElementType.Float || problem.Operator is not (MaxPool or AveragePool)) throw new UnsupportedPoolingException("type", problem.Type.Name(), "float");
        Tensor[] outputs = new OnnxPoolRunner().Run(problem, inputs);
        if (problem.Operator is MaxPool)
            foreach (ref float y in outputs[0].Values<float>()) y += 1;
        return outputs;
    }
}
