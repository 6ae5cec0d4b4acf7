namespace OnnxPool.Conformance;

/// <summary>What a sweep found about one problem.</summary>
public enum SweepVerdict
{
    /// <summary>Everybody agrees with the oracle.</summary>
    Agree,
    /// <summary>ONNX Runtime departs as a row of the divergence table says; everybody else agrees.</summary>
    Divergence,
    /// <summary>Nobody was checked, and why.</summary>
    Unsupported,
    /// <summary>Somebody gives other bits the second time.</summary>
    Unstable,
    /// <summary>ONNX Runtime, with its optimizations, ends its process or does not return.</summary>
    Crashed,
    /// <summary>Somebody is wrong, and no row of the divergence table explains it.</summary>
    Failed,
}

/// <summary>One finding against one party.</summary>
/// <param name="Verdict">What it is.</param>
/// <param name="Who">The party: OnnxPool, one of its kernels, ONNX Runtime, the candidate, or the divergence table.</param>
/// <param name="Reason">What is wrong, in one line.</param>
/// <param name="Output">Name of the output; empty where it is about all of them.</param>
/// <param name="Difference">How the values differ; null where it is not about values.</param>
/// <param name="Row">The row of the divergence table that explains it; null if none does.</param>
/// <param name="Case">The problem that shows it, which can be a variant of the sweep's.</param>
public sealed record SweepFinding(
    SweepVerdict Verdict, string Who, string Reason, Problem Case, string Output = "", OutputDifference? Difference = null, Divergence? Row = null);

/// <summary>What came of one problem of a sweep.</summary>
/// <param name="Index">Its number in the sweep, from 0.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Findings">Against whom something was found; none if everybody agrees.</param>
/// <param name="Checked">The parties that were checked.</param>
/// <param name="MaxUlp">How far our outputs, and the candidate's if there is one, are from the oracle's at most, in ULP of the element type.</param>
public sealed record SweepResult(
    int Index, Problem Problem, IReadOnlyList<SweepFinding> Findings, IReadOnlyList<string> Checked, IReadOnlyDictionary<string, double> MaxUlp)
{
    /// <summary>How long it took to judge, everybody together.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The verdict that weighs most.</summary>
    public SweepVerdict Verdict => Findings.Select(f => f.Verdict).DefaultIfEmpty(SweepVerdict.Agree).Max();

    /// <summary>The finding that weighs most; null if everybody agrees.</summary>
    public SweepFinding? Worst => Findings.MaxBy(f => f.Verdict);

    /// <summary>Whether somebody is wrong whom no row excuses.</summary>
    public bool IsBad => Verdict is SweepVerdict.Failed or SweepVerdict.Unstable;

    /// <summary>This result with what a variant of the problem showed.</summary>
    internal SweepResult With(SweepResult variant) => this with
    {
        Findings = [.. Findings, .. variant.Findings],
        Checked = [.. Checked, .. variant.Checked],
    };
}
