namespace OnnxPool.Conformance;

/// <summary>How to start a process that calls <see cref="WorkerServer.Run()"/>.</summary>
/// <param name="Path">The program.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record WorkerProgram(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>The command line, for messages.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Path));
}

/// <summary>A worker does not come up; the message is one line.</summary>
public sealed class WorkerStartException(string message, Exception? inner = null) : Exception(message, inner);
