using System.Text.Json;

namespace OnnxPool.Cli;

/// <summary>The results of a benchmark for other programs.</summary>
static class BenchJson
{
    /// <summary>Machine, threads, rate of a copy, and one case for each problem; what ONNX Runtime has no time for is null.</summary>
    public static byte[] Serialize(BenchReport report) => JsonFile.Of(json =>
    {
        json.WriteString("machine", Machine.Name);
        json.WriteNumber("threads", report.Settings.Threads);
        json.WriteFinite("copy_gbps", report.CopyRate / 1e9);
        json.WriteObjects("cases", report.Rows, row => Write(json, row));
    });

    static void Write(Utf8JsonWriter json, BenchRow row)
    {
        json.WriteString("name", row.Name);
        json.WriteString("line", row.Result.Problem.ToString());
        json.WriteFinite("onnxpool_us", row.Result.OwnSeconds * 1e6);
        json.WriteFinite("ort_us", row.Result.Runtime?.Seconds * 1e6);
        json.WriteString("ort_setting", BenchReport.Setting(row.Result.Runtime));
        json.WriteFinite("ratio", row.Result.Ratio);
        json.WriteFinite("gbps", row.Result.Rate / 1e9);
        json.WriteFinite("copy_share", row.Result.CopyShare);
    }
}
