using OnnxPool.Plugin;

namespace OnnxPool.OnnxRuntime;

/// <summary>How a session uses this project's kernels.</summary>
public sealed class OnnxPoolOptions
{
    /// <summary>Which nodes of ONNX's own operators run here: those that measurement says are faster, unless told otherwise.</summary>
    public ClaimPolicy Claim { get; set; } = ClaimPolicy.WhenFaster;

    /// <summary>The operators of ONNX's domain that may run here, by ONNX's names; null for all of the family.</summary>
    public IReadOnlyList<string>? Operators { get; set; }

    /// <summary>Whose threads share a call: the session's own, unless told otherwise.</summary>
    public KernelThreads Threads { get; set; } = KernelThreads.OnnxRuntime;

    /// <summary>Where calls are counted; null for nowhere.</summary>
    public OnnxPoolStatistics? Statistics { get; set; }

    /// <summary>As a session's configuration has them.</summary>
    internal List<(string Key, string Value)> Settings()
    {
        List<(string, string)> settings = [(ClaimRule.PolicyKey, ClaimRule.Text(Claim)), (NodeSettings.ThreadsKey, NodeSettings.Text(Threads))];
        if (Operators is not null) settings.Add((ClaimRule.OperatorsKey, string.Join(',', Operators)));
        if (Statistics is not null) settings.Add((NodeSettings.StatisticsKey, Statistics.Key));
        return settings;
    }
}
