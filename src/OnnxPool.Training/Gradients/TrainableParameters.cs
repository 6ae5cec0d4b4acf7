using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>Which initializers of a model are trained.</summary>
static class TrainableParameters
{
    // Numbers that say how to resize, not what to compute with.
    static readonly HashSet<(string Op, int Input)> s_settings = [("Resize", 1), ("Resize", 2)];

    /// <summary>
    /// Those asked for; otherwise every floating-point initializer of rank 1 and more that some node reads as data: neither running statistics nor
    /// limits of Clip nor a scalar factor. The frozen ones are left out.
    /// </summary>
    /// <exception cref="InvalidPoolingException">A name that no such initializer has.</exception>
    public static IReadOnlyList<string> Of(GraphProto graph, IReadOnlyList<NodePlace> nodes, GraphFacts facts, GradientOptions options)
    {
        string[] real = [.. graph.Initializer.Select(t => t.Name).Where(n => facts[n].IsReal)];
        HashSet<string> asked;
        if (options.Parameters is { } parameters)
        {
            asked = [.. parameters];
            if (asked.FirstOrDefault(n => !real.Contains(n)) is { } unknown) throw Unknown("parameter", unknown, real);
        }
        else
        {
            HashSet<string> data = [.. nodes.SelectMany(Data)];
            asked = [.. real.Where(n => data.Contains(n) && facts[n].Rank > 0)];
        }
        foreach (string pattern in options.Frozen)
        {
            string[] matching = [.. real.Where(n => Matches(n, pattern))];
            if (matching.Length == 0) throw Unknown("frozen", pattern, real);
            asked.ExceptWith(matching);
        }
        return [.. real.Where(asked.Contains)];
    }

    static IEnumerable<string> Data(NodePlace place)
    {
        if (GradientRules.Stops(place)) return [];
        int inputs = GradientRules.Find(place)?.Inputs ?? int.MaxValue;
        return place.Node.Input.Where((_, i) => i < inputs && !(place.Domain.Length == 0 && s_settings.Contains((place.Node.OpType, i))))
            .Concat(GraphNodes.Inside(place).SelectMany(n => n.Node.Input));
    }

    static bool Matches(string name, string pattern) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;

    static InvalidPoolingException Unknown(string subject, string found, string[] real)
    {
        const int most = 12;
        string names = real.Length == 0 ? "none, as the model has no floating-point initializers" : string.Join(", ", real.Take(most));
        return new InvalidPoolingException(subject, $"'{Printable.Of(found)}'", Printable.Of(real.Length > most ? $"{names} and {real.Length - most} more" : names));
    }
}
