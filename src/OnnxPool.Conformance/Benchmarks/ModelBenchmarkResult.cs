namespace OnnxPool.Conformance;

/// <summary>What a whole model took in ONNX Runtime as it comes; times are medians, in seconds for a run.</summary>
/// <param name="Case">The model.</param>
/// <param name="ClaimedNodes">How many of its pooling nodes ran in this project's kernels with the plug-in.</param>
/// <param name="RuntimeSeconds">Time without the plug-in; null where ONNX Runtime does not run the model.</param>
/// <param name="PluginSeconds">Time with it.</param>
/// <param name="Note">Why there is no time; empty where there is one.</param>
public sealed record ModelBenchmarkResult(ModelCase Case, int ClaimedNodes, double? RuntimeSeconds, double? PluginSeconds, string Note = "")
{
    /// <summary>The time without the plug-in in times of that with it; above 1 the plug-in is faster.</summary>
    public double? Ratio => RuntimeSeconds / PluginSeconds;
}
