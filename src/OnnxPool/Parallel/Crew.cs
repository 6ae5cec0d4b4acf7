using System.Runtime.ExceptionServices;

namespace OnnxPool;

/// <summary>
/// The calling thread and helpers from the thread pool on one piece of work. The caller does not wait for helpers that have not come: it does
/// what is left itself, and closes the door behind those that are in.
/// </summary>
/// <remarks>An object is used again by its thread, so that a call allocates nothing. A helper that comes late may find the next piece of work, and helps there.</remarks>
sealed class Crew<TWork> : IThreadPoolWorkItem where TWork : struct, IUnitWork
{
    const int Closed = -1;

    [ThreadStatic]
    static Crew<TWork>? s_idle;

    TWork _work;
    int _units;
    int _part;
    int _next;
    int _inside = Closed;
    ExceptionDispatchInfo? _error;

    /// <summary>Does all units.</summary>
    /// <param name="threads">Threads, the calling one among them.</param>
    /// <param name="units">Number of units.</param>
    /// <param name="part">Units that a thread takes at a time.</param>
    /// <param name="work">The work.</param>
    public static void Run(int threads, int units, int part, in TWork work)
    {
        Crew<TWork> crew = s_idle ?? new Crew<TWork>();
        // Work that itself calls finds none here, and makes its own.
        s_idle = null;
        (crew._work, crew._units, crew._part, crew._next, crew._error) = (work, units, part, 0, null);
        Volatile.Write(ref crew._inside, 0);
        for (int i = 1; i < threads; i++) ThreadPool.UnsafeQueueUserWorkItem(crew, preferLocal: false);
        crew.Work();
        var spin = new SpinWait();
        while (Interlocked.CompareExchange(ref crew._inside, Closed, 0) != 0) spin.SpinOnce(sleep1Threshold: -1);
        crew._work = default;
        s_idle = crew;
        crew._error?.Throw();
    }

    void IThreadPoolWorkItem.Execute()
    {
        int inside = Volatile.Read(ref _inside);
        while (true)
        {
            if (inside == Closed) return;
            int seen = Interlocked.CompareExchange(ref _inside, inside + 1, inside);
            if (seen == inside) break;
            inside = seen;
        }
        Work();
        Interlocked.Decrement(ref _inside);
    }

    void Work()
    {
        try
        {
            while (true)
            {
                int from = Interlocked.Add(ref _next, _part) - _part;
                if (from >= _units) return;
                _work.Run(from, Math.Min(_units, from + _part));
            }
        }
        catch (Exception e)
        {
            // Nobody is above a helper; the caller throws it.
            _error = ExceptionDispatchInfo.Capture(e);
        }
    }
}
