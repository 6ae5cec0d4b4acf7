using System.Collections.Concurrent;
using System.Diagnostics;

namespace OnnxPool.Conformance;

/// <summary>What came of a sweep.</summary>
/// <param name="Results">One for each problem, in the order of the problems.</param>
/// <param name="Coverage">Which combinations the problems showed.</param>
/// <param name="IsPartial">Whether it was interrupted before it was done.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record SweepOutcome(IReadOnlyList<SweepResult> Results, Coverage Coverage, bool IsPartial, TimeSpan Elapsed)
{
    /// <summary>How many problems have a verdict.</summary>
    public int Count(SweepVerdict verdict) => Results.Count(r => r.Verdict == verdict);

    /// <summary>Whether nothing is wrong that no row excuses.</summary>
    public bool IsGood => !Results.Any(r => r.IsBad);
}

/// <summary>Judges many problems, several at a time.</summary>
/// <param name="judge">Judges one.</param>
/// <param name="threads">How many at a time.</param>
public sealed class Sweep(SweepJudge judge, int threads)
{
    /// <summary>Judges problems until they end, the time is up, or somebody interrupts.</summary>
    /// <param name="problems">The problems; each result has the number of its problem, whoever judged it.</param>
    /// <param name="coverage">Counts what the judged ones show.</param>
    /// <param name="limit">After this time no further problem is begun; null for no limit.</param>
    /// <param name="progress">Called after each problem, from any thread, with the number of those done.</param>
    /// <param name="interrupt">Ends the sweep early.</param>
    public SweepOutcome Run(
        IEnumerable<Problem> problems, Coverage coverage, TimeSpan? limit = null, Action<int>? progress = null, CancellationToken interrupt = default)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        var results = new ConcurrentBag<SweepResult>();
        var clock = Stopwatch.StartNew();
        int done = 0;
        // One problem at a time is taken from the source, so that the order and the last one do not depend on how many work.
        var source = Partitioner.Create(
            problems.Select((problem, index) => (problem, index)).TakeWhile(_ => !interrupt.IsCancellationRequested && !(clock.Elapsed > limit)),
            EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(source, new ParallelOptions { MaxDegreeOfParallelism = threads }, item =>
        {
            long begun = Stopwatch.GetTimestamp();
            SweepResult result = judge.Judge(item.index, item.problem);
            results.Add(result with { Elapsed = Stopwatch.GetElapsedTime(begun) });
            progress?.Invoke(Interlocked.Increment(ref done));
        });
        SweepResult[] ordered = [.. results.OrderBy(r => r.Index)];
        foreach (SweepResult result in ordered) coverage.Add(result.Problem);
        return new SweepOutcome(ordered, coverage, interrupt.IsCancellationRequested, clock.Elapsed);
    }
}
