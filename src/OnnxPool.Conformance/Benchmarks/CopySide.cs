using System.Diagnostics;

namespace OnnxPool.Conformance;

/// <summary>A plain copy of memory that reads half of some bytes and writes as many, shared by threads.</summary>
/// <remarks>Every thread copies its part again and again without waiting for the others: what it costs to hand out work is no part of the memory's limit.</remarks>
sealed class CopySide : TimedSide
{
    readonly NativeBuffer _from, _to;
    readonly Range[] _parts;

    public CopySide(long bytes, int threads)
    {
        int half = (int)Math.Max(1, bytes / 2);
        (_from, _to) = (new NativeBuffer(half), new NativeBuffer(half));
        int part = (half + threads - 1) / threads;
        _parts = [.. Enumerable.Range(0, threads).Select(i => Math.Min(half, i * part)..Math.Min(half, (i + 1) * part)).Where(r => r.Start.Value < r.End.Value)];
    }

    // Threads are started for each sample.
    private protected override double LeastSample => 0.002;

    private protected override double Time(int calls)
    {
        using var together = new Barrier(_parts.Length);
        var seconds = new double[_parts.Length];
        Thread[] others = [.. Enumerable.Range(1, _parts.Length - 1).Select(i => new Thread(() => Copy(i)) { IsBackground = true })];
        foreach (Thread thread in others) thread.Start();
        Copy(0);
        foreach (Thread thread in others) thread.Join();
        return seconds.Max();

        void Copy(int part)
        {
            ReadOnlySpan<byte> from = _from.Span<byte>()[_parts[part]];
            Span<byte> to = _to.Span<byte>()[_parts[part]];
            together.SignalAndWait();
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++) from.CopyTo(to);
            seconds[part] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
    }

    public override void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }
}
