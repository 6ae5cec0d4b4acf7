namespace OnnxPool.Onnx;

/// <summary>A model with further outputs.</summary>
/// <param name="Model">The new model.</param>
/// <param name="Added">The values that became outputs, in the order of the request.</param>
/// <param name="AlreadyOutputs">The requested values that were outputs before.</param>
/// <param name="NotComputed">The requested values that are graph inputs or initializers: the caller has them at hand.</param>
public sealed record ExposedModel(
    ModelProto Model, IReadOnlyList<string> Added, IReadOnlyList<string> AlreadyOutputs, IReadOnlyList<string> NotComputed);

/// <summary>Makes values in the middle of a graph visible.</summary>
public static class GraphOutputs
{
    /// <summary>
    /// A copy of <paramref name="model"/> whose main graph also gives <paramref name="names"/>, with the type that the graph
    /// declares for them, or none. A name that comes twice counts once; an empty one, an omitted value, not at all.
    /// </summary>
    /// <exception cref="InvalidPoolingException">A value that the main graph does not have.</exception>
    public static ExposedModel Expose(ModelProto model, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(names);
        ModelProto copy = model.Clone();
        GraphProto graph = copy.Graph ?? throw new InvalidPoolingException("graph", "none", "one, as in every ONNX model");
        var values = new GraphValues(graph);
        HashSet<string> outputs = [.. graph.Output.Select(o => o.Name)];
        HashSet<string> computed = [.. graph.Node.SelectMany(n => n.Output)];
        HashSet<string> given =
        [
            .. graph.Input.Select(i => i.Name), .. graph.Initializer.Select(t => t.Name),
            .. graph.SparseInitializer.Select(s => s.Values?.Name ?? ""),
        ];
        List<string> added = [], already = [], notComputed = [];
        foreach (string name in names.Distinct())
        {
            if (name.Length == 0) continue;
            if (outputs.Contains(name))
            {
                already.Add(name);
            }
            else if (given.Contains(name))
            {
                notComputed.Add(name);
            }
            else if (computed.Contains(name))
            {
                added.Add(name);
                graph.Output.Add(ValueTypes.Named(name, values.FindType(name)?.Clone()));
            }
            else
            {
                throw new InvalidPoolingException("output", $"'{Printable.Of(name)}'", "a value that a node of the main graph computes");
            }
        }
        return new ExposedModel(copy, added, already, notComputed);
    }
}
