namespace OnnxPool.Cli;

/// <summary>What a training step took; times are medians, in seconds.</summary>
/// <param name="Name">The model.</param>
/// <param name="Optimizer">What moved the parameters.</param>
/// <param name="ForwardSeconds">ONNX Runtime's time for a forward pass of the batch.</param>
/// <param name="StepSeconds">Time for a step: forward, gradients and optimizer.</param>
sealed record StepResult(string Name, string Optimizer, double ForwardSeconds, double StepSeconds)
{
    /// <summary>The step in forward passes.</summary>
    public double Ratio => StepSeconds / ForwardSeconds;
}

/// <summary>What training steps took.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Groups">The models by target.</param>
sealed record StepBenchReport(BenchSettings Settings, IReadOnlyList<(string Target, IReadOnlyList<StepResult> Results)> Groups)
{
    const string Explanation =
        "Training steps, with softmax cross-entropy and the optimizer, against a forward pass of the same batch in ONNX Runtime as it comes, with all of its graph optimization. They take turns "
        + "in one process, on as many threads; times are medians. **steps** is the time of a step in times of a forward pass.";

    static readonly string[] s_headers = ["model", "batch", "forward µs", "step µs", "steps"];

    /// <summary>For readers.</summary>
    public BenchDocument Document => new(
        Settings, Explanation, $"{BenchNumbers.Environment(Settings.Threads)}; {BenchNumbers.Versions}",
        Table([.. Groups.SelectMany(g => g.Results)]), [.. Groups.Select(g => (g.Target, Table(g.Results)))]);

    BenchTable Table(IReadOnlyList<StepResult> results) => new(
        s_headers,
        [.. results.Select(r => (string[])[r.Name, $"{Settings.Batch}", BenchNumbers.Text(r.ForwardSeconds * 1e6), BenchNumbers.Text(r.StepSeconds * 1e6), BenchNumbers.Text(r.Ratio)])],
        [.. results.Select(r => (r.Name, r.Optimizer))], []);
}
