using System.Globalization;

namespace OnnxPool;

/// <summary>How many threads share a call. Results do not depend on it: every unit of work is done whole by one of them, in one order.</summary>
public static class PoolThreads
{
    /// <summary>The environment variable with the number to begin with.</summary>
    public const string Variable = "ONNXPOOL_THREADS";

    // Bytes: work below this is done before another thread has woken up.
    const long Grain = 1 << 17;

    // More parts than threads, so that one that started late or was interrupted does not keep the others waiting.
    const int PartsPerThread = 4;

    static int s_count = FromEnvironment();

    /// <summary>The most threads that a call uses, the calling one among them; at first what <c>ONNXPOOL_THREADS</c> says, or all processors.</summary>
    /// <exception cref="InvalidPoolingException">Less than 1, or an environment variable that is no number.</exception>
    public static int Count
    {
        get => s_count > 0 ? s_count : Throw.Invalid<int>(Variable, $"'{Environment.GetEnvironmentVariable(Variable)}'", "a number from 1 on");
        set
        {
            if (value < 1) Throw.Invalid("threads", $"{value}", "1 or more");
            s_count = value;
        }
    }

    /// <summary>Does work on the threads that it is worth.</summary>
    /// <param name="units">Number of units.</param>
    /// <param name="cost">Roughly, bytes read and written by all units.</param>
    /// <param name="work">The work.</param>
    internal static void Run<TWork>(int units, long cost, in TWork work) where TWork : struct, IUnitWork
    {
        KernelScope? scope = KernelScope.Current;
        HostThreads host = HostThreads.Current;
        var threads = (int)Math.Min(units, scope?.Threads ?? Math.Min(host.IsPresent ? host.Count : Count, cost / Grain));
        if (threads <= 1)
        {
            work.Run(0, units);
            return;
        }
        if (host.IsPresent)
        {
            host.Run(units, threads, work);
            return;
        }
        int helpers = Crew<TWork>.Run(threads, units, Math.Max(1, units / (threads * PartsPerThread)), work);
        scope?.NoteHelpers(helpers);
    }

    static int FromEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text)) return Environment.ProcessorCount;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
    }
}
