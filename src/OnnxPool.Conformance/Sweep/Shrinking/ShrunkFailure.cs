namespace OnnxPool.Conformance;

/// <summary>A failure of a sweep, made small.</summary>
/// <param name="Found">The result that showed it.</param>
/// <param name="Finding">What was found against whom.</param>
/// <param name="Smallest">The smallest problem that still shows it.</param>
/// <param name="Shown">What that problem shows.</param>
/// <param name="Alike">How many results of the sweep fail for the same party and operator.</param>
public sealed record ShrunkFailure(SweepResult Found, SweepFinding Finding, Problem Smallest, SweepFinding Shown, int Alike)
{
    /// <summary>The failures of a sweep, one for each party and operator, the rest counted.</summary>
    /// <param name="outcome">The sweep.</param>
    /// <param name="judge">Who judged it.</param>
    /// <param name="most">How many are made small.</param>
    /// <param name="interrupt">Ends the search; what is left is given as it was found.</param>
    public static IEnumerable<ShrunkFailure> Of(SweepOutcome outcome, SweepJudge judge, int most, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(judge);
        var groups = outcome.Results.Where(r => r.IsBad)
            .GroupBy(r => (r.Worst!.Who, r.Worst.Case.Operator, r.Worst.Verdict))
            .Take(most);
        foreach (var group in groups)
        {
            // The one that is smallest already is on the way of most of the others.
            SweepResult found = group.MinBy(r => (Shapes.ElementCount(r.Problem.Shape), r.Index))!;
            SweepFinding finding = found.Worst!;
            SweepFinding? Find(Problem problem) => judge.Judge(found.Index, problem).Findings
                .FirstOrDefault(f => f.Who == finding.Who && f.Verdict == finding.Verdict);
            Problem smallest = Shrinker.Shrink(finding.Case, p => Find(p) is not null, interrupt);
            yield return new ShrunkFailure(found, finding, smallest, Find(smallest) ?? finding, group.Count());
        }
    }
}
