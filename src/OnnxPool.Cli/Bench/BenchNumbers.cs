using System.Globalization;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>Measurements as text.</summary>
static class BenchNumbers
{
    /// <summary>The versions of what was measured.</summary>
    public static string Versions =>
        $"OnnxPool {typeof(PoolOperator).Assembly.GetName().Version!.ToString(3)}, .NET {System.Environment.Version}, ONNX Runtime {OrtSession.Version}";

    /// <summary>What was measured on.</summary>
    public static string Environment(int threads) => $"{Machine.Name}, {threads} {(threads == 1 ? "thread" : "threads")}";

    /// <summary>Ratios as one line; none where there are no ratios.</summary>
    public static IEnumerable<string> Ratios(IEnumerable<(string Name, double? Ratio)> rows)
    {
        (string Name, double Ratio)[] ratios = [.. rows.Where(r => r.Ratio is not null).Select(r => (r.Name, r.Ratio!.Value))];
        if (ratios.Length == 0) yield break;
        (string name, double worst) = ratios.MinBy(r => r.Ratio);
        yield return $"geometric mean of {ratios.Length} {(ratios.Length == 1 ? "ratio" : "ratios")} {Text(Mean(ratios.Select(r => r.Ratio)))}, worst {Text(worst)} ({name})";
    }

    /// <summary>The geometric mean.</summary>
    public static double Mean(IEnumerable<double> ratios) => Math.Exp(ratios.Average(Math.Log));

    /// <summary>A number with three figures: more would say what a measurement does not know. Nothing for none.</summary>
    public static string Text(double? value) => value switch
    {
        null => "",
        >= 100 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 0.1 => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
