using OnnxPool.Onnx;

namespace OnnxPool.Training;

/// <summary>What the bindings of a model's training information name.</summary>
static class TrainingBindings
{
    /// <summary>What messages call a training information.</summary>
    public static string Subject(int stage) => $"training_info[{stage}]";

    /// <summary>The initializers that some binding changes: those of the inference graph, then those of each algorithm.</summary>
    /// <exception cref="InvalidPoolingException">A binding of what is no initializer, or two for one in steps, or two initializers of one name.</exception>
    public static IReadOnlyList<MutableInitializer> Variables(ModelProto model)
    {
        HashSet<string> updated = [];
        Dictionary<(string Name, int? Stage), MutableInitializer> found = [];
        for (int i = 0; i < model.TrainingInfo.Count; i++)
        {
            TrainingInfoProto info = model.TrainingInfo[i];
            Add(i, "initialization_binding", info.InitializationBinding);
            Add(i, "update_binding", info.UpdateBinding);
            foreach (StringStringEntryProto binding in info.UpdateBinding)
                if (!updated.Add(binding.Key)) throw new InvalidPoolingException($"{Subject(i)}.update_binding", $"'{Printable.Of(binding.Key)}' a second time", "each initializer at most once in all of them");
        }
        if (found.Values.GroupBy(v => v.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidPoolingException("training_info", $"'{Printable.Of(twice.Key)}' bound in {string.Join(" and ", twice.Select(v => Subject(v.Stage!.Value)))}", "a name of its own for each initializer that is bound");
        return [.. found.Values.OrderBy(v => v.Stage ?? -1)];

        void Add(int stage, string field, IEnumerable<StringStringEntryProto> bindings)
        {
            GraphProto? algorithm = model.TrainingInfo[stage].Algorithm;
            HashSet<string> here = [];
            foreach (string name in bindings.Select(b => b.Key))
            {
                if (!here.Add(name)) throw new InvalidPoolingException($"{Subject(stage)}.{field}", $"'{Printable.Of(name)}' a second time", "each initializer at most once");
                TensorProto? inner = algorithm?.Initializer.FirstOrDefault(t => t.Name == name), outer = model.Graph.Initializer.FirstOrDefault(t => t.Name == name);
                TensorProto tensor = inner ?? outer ?? throw new InvalidPoolingException(
                    $"{Subject(stage)}.{field}", $"'{Printable.Of(name)}'", Names("initializers of the model and of its algorithm", [.. model.Graph.Initializer.Concat(algorithm?.Initializer ?? []).Select(t => t.Name)]));
                int? owner = inner is null ? null : stage;
                found.TryAdd((name, owner), new MutableInitializer(name, owner, TensorConversion.ToTensor(tensor)));
            }
        }
    }

    /// <summary>The assignments after a run.</summary>
    /// <param name="subject">The field, for messages.</param>
    /// <param name="bindings">Its entries.</param>
    /// <param name="outputs">What may be assigned.</param>
    /// <exception cref="InvalidPoolingException">Something else is.</exception>
    public static IReadOnlyList<VariableUpdate> Updates(string subject, IEnumerable<StringStringEntryProto> bindings, IReadOnlyList<string> outputs)
    {
        VariableUpdate[] updates = [.. bindings.Select(b => new VariableUpdate(b.Key, b.Value))];
        return updates.FirstOrDefault(u => !outputs.Contains(u.Output)) is not { } wrong ? updates
            : throw new InvalidPoolingException(subject, $"'{Printable.Of(wrong.Output)}' for '{Printable.Of(wrong.Variable)}'", Names("outputs", outputs));
    }

    static string Names(string what, IReadOnlyList<string> names)
    {
        const int most = 12;
        if (names.Count == 0) return $"{what}, of which there are none";
        return Printable.Of($"{what}: {string.Join(", ", names.Take(most))}{(names.Count > most ? $" and {names.Count - most} more" : "")}");
    }
}
