namespace OnnxPool.Conformance;

/// <summary>
/// Child processes that do what may crash or hang: native code that is not known to be sound. A child that does is replaced, and
/// the request gets an answer that says so. Children are started when first needed, and end with the pool or with this process.
/// </summary>
/// <remarks>All members may be called from several threads. A request runs in a process that may have done others before.</remarks>
public sealed class WorkerPool : IDisposable
{
    // A runtime and a library to load, on a machine that may be busy.
    static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(2);

    readonly WorkerProgram _program;
    readonly SemaphoreSlim _slots;
    readonly Lock _lock = new();
    readonly HashSet<WorkerProcess> _all = [];
    readonly Stack<WorkerProcess> _idle = new();
    bool _isDisposed;

    /// <summary>A pool without children yet.</summary>
    /// <param name="program">What a child runs.</param>
    /// <param name="size">How many requests are done at a time, at most.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public WorkerPool(WorkerProgram program, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _program = program;
        _slots = new SemaphoreSlim(size);
    }

    /// <summary>The numbers of the processes that there are.</summary>
    internal int[] ProcessIds
    {
        get
        {
            lock (_lock) return [.. _all.Select(w => w.Id)];
        }
    }

    /// <summary>Has a child do a request; waits while all are busy.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="limit">How long it may take from the moment at which a child has it.</param>
    /// <exception cref="WorkerStartException">No child can be started.</exception>
    /// <exception cref="ObjectDisposedException">The pool is, or was disposed meanwhile.</exception>
    public WorkerAnswer Run(WorkerRequest request, TimeSpan limit)
    {
        byte[] message = WorkerProtocol.Encode(request);
        _slots.Wait();
        try
        {
            WorkerAnswer answer = RunOnce(message, limit);
            // Whose fault is it? Only what also ends a fresh process is a repro.
            return answer is WorkerAnswer.Crashed { Alone: false } && RunOnce(message, limit, fresh: true) is WorkerAnswer.Crashed again
                ? again : answer;
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Ends all children, also those that are busy.</summary>
    public void Dispose()
    {
        WorkerProcess[] all, idle;
        lock (_lock)
        {
            _isDisposed = true;
            (all, idle) = ([.. _all], [.. _idle]);
            _idle.Clear();
            _all.ExceptWith(idle);
        }
        foreach (WorkerProcess worker in all) worker.Kill();
        // A busy one belongs to the thread that waits for it.
        foreach (WorkerProcess worker in idle) worker.Dispose();
    }

    WorkerAnswer RunOnce(byte[] message, TimeSpan limit, bool fresh = false)
    {
        WorkerProcess worker = Take(fresh);
        WorkerAnswer answer = worker.Run(message, limit);
        GiveBack(worker);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return answer;
    }

    WorkerProcess Take(bool fresh)
    {
        while (TryTakeIdle(fresh) is { } idle)
        {
            if (idle.IsAlive) return idle;
            Forget(idle);
        }
        WorkerProcess worker = WorkerProcess.Start(_program, s_startLimit);
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _all.Add(worker);
                return worker;
            }
        }
        worker.Dispose();
        throw new ObjectDisposedException(nameof(WorkerPool));
    }

    WorkerProcess? TryTakeIdle(bool fresh)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return !fresh && _idle.TryPop(out WorkerProcess? idle) ? idle : null;
        }
    }

    void GiveBack(WorkerProcess worker)
    {
        lock (_lock)
        {
            if (!_isDisposed && worker.IsAlive)
            {
                _idle.Push(worker);
                return;
            }
        }
        Forget(worker);
    }

    void Forget(WorkerProcess worker)
    {
        lock (_lock) _all.Remove(worker);
        worker.Dispose();
    }
}
