using System.Diagnostics;

namespace OnnxPool.Conformance;

/// <summary>Times calls of any kind, which take turns.</summary>
public static class CallBenchmark
{
    /// <summary>The median of each call's times.</summary>
    /// <param name="seconds">Seconds of measured calls of each.</param>
    /// <param name="calls">The calls.</param>
    /// <returns>Seconds for a call, in their order.</returns>
    public static IReadOnlyList<double> Medians(double seconds, params Action[] calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        CallSide[] sides = [.. calls.Select(c => new CallSide(c))];
        foreach (CallSide side in sides) side.WarmUp(seconds);
        TimedSide.Alternate(sides, seconds);
        return [.. sides.Select(s => s.Median)];
    }

    sealed class CallSide(Action call) : TimedSide
    {
        private protected override double Time(int calls)
        {
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++) call();
            return Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }

        public override void Dispose()
        {
        }
    }
}
