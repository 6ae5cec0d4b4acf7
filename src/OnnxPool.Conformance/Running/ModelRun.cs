using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;
using OnnxPool.Plugin;

namespace OnnxPool.Conformance;

/// <summary>Who computes a model.</summary>
public enum RunProvider
{
    /// <summary>This project's operators; nodes other than pooling ones, with the graphs inside them, run in ONNX Runtime.</summary>
    OnnxPool,
    /// <summary>ONNX Runtime on the CPU without graph optimization; any model without operators of this project's own domain.</summary>
    Ort,
    /// <summary>ONNX Runtime as for <see cref="Ort"/>, with this project's kernels inside: all pooling nodes that they take, and its own domain.</summary>
    Plugin,
    /// <summary>The oracle, its values rounded to double and then to the type; other nodes as for <see cref="OnnxPool"/>.</summary>
    Reference,
}

/// <summary>Runs a model file on given inputs.</summary>
public static class ModelRun
{
    /// <summary>The graph's outputs, in its order.</summary>
    /// <param name="path">The model.</param>
    /// <param name="inputs">For each input its name, the file it is from (for messages) and its value.</param>
    /// <param name="provider">Who computes.</param>
    /// <param name="lowering">Who says operators that ONNX Runtime does not have in terms of those that it has; null for nobody.</param>
    /// <exception cref="InvalidModelException">The model cannot be read or run, or the inputs are not the model's.</exception>
    public static IReadOnlyList<(string Name, Tensor Value)> Run(
        string path, IReadOnlyList<(string Name, string File, Tensor Value)> inputs, RunProvider provider, IModelLowering? lowering = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ModelProto model = LoweredModel.Read(path, lowering).Model;
        PoolGraph? pools = provider is RunProvider.Ort or RunProvider.Plugin ? null : PoolGraph.Of(path, model);
        Dictionary<string, Tensor> feeds = Match(path, model.Graph, inputs);
        return provider switch
        {
            RunProvider.OnnxPool => pools!.Run(feeds, new OnnxPoolRunner().Run),
            RunProvider.Reference => pools!.Run(feeds, (problem, x) => [.. ReferenceRunner.Run(problem, x).Select(e => e.Value())]),
            _ => RunOrt(path, model, feeds, isPlugin: provider == RunProvider.Plugin),
        };
    }

    static Dictionary<string, Tensor> Match(string path, GraphProto graph, IReadOnlyList<(string Name, string File, Tensor Value)> inputs)
    {
        string all = graph.Input.Count == 0 ? "none" : string.Join(", ", graph.Input.Select(GraphInputs.Describe));
        var feeds = new Dictionary<string, Tensor>();
        foreach ((string name, string file, Tensor value) in inputs)
        {
            ValueInfoProto input = graph.Input.FirstOrDefault(i => i.Name == name)
                ?? throw Wrong($"'{name}', which the model does not have", all);
            if (!feeds.TryAdd(name, value)) throw Wrong($"'{name}' twice", "each input once");
            GraphInputs.RequireFit(file, input, value);
        }
        string[] missing = [.. GraphInputs.Required(graph).Select(i => i.Name).Where(n => !feeds.ContainsKey(n))];
        return missing.Length == 0 ? feeds : throw Wrong($"no value for {string.Join(", ", missing)}", $"NAME=FILE for each of {all}");

        InvalidModelException Wrong(string found, string allowed) => InvalidModelException.In(path, new InvalidPoolingException("input", found, allowed));
    }

    static (string, Tensor)[] RunOrt(string path, ModelProto model, Dictionary<string, Tensor> feeds, bool isPlugin)
    {
        if (!isPlugin && GraphNodes.Of(model).FirstOrDefault(p => p.Domain == OperatorTable.OwnDomain) is { } own)
        {
            throw InvalidModelException.In(path, own, new UnsupportedPoolingException(
                "operator", own.Operator, $"operators that ONNX Runtime has, which does not know the domain {OperatorTable.OwnDomain}: another provider runs it"));
        }
        new ExternalData(path).Check(model);
        string[] outputs = [.. model.Graph.Output.Select(o => o.Name)];
        try
        {
            using var session = new OrtSession(ModelFile.ToBytes(model), new OrtSettings
            {
                Folder = Path.GetDirectoryName(Path.GetFullPath(path)),
                Configure = isPlugin ? options => options.UseOnnxPool(o => o.Claim = ClaimPolicy.Always) : null,
            });
            return [.. outputs.Zip(session.Run(feeds, outputs))];
        }
        catch (OrtRefusedException e)
        {
            throw new InvalidModelException(path, null, $"ONNX Runtime refuses: {e.Message}", e);
        }
    }
}
