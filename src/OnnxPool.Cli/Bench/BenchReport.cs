using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>One case and what it took.</summary>
sealed record BenchRow(string Name, BenchmarkResult Result);

/// <summary>The cases of one target.</summary>
sealed record BenchGroup(string Target, IReadOnlyList<BenchRow> Rows);

/// <summary>What one run of <c>onnxpool bench</c> found.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Groups">The cases by target.</param>
/// <param name="CopyRate">Bytes that a plain copy from memory to memory reads and writes in a second.</param>
sealed record BenchReport(BenchSettings Settings, IReadOnlyList<BenchGroup> Groups, double CopyRate)
{
    /// <summary>All cases, in the order of the command line.</summary>
    public IReadOnlyList<BenchRow> Rows { get; } = [.. Groups.SelectMany(g => g.Rows)];

    const string Explanation =
        "All sides take turns in one process, on buffers that are there before, each on as many threads; times are medians. **ORT** is ONNX Runtime at the faster of "
        + "graph optimization and none, which the next column names; **ratio** is its time in times of ours: above 1 ours is faster. **GB/s** is the bytes of inputs and outputs in our time, "
        + "**of copy** that rate in rates of a plain copy that reads and writes as many bytes on as many threads. ONNX Runtime has no gradients.";

    /// <summary>For readers.</summary>
    public BenchDocument Document => new(Settings, Explanation, Environment, Table(Rows), [.. Groups.Select(g => (g.Target, Table(g.Rows)))]);

    string Environment => $"{BenchNumbers.Environment(Settings.Threads)}, memory copied at {BenchNumbers.Text(CopyRate / 1e9)} GB/s; {BenchNumbers.Versions}";

    static string Shares(IReadOnlyList<BenchRow> rows)
    {
        BenchRow worst = rows.MinBy(r => r.Result.CopyShare)!;
        return $"geometric mean of shares of a copy {BenchNumbers.Text(BenchNumbers.Mean(rows.Select(r => r.Result.CopyShare)))}, worst {BenchNumbers.Text(worst.Result.CopyShare)} ({worst.Name})";
    }

    static BenchTable Table(IReadOnlyList<BenchRow> rows) => new(
        Headers(rows), [.. Cells(rows)], [.. rows.Where(r => r.Result.Note.Length > 0).Select(r => (r.Name, r.Result.Note))],
        [.. BenchNumbers.Ratios(rows.Select(r => (r.Name, r.Result.Ratio))), Shares(rows)]);

    /// <summary>The headers of a table of some cases; those about ONNX Runtime are there if one of the cases has a time of it. All but the first are right-aligned.</summary>
    static IReadOnlyList<string> Headers(IReadOnlyList<BenchRow> rows) =>
        ["case", "OnnxPool µs", .. HasRuntime(rows) ? ["ORT µs", "ORT setting", "ratio"] : Array.Empty<string>(), "GB/s", "of copy"];

    /// <summary>The cells of each case under <see cref="Headers"/>.</summary>
    static IEnumerable<IReadOnlyList<string>> Cells(IReadOnlyList<BenchRow> rows)
    {
        bool hasRuntime = HasRuntime(rows);
        foreach ((string name, BenchmarkResult r) in rows)
        {
            string[] runtime = hasRuntime ? [BenchNumbers.Text(r.Runtime?.Seconds * 1e6), Setting(r.Runtime) ?? "", BenchNumbers.Text(r.Ratio)] : [];
            yield return [name, BenchNumbers.Text(r.OwnSeconds * 1e6), .. runtime, BenchNumbers.Text(r.Rate / 1e9), BenchNumbers.Text(r.CopyShare)];
        }
    }

    /// <summary>What the setting of ONNX Runtime is called.</summary>
    public static string? Setting(RuntimeTime? runtime) => runtime is null ? null : runtime.IsOptimized ? "optimized" : "unoptimized";

    static bool HasRuntime(IReadOnlyList<BenchRow> rows) => rows.Any(r => r.Result.Runtime is not null);
}
