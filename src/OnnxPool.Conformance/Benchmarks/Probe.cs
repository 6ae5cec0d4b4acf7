namespace OnnxPool.Conformance;

/// <summary>Tries ONNX Runtime's optimizations in a child process before they run in this one: on some models they end it.</summary>
static class Probe
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>The outputs of a model; null where it does not run.</summary>
    /// <param name="probes">The child processes.</param>
    /// <param name="request">The model.</param>
    /// <param name="refusal">Why it does not run; otherwise empty.</param>
    public static IReadOnlyList<Tensor>? Run(WorkerPool probes, ModelRequest request, out string refusal)
    {
        WorkerAnswer answer = probes.Run(request, s_limit);
        refusal = answer switch
        {
            WorkerAnswer.Ran => "",
            WorkerAnswer.Crashed crashed => $"they end the process: {crashed}",
            WorkerAnswer.Refused refused => refused.Message,
            _ => FormattableString.Invariant($"no answer within {s_limit.TotalSeconds} s"),
        };
        return (answer as WorkerAnswer.Ran)?.Outputs;
    }
}
