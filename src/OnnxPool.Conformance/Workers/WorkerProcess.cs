using System.ComponentModel;
using System.Diagnostics;
using OnnxPool.Onnx;

namespace OnnxPool.Conformance;

/// <summary>One child, seen from its parent. It does one request at a time; whoever disposes it ends it.</summary>
sealed class WorkerProcess : IDisposable
{
    // What is left to do once a process has ended or was told to: nothing that takes long.
    static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(5);

    readonly Process _process;
    readonly ManualResetEventSlim _errorEnded = new();
    string _lastLine = "";
    bool _isUsable = true;

    WorkerProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) _errorEnded.Set();
            else if (!string.IsNullOrWhiteSpace(line.Data)) Volatile.Write(ref _lastLine, line.Data.Trim());
        };
        process.BeginErrorReadLine();
    }

    /// <summary>The process's number.</summary>
    public int Id { get; }

    /// <summary>Whether it has done nothing yet.</summary>
    public bool IsFresh { get; private set; } = true;

    /// <summary>Whether it can take a request.</summary>
    public bool IsAlive => _isUsable && !_process.HasExited;

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <exception cref="WorkerStartException">It is not ready within <paramref name="limit"/>.</exception>
    public static WorkerProcess Start(WorkerProgram program, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program.Path, program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        WorkerProcess worker;
        try
        {
            worker = new WorkerProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new WorkerStartException($"worker: '{Printable.Of(program.ToString())}' does not start: {e.Message}", e);
        }
        WorkerAnswer greeting = worker.Exchange([], limit);
        if (greeting is WorkerAnswer.Ran) return worker;
        worker.Dispose();
        throw new WorkerStartException($"worker: '{Printable.Of(program.ToString())}' does not get ready: {Printable.Of(greeting.ToString())}");
    }

    /// <summary>Does a request.</summary>
    public WorkerAnswer Run(byte[] request, TimeSpan limit)
    {
        WorkerAnswer answer = Exchange(request, limit);
        IsFresh = false;
        return answer;
    }

    /// <summary>Ends the process and all that it has started, also while another thread waits for its answer.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _process.WaitForExit(s_endLimit);
        _process.Dispose();
    }

    /// <summary>Sends a request, if it is one, and waits for the answer. The timer ends the process, and with it the waiting.</summary>
    WorkerAnswer Exchange(byte[] request, TimeSpan limit)
    {
        const int Waiting = 0, Over = 1, Late = 2;
        int state = Waiting;
        WorkerAnswer? answer = null;
        string trouble = "";
        void EndWaiting(object? _)
        {
            if (Interlocked.CompareExchange(ref state, Late, Waiting) == Waiting) Kill();
        }

        using (new Timer(EndWaiting, null, limit, Timeout.InfiniteTimeSpan))
        {
            try
            {
                if (request.Length > 0) WorkerProtocol.Send(_process.StandardInput.BaseStream, request);
                if (WorkerProtocol.Receive(_process.StandardOutput.BaseStream) is { } message) answer = WorkerProtocol.DecodeAnswer(message);
            }
            catch (IOException)
            {
                // It has ended before it took the whole request.
            }
            catch (InvalidDataException e)
            {
                trouble = $"an answer that is none ({e.Message}), ";
            }
        }
        bool isLate = Interlocked.CompareExchange(ref state, Over, Waiting) == Late;
        // The last moment may bring both, an answer and the end.
        _isUsable = answer is not null && !isLate;
        if (answer is not null) return answer;
        if (isLate) return new WorkerAnswer.TimedOut(limit);
        // Without an answer to come it is of no use, even if it lives.
        if (trouble.Length > 0 || !_process.WaitForExit(s_endLimit)) Kill();
        bool hasEnded = _process.WaitForExit(s_endLimit);
        // A grandchild may keep standard error open for ever.
        _errorEnded.Wait(s_endLimit);
        string how = trouble + (hasEnded ? ExitCodes.Describe(_process.ExitCode) : "a process that cannot be ended");
        return new WorkerAnswer.Crashed(how, Printable.Of(Volatile.Read(ref _lastLine)), IsFresh);
    }
}
