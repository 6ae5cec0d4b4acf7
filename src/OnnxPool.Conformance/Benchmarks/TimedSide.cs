using System.Diagnostics;

namespace OnnxPool.Conformance;

/// <summary>One of those who are timed on a case: something that can be called again and again on the same buffers.</summary>
abstract class TimedSide : IDisposable
{
    const int Rounds = 15;

    // Where calls are slow, fewer rounds have to do once the case has taken so many times its share.
    const int LeastRounds = 3;
    const int Patience = 8;

    // A method gets its final code after thirty calls, and some time later.
    const int WarmCalls = 40;

    // How many times its share a side may take to be warm, where its calls are slow.
    const int WarmLimit = 4;

    // The others have used caches and processors since the last round, and our threads have gone to sleep in the rest before it.
    const double LeadIn = 0.005;

    // A call that takes longer than this brings its own data into the caches, and threads back to work, for the smallest part of its time.
    const double LongCall = 0.02;

    // Threads of ONNX Runtime stay awake for 50 ms after a run, and would take a processor from whoever is next. That long the system's count of time used goes up.
    static readonly TimeSpan s_restCheck = TimeSpan.FromMilliseconds(10), s_restLimit = TimeSpan.FromMilliseconds(100);
    const double Busy = 0.1;

    readonly List<double> _samples = [];
    double _call = double.PositiveInfinity;

    /// <summary>Seconds that are long against reading the clock and starting to measure.</summary>
    private protected virtual double LeastSample => 50e-6;

    /// <summary>The middle one of all samples: seconds for a call.</summary>
    public double Median
    {
        get
        {
            double[] sorted = [.. _samples.Order()];
            return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
        }
    }

    /// <summary>Calls until the code is compiled for good and the memory is there.</summary>
    /// <returns>About the seconds for a call: the least that some took.</returns>
    public double WarmUp(double seconds)
    {
        long begin = Stopwatch.GetTimestamp();
        int calls = 0;
        do
        {
            int next = CallsFor(seconds / WarmCalls);
            _call = Math.Min(_call, Time(next) / next);
            calls += next;
        }
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds is var elapsed && elapsed < (calls < WarmCalls ? WarmLimit * seconds : seconds));
        return _call;
    }

    /// <summary>Takes samples for some seconds, one at least.</summary>
    public void Round(double seconds)
    {
        AwaitRest();
        if (_call < LongCall) Time(CallsFor(LeadIn));
        int calls = CallsFor(LeastSample);
        double spent = 0;
        do
        {
            double time = Time(calls);
            _samples.Add(time / calls);
            spent += time;
        }
        while (spent < seconds);
    }

    /// <summary>Has sides take turns until each has had its seconds.</summary>
    public static void Alternate(TimedSide[] sides, double seconds)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds; round++)
        {
            if (round >= LeastRounds && Stopwatch.GetElapsedTime(begin).TotalSeconds > Patience * seconds * sides.Length) break;
            // Each is first once in a while: what the one before leaves behind has no favourite.
            for (int i = 0; i < sides.Length; i++) sides[(round + i) % sides.Length].Round(seconds / Rounds);
        }
    }

    /// <summary>Seconds that some calls take together.</summary>
    private protected abstract double Time(int calls);

    /// <inheritdoc/>
    public abstract void Dispose();

    static void AwaitRest()
    {
        long begin = Stopwatch.GetTimestamp();
        TimeSpan before, now = Environment.CpuUsage.TotalTime;
        do
        {
            before = now;
            Thread.Sleep(s_restCheck);
            now = Environment.CpuUsage.TotalTime;
        }
        while ((now - before) > Busy * s_restCheck && Stopwatch.GetElapsedTime(begin) < s_restLimit);
    }

    int CallsFor(double seconds) => (int)Math.Clamp(Math.Ceiling(seconds / _call), 1, 1 << 20);
}
