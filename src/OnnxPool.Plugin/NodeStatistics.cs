using System.Diagnostics;

namespace OnnxPool.Plugin;

/// <summary>What one node of a session did in this project's kernels.</summary>
/// <param name="Name">The node's name in the model, or what ONNX Runtime calls it.</param>
/// <param name="Operator">Operator and version, such as MaxPool-12.</param>
/// <param name="Type">The element type of its data.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Time">How long its calls took together.</param>
public sealed record NodeStatistics(string Name, string Operator, ElementType Type, long Calls, TimeSpan Time);

/// <summary>Counts the calls of one node.</summary>
sealed class NodeRecord(string name, OperatorVersion version, ElementType type)
{
    long _calls;
    long _ticks;

    public void Note(long ticks)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _ticks, ticks);
    }

    public void Clear()
    {
        Interlocked.Exchange(ref _calls, 0);
        Interlocked.Exchange(ref _ticks, 0);
    }

    public NodeStatistics Read() =>
        new(name, version.ToString(), type, Interlocked.Read(ref _calls), Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticks)));
}
