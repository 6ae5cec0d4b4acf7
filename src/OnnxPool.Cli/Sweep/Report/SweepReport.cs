using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>A row of the divergence table that a sweep has shown.</summary>
/// <param name="Row">The row.</param>
/// <param name="Problems">How many problems show it.</param>
/// <param name="Example">The one of its findings with the smallest problem.</param>
sealed record ShownDivergence(Divergence Row, int Problems, SweepFinding Example);

/// <summary>Crashes of one party on one operator that look the same.</summary>
/// <param name="Who">The party.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Reason">How it ends.</param>
/// <param name="Findings">One for each problem, the smallest first.</param>
sealed record ShownCrash(string Who, PoolOperator Operator, string Reason, IReadOnlyList<SweepFinding> Findings);

/// <summary>How often a party was checked, and what was found against it.</summary>
/// <param name="Who">The party.</param>
/// <param name="Problems">How many problems it was checked on.</param>
/// <param name="Divergent">On how many of them a row of the divergence table explains it.</param>
/// <param name="Bad">On how many of them nothing does: wrong, unstable or crashed.</param>
sealed record CheckedParty(string Who, int Problems, int Divergent, int Bad);

/// <summary>The results of a sweep as every report tells them: counted, grouped, with commands that show them again.</summary>
/// <param name="outcome">The sweep.</param>
/// <param name="failures">Its failures, made small.</param>
/// <param name="settings">What it was asked for.</param>
/// <param name="candidate">What findings call the candidate; null for none.</param>
sealed class SweepReport(SweepOutcome outcome, IReadOnlyList<ShrunkFailure> failures, SweepSettings settings, string? candidate)
{
    // Options that a problem's result depends on; those with a value have it in the next word.
    static readonly string[] s_ofCandidate = ["--candidate", "--ulp", "--rtol", "--atol", "--timeout"];

    /// <summary>The sweep.</summary>
    public SweepOutcome Outcome => outcome;

    /// <summary>Its failures, made small: one for each party and operator, and not more than the sweep makes small.</summary>
    public IReadOnlyList<ShrunkFailure> Failures => failures;

    /// <summary>What it was asked for.</summary>
    public SweepSettings Settings => settings;

    /// <summary>What findings call the candidate; null for none.</summary>
    public string? Candidate => candidate;

    /// <summary>How many problems were judged.</summary>
    public int Problems => outcome.Results.Count;

    /// <summary>Problems that fail, beyond those that <see cref="Failures"/> counts.</summary>
    public int OtherFailures => ShrunkFailure.CountOthers(outcome, failures);

    /// <summary>Whether problems were generated, so that it says something which combinations they show.</summary>
    public bool HasCoverage => settings.Lines.Count == 0;

    /// <summary>What <see cref="SweepSettings.Strength"/> combinations are called.</summary>
    public string CombinationsName => settings.Strength == 3 ? "triples" : "pairs";

    /// <summary>The command line of the sweep.</summary>
    public string Command => $"./onnxpool {string.Join(' ', settings.Arguments.Select(ShellWord.Of))}";

    /// <summary>The divergences, those of most problems first.</summary>
    public IReadOnlyList<ShownDivergence> Divergences { get; } =
    [
        .. outcome.Results.SelectMany(r => r.Findings.Where(f => f.Verdict == SweepVerdict.Divergence).Select(f => (Result: r, Finding: f)))
            .GroupBy(f => f.Finding.Row!.Id)
            .Select(g => new ShownDivergence(
                g.First().Finding.Row!, g.Select(f => f.Result.Index).Distinct().Count(), ExampleOf(g.Select(f => f.Finding), settings.Seed)))
            .OrderByDescending(d => d.Problems).ThenBy(d => d.Row.Id, StringComparer.Ordinal),
    ];

    /// <summary>The crashes, those of most problems first.</summary>
    public IReadOnlyList<ShownCrash> Crashes { get; } =
    [
        .. outcome.Results.SelectMany(r => r.Findings).Where(f => f.Verdict == SweepVerdict.Crashed)
            .GroupBy(f => (f.Who, f.Case.Operator, f.Reason))
            .Select(g => new ShownCrash(g.Key.Who, g.Key.Operator, g.Key.Reason, [.. g.OrderBy(SizeOf)]))
            .OrderByDescending(c => c.Findings.Count).ThenBy(c => c.Operator.Name, StringComparer.Ordinal).ThenBy(c => c.Who, StringComparer.Ordinal).ThenBy(c => c.Reason, StringComparer.Ordinal),
    ];

