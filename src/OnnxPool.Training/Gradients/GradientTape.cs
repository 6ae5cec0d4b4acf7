using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>What a gradient graph is written with: the graph so far, and the gradients that have been worked out.</summary>
sealed class GradientTape(GraphWriter graph, GraphFacts facts, GradientOptions options, DifferentiatedPath path)
{
    readonly Dictionary<string, List<string>> _parts = [];
    readonly Dictionary<string, string> _sums = [];
    readonly List<(string, string)> _statistics = [];

    public GraphWriter Graph { get; } = graph;

    public GraphFacts Facts { get; } = facts;

    public GradientOptions Options { get; } = options;

    /// <summary>Running statistics and what computes their next values.</summary>
    public IReadOnlyList<(string Name, string Next)> Statistics => _statistics;

    /// <summary>Whether the value lies between a parameter and the loss.</summary>
    public bool IsOnPath(string value) => path.Contains(value);

    /// <summary>Adds to the gradient of a value; what nobody asked for is not kept.</summary>
    public void Give(string value, string gradient)
    {
        if (!IsOnPath(value)) return;
        if (!_parts.TryGetValue(value, out List<string>? parts)) _parts.Add(value, parts = []);
        parts.Add(gradient);
    }

    /// <summary>The whole gradient of a value, to be asked for when every node that reads the value has been; null if the loss does not depend on it.</summary>
    public string? GradientOf(string value)
    {
        if (_sums.TryGetValue(value, out string? sum)) return sum;
        if (!_parts.TryGetValue(value, out List<string>? parts)) return null;
        return _sums[value] = parts switch
        {
            [string only] => only,
            [string a, string b] => Graph.Add(a, b),
            _ => Graph.Node("Sum", parts),
        };
    }

    /// <summary>Adds a running statistic; of one that several nodes update the last counts, as when they run in order.</summary>
    public void Remember(string statistic, string next)
    {
        _statistics.RemoveAll(s => s.Item1 == statistic);
        _statistics.Add((statistic, next));
    }

    /// <summary>Says why a node has no gradient, and what to freeze so that it needs none.</summary>
    public UnsupportedPoolingException Unsupported(NodePlace place, string subject, string found, string allowed) => path.Unsupported(place, subject, found, allowed);
}
