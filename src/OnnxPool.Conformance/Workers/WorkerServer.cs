using System.Collections.Concurrent;
using System.Diagnostics;

namespace OnnxPool.Conformance;

/// <summary>The child's side: does requests from standard input until it ends, and answers on standard output.</summary>
public static class WorkerServer
{
    static int s_pending;

    /// <summary>Serves the parent for the life of the process, which is then nothing but a worker.</summary>
    public static void Run()
    {
        using Stream answers = ChildSetup.TakeStandardOutput();
        ChildSetup.LeaveNoDump();
        using IDisposable interrupts = ChildSetup.LeaveInterruptsToTheParent();
        using var requests = new BlockingCollection<byte[]>();
        new Thread(() => Listen(requests)) { IsBackground = true }.Start();
        try
        {
            // Loads ONNX Runtime, so that no request pays for that; the empty answer says that the worker is ready.
            _ = OrtSession.Version;
            WorkerProtocol.Send(answers, WorkerProtocol.Encode(new WorkerAnswer.Ran([])));
            // On the main thread, which has the stack that native code is used to.
            foreach (byte[] message in requests.GetConsumingEnumerable())
            {
                WorkerProtocol.Send(answers, WorkerProtocol.Encode(Answer(WorkerProtocol.DecodeRequest(message))));
                Interlocked.Decrement(ref s_pending);
            }
        }
        catch (IOException)
        {
            // Nobody reads the answer any more.
        }
    }

    static void Listen(BlockingCollection<byte[]> requests)
    {
        using Stream input = Console.OpenStandardInput();
        while (WorkerProtocol.Receive(input) is { } message)
        {
            Interlocked.Increment(ref s_pending);
            requests.Add(message);
        }
        requests.CompleteAdding();
        // The parent is gone. Native code that hangs leaves no other way out.
        if (Volatile.Read(ref s_pending) > 0) Process.GetCurrentProcess().Kill();
    }

    static WorkerAnswer Answer(WorkerRequest request)
    {
        try
        {
            return request switch
            {
                ModelRequest model => RunModel(model),
                LibraryRequest library => new WorkerAnswer.Registered(CustomOpRecorder.Record(library.Path)),
                _ => throw new InvalidOperationException($"no worker does {request}"),
            };
        }
        catch (OrtRefusedException e)
        {
            return new WorkerAnswer.Refused(e.Message);
        }
        catch (Exception e)
        {
            // An operator from elsewhere may give anything, such as a type that no tensor here has.
            return new WorkerAnswer.Refused(OrtSession.OneLine($"{e.GetType().Name}: {e.Message}"));
        }
    }

    static WorkerAnswer.Ran RunModel(ModelRequest request)
    {
        using var session = new OrtSession(request.Model, new OrtSettings
        {
            Threads = 1,
            Optimization = request.Optimization,
            CustomOps = request.CustomOps,
            Folder = request.Folder,
        });
        return new WorkerAnswer.Ran(session.Run(request.Feeds, request.Outputs));
    }
}
