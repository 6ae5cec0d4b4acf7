using System.Runtime.ExceptionServices;

namespace OnnxPool;

/// <summary>
/// The calling thread and helpers from the thread pool on one piece of work. The caller does not wait for helpers that have not come: it does
/// what is left itself, and closes the door behind those that are in.
/// </summary>
/// <remarks>
/// An object is used again by its thread, so that a call allocates nothing. A helper that comes late finds the door closed, or the next piece
/// of work, and helps there: it reads what the work is only after it is in, and while somebody is in nothing of it changes.
/// </remarks>
sealed class Crew<TWork> : IThreadPoolWorkItem where TWork : struct, IUnitWork
{
    const int Closed = -1;

    [ThreadStatic]
    static Crew<TWork>? s_idle;

    TWork _work;
    int _units;
    int _part;
    int _helpers;
    // 64 bits: each thread adds a part past the end before it sees the end.
    long _next;
    int _inside = Closed;
    // Helpers that are called and have not come; they come to the next piece of work, which calls that many fewer.
    int _called;
    int _helped;
    ExceptionDispatchInfo? _error;

    /// <summary>Does all units.</summary>
    /// <param name="threads">The most threads at a time, the calling one among them.</param>
    /// <param name="units">Number of units.</param>
    /// <param name="part">Units that a thread takes at a time.</param>
    /// <param name="work">The work.</param>
    /// <returns>How many helpers did some of it.</returns>
    public static int Run(int threads, int units, int part, in TWork work)
    {
        Crew<TWork> crew = s_idle ?? new Crew<TWork>();
        // Work that itself calls finds none here, and makes its own.
        s_idle = null;
        (crew._work, crew._units, crew._part, crew._helpers, crew._next, crew._helped) = (work, units, part, threads - 1, 0, 0);
        Volatile.Write(ref crew._inside, 0);
        try
        {
            crew.Call();
            crew.Work();
        }
        finally
        {
            // Whatever happened: nobody may be at the work's buffers once this returns.
            var spin = new SpinWait();
            while (Interlocked.CompareExchange(ref crew._inside, Closed, 0) != 0) spin.SpinOnce(sleep1Threshold: -1);
        }
        (ExceptionDispatchInfo? error, crew._error, crew._work) = (crew._error, null, default);
        s_idle = crew;
        error?.Throw();
        return crew._helped;
    }

    void Call()
    {
        for (int missing = _helpers - Volatile.Read(ref _called); missing > 0; missing--)
        {
            Interlocked.Increment(ref _called);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Decrement(ref _called);
        int inside = Volatile.Read(ref _inside);
        while (true)
        {
            if (inside == Closed) return;
            int seen = Interlocked.CompareExchange(ref _inside, inside + 1, inside);
            if (seen == inside) break;
            inside = seen;
        }
        // Those who were called to an earlier piece of work may be more than this one wants.
        if (inside < _helpers && Work()) Interlocked.Increment(ref _helped);
        Interlocked.Decrement(ref _inside);
    }

    /// <summary>Takes parts until there are none.</summary>
    /// <returns>Whether there was any.</returns>
    bool Work()
    {
        bool any = false;
        try
        {
            while (true)
            {
                long from = Interlocked.Add(ref _next, _part) - _part;
                if (from >= _units) return any;
                any = true;
                _work.Run((int)from, (int)Math.Min(_units, from + _part));
            }
        }
        catch (Exception e)
        {
            // Nobody is above a helper; the caller throws it.
            _error = ExceptionDispatchInfo.Capture(e);
            return any;
        }
    }
}
