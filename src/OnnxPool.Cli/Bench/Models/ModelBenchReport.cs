using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>What models took with the plug-in and without.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Groups">The models by target.</param>
sealed record ModelBenchReport(BenchSettings Settings, IReadOnlyList<(string Target, IReadOnlyList<ModelBenchmarkResult> Results)> Groups)
{
    const string Explanation =
        "Whole models in ONNX Runtime with all of its graph optimization: as it comes, and with OnnxPool as its plug-in. The two take turns in one process, on memory that is there before, "
        + "each on as many threads; times are medians. **ratio** is the time without the plug-in in times of that with it: above 1 the plug-in is faster. "
        + "**nodes** says how many of the model's pooling nodes run in OnnxPool's kernels; the others are left to ONNX Runtime.";

    static readonly string[] s_headers = ["model", "ORT µs", "with plug-in µs", "ratio", "nodes"];

    /// <summary>For readers.</summary>
    public BenchDocument Document => new(
        Settings, Explanation, $"{BenchNumbers.Environment(Settings.Threads)}; {BenchNumbers.Versions}",
        Table([.. Groups.SelectMany(g => g.Results)]), [.. Groups.Select(g => (g.Target, Table(g.Results)))]);

    static BenchTable Table(IReadOnlyList<ModelBenchmarkResult> results) => new(
        s_headers, [.. results.Select(Cells)], [.. results.Where(r => r.Note.Length > 0).Select(r => (r.Case.Name, r.Note))],
        [.. BenchNumbers.Ratios(results.Select(r => (r.Case.Name, r.Ratio)))]);

    static IReadOnlyList<string> Cells(ModelBenchmarkResult r) =>
    [
        r.Case.Name, BenchNumbers.Text(r.RuntimeSeconds * 1e6), BenchNumbers.Text(r.PluginSeconds * 1e6), BenchNumbers.Text(r.Ratio),
        r.Ratio is null ? "" : $"{r.ClaimedNodes} of {r.Case.PoolingNodes}",
    ];
}
