using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>The values between the parameters and the loss: those that get a gradient, and no others.</summary>
sealed class DifferentiatedPath
{
    const int FreezeExamples = 3;

    readonly HashSet<string> _values = [];
    readonly Dictionary<string, HashSet<string>> _parametersOf = [];

    /// <summary>Finds the path.</summary>
    /// <param name="nodes">The nodes of the main graph, in order.</param>
    /// <param name="facts">Types of their values.</param>
    /// <param name="parameters">The initializers that are trained.</param>
    /// <param name="target">What the loss is taken of.</param>
    /// <exception cref="UnsupportedPoolingException">A node on the path has no rule.</exception>
    public DifferentiatedPath(IReadOnlyList<NodePlace> nodes, GraphFacts facts, IEnumerable<string> parameters, string target)
    {
        foreach (string parameter in parameters) _parametersOf[parameter] = [parameter];
        foreach (NodePlace place in nodes)
        {
            if (GradientRules.Stops(place)) continue;
            HashSet<string> behind = [.. Inputs(place).Where(_parametersOf.ContainsKey).SelectMany(i => _parametersOf[i])];
            if (behind.Count == 0) continue;
            int outputs = GradientRules.Find(place)?.Outputs ?? int.MaxValue;
            foreach (string output in place.Node.Output.Take(outputs).Where(o => o.Length > 0 && facts[o].Type is var type && (facts[o].IsReal || type == ElementType.Undefined)))
                _parametersOf[output] = behind;
        }
        if (_parametersOf.ContainsKey(target)) _values.Add(target);
        foreach (NodePlace place in nodes.Reverse())
        {
            if (!place.Node.Output.Any(_values.Contains)) continue;
            Require(place);
            _values.UnionWith(Inputs(place).Where(_parametersOf.ContainsKey));
        }
    }

    /// <summary>Whether the value gets a gradient.</summary>
    public bool Contains(string value) => _values.Contains(value);

    /// <summary>Whether a node is on the path.</summary>
    public bool Contains(NodePlace place) => place.Node.Output.Any(_values.Contains);

    /// <summary>An error about a node of the path.</summary>
    public UnsupportedPoolingException Unsupported(NodePlace place, string subject, string found, string allowed)
    {
        string[] behind = [.. Inputs(place).Where(_parametersOf.ContainsKey).SelectMany(i => _parametersOf[i]).Distinct().Order(StringComparer.Ordinal)];
        string names = string.Join(',', behind.Take(FreezeExamples));
        string more = behind.Length > FreezeExamples ? $" and {behind.Length - FreezeExamples} more" : "";
        return new UnsupportedPoolingException(Printable.Of($"node {place.Label}: {subject}"), found, Printable.Of($"{allowed}; or freeze the parameters before it: {names}{more}"));
    }

    void Require(NodePlace place)
    {
        if (GradientRules.Find(place) is not { } rule) throw Unsupported(place, "gradient", $"no rule for {place.Operator}", "an operator with one");
        for (int i = rule.Inputs; i < place.Node.Input.Count; i++)
            if (_parametersOf.ContainsKey(place.Node.Input[i])) throw Unsupported(place, $"gradient of input {i} ('{place.Node.Input[i]}')", $"no rule for it in {place.Operator}", "a constant there");
    }

    // What the graphs inside a node read from outside counts as its inputs.
    static IEnumerable<string> Inputs(NodePlace place) => GraphNodes.Inside(place).SelectMany(n => n.Node.Input).Concat(place.Node.Input).Where(n => n.Length > 0);
}
