using System.Collections.Concurrent;
using System.Globalization;

namespace OnnxPool.Plugin;

/// <summary>Which nodes run in this project's kernels, how often and how long: of all sessions that are given it.</summary>
/// <remarks>Safe for any number of threads. Counting costs each call about two readings of a clock.</remarks>
public sealed class OnnxPoolStatistics
{
    static readonly ConcurrentDictionary<string, WeakReference<OnnxPoolStatistics>> s_all = new();
    static long s_last;

    readonly List<NodeRecord> _records = [];

    /// <summary>Begins at nothing.</summary>
    public OnnxPoolStatistics()
        : this(Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture))
    {
    }

    OnnxPoolStatistics(string key)
    {
        Key = key;
        s_all[key] = new WeakReference<OnnxPoolStatistics>(this);
    }

    /// <summary>Those of the process: for sessions whose configuration says <c>process</c>.</summary>
    public static OnnxPoolStatistics Process { get; } = new("process");

    /// <summary>The name that a session's configuration has for it.</summary>
    internal string Key { get; }

    /// <summary>The nodes, in the order in which sessions made them; each once for every session.</summary>
    public IReadOnlyList<NodeStatistics> Nodes
    {
        get
        {
            lock (_records) return [.. _records.Select(r => r.Read())];
        }
    }

    /// <summary>Calls of all nodes.</summary>
    public long Calls => Nodes.Sum(n => n.Calls);

    /// <summary>The nodes as text: a line for each with name, operator, element type, calls and nanoseconds, tabs between them.</summary>
    public string ToText() => string.Concat(Nodes.Select(n => string.Create(
        CultureInfo.InvariantCulture, $"{n.Name}\t{n.Operator}\t{n.Type.Name()}\t{n.Calls}\t{n.Time.Ticks * TimeSpan.NanosecondsPerTick}\n")));

    /// <summary>Forgets all calls, not the nodes.</summary>
    public void Clear()
    {
        lock (_records)
            foreach (NodeRecord record in _records) record.Clear();
    }

    /// <exception cref="InvalidPoolingException">There are none of that name.</exception>
    internal static OnnxPoolStatistics Find(string key)
    {
        if (key == Process.Key) return Process;
        return s_all.TryGetValue(key, out WeakReference<OnnxPoolStatistics>? found) && found.TryGetTarget(out OnnxPoolStatistics? statistics)
            ? statistics : throw new InvalidPoolingException($"option {NodeSettings.StatisticsKey}", $"'{key}'", Process.Key);
    }

    internal NodeRecord Add(string name, OperatorVersion version, ElementType type)
    {
        var record = new NodeRecord(name, version, type);
        lock (_records) _records.Add(record);
        return record;
    }

    /// <inheritdoc/>
    ~OnnxPoolStatistics() => s_all.TryRemove(Key, out _);
}
