namespace OnnxPool.Conformance;

/// <summary>A failure of a sweep, made small.</summary>
/// <param name="Found">The result that showed it.</param>
/// <param name="Finding">What was found against whom.</param>
/// <param name="Smallest">The smallest problem that still shows it.</param>
/// <param name="Shown">What that problem shows.</param>
/// <param name="Alike">How many results of the sweep fail for the same party and operator in the same way.</param>
/// <param name="Seed">The seed of the data with which <paramref name="Smallest"/> shows it.</param>
public sealed record ShrunkFailure(SweepResult Found, SweepFinding Finding, Problem Smallest, SweepFinding Shown, int Alike, long Seed)
{
    // The data of a smaller problem is other data, which may lose the failure by chance, and of several seeds hardly all do. What needs a rare
    // coincidence, such as two zeros of different signs, is found with many; a problem that is small already costs little.
    static readonly int[] s_seeds = [4, 64];

    // For parties that hang or start slowly; otherwise it is a matter of a second.
    static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>The failures of a sweep, one for each party, operator and manner of failing, the rest counted.</summary>
    /// <param name="outcome">The sweep.</param>
    /// <param name="judge">Who judged it.</param>
    /// <param name="most">How many are made small.</param>
    /// <param name="interrupt">Ends the search; what is left is given as it was found.</param>
    public static IEnumerable<ShrunkFailure> Of(SweepOutcome outcome, SweepJudge judge, int most, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(judge);
        var groups =
            from result in outcome.Results
            from who in result.Findings.Select(f => f.Who).Distinct()
            let finding = WorstOf(result.Findings, who)
            where finding is not null
            group (Result: result, Finding: finding) by FailureManner.Of(finding);
        foreach (var group in groups.Take(most))
        {
            // The one that is smallest already is on the way of most of the others.
            (SweepResult found, SweepFinding finding) = group.MinBy(g => Size(g.Finding.Case));
            yield return Of(found, finding, judge, interrupt) with { Alike = group.Count() };
        }
    }

    /// <summary>How many results of a sweep fail in ways that none of its failures made small shows.</summary>
    /// <param name="outcome">The sweep.</param>
    /// <param name="failures">What was made small of it.</param>
    public static int CountOthers(SweepOutcome outcome, IReadOnlyList<ShrunkFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        HashSet<FailureManner> shown = [.. failures.Select(f => FailureManner.Of(f.Finding))];
        return outcome.Results.Count(r => r.IsBad && !r.Findings.Any(f => shown.Contains(FailureManner.Of(f))));
    }

    static ShrunkFailure Of(SweepResult found, SweepFinding finding, SweepJudge judge, CancellationToken interrupt)
    {
        FailureManner manner = FailureManner.Of(finding);
        SweepJudge[] judges = [.. Enumerable.Range(0, s_seeds.Max()).Select(i => judge.About(finding.Who, judge.Seed + i))];
        (SweepFinding Finding, long Seed) shown = (finding, judge.Seed);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        limit.CancelAfter(s_longest);
        Problem smallest = finding.Case;
        foreach (int seeds in s_seeds) smallest = Shrinker.Shrink(smallest, problem => judges.Take(seeds).Any(j => Fails(problem, j)), limit.Token);
        return new ShrunkFailure(found, finding, smallest, shown.Finding, 1, shown.Seed);

        bool Fails(Problem problem, SweepJudge one)
        {
            if (limit.IsCancellationRequested) return false;
            // With graph optimizations a variant is judged too, which is another problem.
            SweepFinding? worst = WorstOf(one.Judge(found.Index, problem).Findings.Where(f => f.Case.Identity == problem.Identity), finding.Who);
            if (worst is null || FailureManner.Of(worst) != manner) return false;
            shown = (worst, one.Seed);
            return true;
        }
    }

    // What is wrong with Y is mostly wrong with Indices too: of each party the worst, and of these the first.
    static SweepFinding? WorstOf(IEnumerable<SweepFinding> findings, string who) =>
        findings.Where(f => f.Who == who && f.Verdict is (SweepVerdict.Failed or SweepVerdict.Unstable)).MaxBy(f => f.Verdict);

    // Without elements there is nothing to look at: such a problem only if there is no other.
    static (bool IsEmpty, long Elements) Size(Problem problem)
    {
        long elements = Shapes.ElementCount(problem.Shape);
        return (elements == 0, elements);
    }
}
