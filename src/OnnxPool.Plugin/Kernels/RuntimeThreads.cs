using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>Whose threads share a call.</summary>
public enum KernelThreads
{
    /// <summary>ONNX Runtime's own, as many as the session has.</summary>
    OnnxRuntime,
    /// <summary>The thread pool of .NET, as <see cref="PoolThreads"/> says.</summary>
    OnnxPool,
    /// <summary>The calling thread alone.</summary>
    None,
}

/// <summary>Lends a session's threads to the calls of a kernel.</summary>
/// <param name="api">The session's.</param>
/// <param name="context">The call's; only valid for as long as it runs.</param>
unsafe struct RuntimeThreads(OrtApi api, nint context)
{
    readonly OrtApi _api = api;
    readonly nint _context = context;

    /// <summary>Lends them; <paramref name="threads"/> must stay where it is until they are taken back.</summary>
    public static void Lend(RuntimeThreads* threads, KernelThreads whose)
    {
        if (whose == KernelThreads.OnnxPool) return;
        // How many threads a session has cannot be asked: it makes fewer pieces of the parts where it has fewer.
        HostThreads.Lend(new HostThreads((nint)threads, whose == KernelThreads.None ? 1 : Environment.ProcessorCount, &Spread));
    }

    /// <summary>Takes them back.</summary>
    public static void TakeBack() => HostThreads.Lend(default);

    static void Spread(nint host, int parts, nint work)
    {
        Border.Enter(nameof(Spread));
        var threads = (RuntimeThreads*)host;
        threads->_api.ParallelFor(threads->_context, &RunPart, parts, work);
    }

    // What a part throws is kept there, and thrown by the call.
    [UnmanagedCallersOnly]
    static void RunPart(nint work, nuint part) => HostThreads.RunPart(work, (int)part);
}
