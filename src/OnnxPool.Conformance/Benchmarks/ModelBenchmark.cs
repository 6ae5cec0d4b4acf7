using OnnxPool.OnnxRuntime;
using OnnxPool.Plugin;

namespace OnnxPool.Conformance;

/// <summary>
/// Times whole models in ONNX Runtime as it comes, with all of its graph optimization: with this project's plug-in and without. The two take turns in one
/// process, each on memory that is there before the first run.
/// </summary>
/// <param name="options">How long, on how many threads.</param>
/// <param name="claim">Which nodes the plug-in takes.</param>
/// <param name="probes">Where every model is tried first.</param>
public sealed class ModelBenchmark(BenchmarkOptions options, ClaimPolicy claim, WorkerPool probes)
{
    /// <summary>Times a model.</summary>
    public ModelBenchmarkResult Measure(ModelCase model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Probe.Run(probes, model.Request, out string refusal) is not { } outputs) return new(model, 0, null, null, $"ONNX Runtime does not run it: {refusal}");
        var settings = new OrtSettings { Threads = options.Threads, Optimization = model.Request.Optimization, Folder = model.Request.Folder };
        try
        {
            var statistics = new OnnxPoolStatistics();
            using (var counted = new OrtSession(model.Request.Model, WithPlugin(statistics))) counted.Run(model.Request.Feeds, model.Request.Outputs);
            using RuntimeSide alone = Open(settings), plugin = Open(WithPlugin(null));
            alone.WarmUp(options.Seconds);
            plugin.WarmUp(options.Seconds);
            TimedSide.Alternate([alone, plugin], options.Seconds);
            return new(model, statistics.Nodes.Count(n => n.Calls > 0), alone.Median, plugin.Median);
        }
        catch (OrtRefusedException e)
        {
            return new(model, 0, null, null, $"ONNX Runtime does not run it with the plug-in: {e.Message}");
        }

        OrtSettings WithPlugin(OnnxPoolStatistics? statistics) =>
            settings with { Configure = session => session.UseOnnxPool(o => (o.Claim, o.Statistics) = (claim, statistics)) };

        RuntimeSide Open(OrtSettings settings) =>
            new(model.Request.Model, settings, model.Request.Feeds, model.Request.Outputs.Zip(outputs, (name, value) => (name, value.Type, value.Shape.ToArray())));
    }
}
