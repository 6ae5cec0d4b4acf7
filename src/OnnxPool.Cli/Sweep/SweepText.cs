using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>The results of a sweep as text.</summary>
static class SweepText
{
    public static void Write(Terminal terminal, SweepOutcome outcome, IReadOnlyList<ShrunkFailure> failures, SweepSettings settings, IPoolRunner? candidate)
    {
        TextWriter writer = terminal.Out;
        foreach (IGrouping<string, SweepFinding> row in outcome.Results.SelectMany(r => r.Findings).Where(f => f.Verdict == SweepVerdict.Divergence).GroupBy(f => f.Row!.Id))
            writer.WriteLine($"divergence {row.Key}: {row.Count()} problems, such as {row.First().Case}");
        foreach (ShrunkFailure failure in failures)
        {
            writer.WriteLine($"{failure.Finding.Verdict} {failure.Finding.Who}: {failure.Shown.Reason}");
            writer.WriteLine($"  case {failure.Smallest}");
            writer.WriteLine($"  found {failure.Found.Problem} ({failure.Alike} alike)");
        }
        writer.WriteLine(string.Join(", ", Enum.GetValues<SweepVerdict>().Select(v => $"{outcome.Count(v)} {v.ToString().ToLowerInvariant()}")) + $" in {outcome.Elapsed.TotalSeconds:0} s");
        writer.WriteLine(outcome.Coverage.ToString());
        _ = settings;
        _ = candidate;
    }
}