    /// <summary>Why nobody was checked on a problem, and on how many.</summary>
    public IReadOnlyList<(string Reason, int Problems)> Unsupported { get; } =
    [
        .. outcome.Results.SelectMany(r => r.Findings).Where(f => f.Verdict == SweepVerdict.Unsupported).GroupBy(f => f.Reason)
            .Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal),
    ];

    /// <summary>Everybody who was checked, the candidate first, the others by how often.</summary>
    public IReadOnlyList<CheckedParty> Parties { get; } =
    [
        .. outcome.Results.SelectMany(r => r.Checked.Distinct()).Concat(candidate is null ? [] : [candidate]).Distinct()
            .Select(who => PartyOf(outcome, who))
            .OrderByDescending(p => p.Who == candidate).ThenByDescending(p => p.Problems).ThenBy(p => p.Who, StringComparer.Ordinal),
    ];

    /// <summary>The counts in one line, the last of the terminal's.</summary>
    public string Summary =>
        $"{(outcome.IsPartial ? "PARTIAL: interrupted; " : "")}{Counts} (ONNX Runtime {OrtSession.Version})";

    /// <summary>How many problems passed, failed and so on.</summary>
    public string Counts =>
        $"{outcome.Count(SweepVerdict.Agree)} passed, {outcome.Count(SweepVerdict.Failed)} failed, {outcome.Count(SweepVerdict.Divergence)} divergent, "
        + $"{outcome.Count(SweepVerdict.Unsupported)} unsupported, {outcome.Count(SweepVerdict.Crashed)} crashed, {outcome.Count(SweepVerdict.Unstable)} unstable";

    /// <summary>The command that shows a finding again.</summary>
    public string Repro(SweepFinding finding) => Repro(finding, finding.Case, settings.Seed);

    /// <summary>The command that shows the smallest problem of a failure.</summary>
    public string Repro(ShrunkFailure failure) => Repro(failure.Finding, failure.Smallest, failure.Seed);

    /// <summary>Parties that were checked on a failure's problem, as it was found, and against whom nothing was found.</summary>
    public static string[] Agreeing(ShrunkFailure failure) =>
        [.. failure.Found.Checked.Except(failure.Found.Findings.Select(f => f.Who)).Distinct()];

    string Repro(SweepFinding finding, Problem problem, long seed)
    {
        // What one run of ONNX Runtime as it is shows, verify shows with more about it.
        bool isPlain = finding is { Who: SweepJudge.Runtime, Verdict: SweepVerdict.Divergence or SweepVerdict.Failed };
        List<string> words = ["./onnxpool", isPlain ? "verify" : "sweep", problem.ToString()];
        if (seed != 0) words.AddRange(["--seed", FormattableString.Invariant($"{seed}")]);
        if (finding.Who == candidate) words.AddRange(s_ofCandidate.SelectMany(Given));
        if (OptimizedRuntime.IsCalled(finding.Who)) words.AddRange(["--optimized", .. Given("--timeout")]);
        return string.Join(' ', words.Select(ShellWord.Of));
    }

    IEnumerable<string> Given(string option)
    {
        int at = settings.Arguments.ToList().LastIndexOf(option);
        return at < 0 ? [] : settings.Arguments.Skip(at).Take(2);
    }

    static CheckedParty PartyOf(SweepOutcome outcome, string who)
    {
        int Count(Func<SweepFinding, bool> isCounted) => outcome.Results.Count(r => r.Findings.Any(f => f.Who == who && isCounted(f)));
        return new CheckedParty(
            who, outcome.Results.Count(r => r.Checked.Contains(who)), Count(f => f.Verdict == SweepVerdict.Divergence), Count(f => f.Verdict >= SweepVerdict.Unstable));
    }

    // A small problem of which no other row speaks, so that it shows this one and nothing else, if there is one.
    static SweepFinding ExampleOf(IEnumerable<SweepFinding> findings, long seed)
    {
        const int Tries = 50;
        return findings.OrderBy(SizeOf).Take(Tries).MinBy(f => DivergenceTable.Standard.Covering(f.Case, ProblemData.Inputs(f.Case, seed)[0], OrtSession.Version).Count)!;
    }

    // Small for a reader: few elements, then few words.
    static (double Elements, int Length, string Line) SizeOf(SweepFinding finding)
    {
        string line = finding.Case.ToString();
        return (finding.Case.Shape.ToArray().Aggregate(1.0, (n, d) => n * Math.Max(1, d)), line.Length, line);
    }
}
