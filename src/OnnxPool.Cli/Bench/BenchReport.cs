using System.Globalization;
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

    /// <summary>The command that measures again.</summary>
    public string Command => string.Join(' ', [Tool, .. Settings.Arguments.Select(ShellWord.Of)]);

    const string Tool = "./onnxpool";

    /// <summary>The ratios to ONNX Runtime as one line; null where there are none.</summary>
    public static string? Ratios(IReadOnlyList<BenchRow> rows)
    {
        (string Name, double Ratio)[] ratios = [.. rows.Where(r => r.Result.Ratio is not null).Select(r => (r.Name, r.Result.Ratio!.Value))];
        if (ratios.Length == 0) return null;
        (string name, double worst) = ratios.MinBy(r => r.Ratio);
        return $"geometric mean of {ratios.Length} {(ratios.Length == 1 ? "ratio" : "ratios")} {Number(Mean(ratios.Select(r => r.Ratio)))}, worst {Number(worst)} ({name})";
    }

    /// <summary>The shares of a copy as one line.</summary>
    public static string Shares(IReadOnlyList<BenchRow> rows)
    {
        BenchRow worst = rows.MinBy(r => r.Result.CopyShare)!;
        return $"geometric mean of shares of a copy {Number(Mean(rows.Select(r => r.Result.CopyShare)))}, worst {Number(worst.Result.CopyShare)} ({worst.Name})";
    }

    /// <summary>What was measured with, as one line.</summary>
    public string Environment =>
        $"{Machine.Name}, {Settings.Threads} {(Settings.Threads == 1 ? "thread" : "threads")}, memory copied at {Number(CopyRate / 1e9)} GB/s; "
        + $"OnnxPool {typeof(PoolOperator).Assembly.GetName().Version!.ToString(3)}, .NET {System.Environment.Version}, ONNX Runtime {OrtSession.Version}";

    /// <summary>The headers of a table of some cases; those about ONNX Runtime are there if one of the cases has a time of it. All but the first are right-aligned.</summary>
    public static IReadOnlyList<string> Headers(IReadOnlyList<BenchRow> rows) =>
        [FirstHeader, "OnnxPool µs", .. HasRuntime(rows) ? ["ORT µs", "ORT setting", "ratio"] : Array.Empty<string>(), "GB/s", "of copy"];

    /// <summary>The header of the names.</summary>
    public const string FirstHeader = "case";

    /// <summary>The cells of each case under <see cref="Headers"/>.</summary>
    public static IEnumerable<IReadOnlyList<string>> Cells(IReadOnlyList<BenchRow> rows)
    {
        bool hasRuntime = HasRuntime(rows);
        foreach ((string name, BenchmarkResult r) in rows)
        {
            string[] runtime = hasRuntime ? [Number(r.Runtime?.Seconds * 1e6), Setting(r.Runtime) ?? "", Number(r.Ratio)] : [];
            yield return [name, Number(r.OwnSeconds * 1e6), .. runtime, Number(r.Rate / 1e9), Number(r.CopyShare)];
        }
    }

    /// <summary>What the setting of ONNX Runtime is called.</summary>
    public static string? Setting(RuntimeTime? runtime) => runtime is null ? null : runtime.IsOptimized ? "optimized" : "unoptimized";

    static bool HasRuntime(IReadOnlyList<BenchRow> rows) => rows.Any(r => r.Result.Runtime is not null);

    static double Mean(IEnumerable<double> ratios) => Math.Exp(ratios.Average(Math.Log));

    // Three figures say more than a measurement knows.
    static string Number(double? value) => value switch
    {
        null => "",
        >= 100 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 0.1 => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
