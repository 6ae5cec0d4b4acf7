namespace OnnxPool.Cli;

/// <summary>What training steps took, for other programs.</summary>
static class StepBenchJson
{
    /// <summary>Machine, threads, batch, and one case for each model.</summary>
    public static byte[] Serialize(StepBenchReport report) => JsonFile.Of(json =>
    {
        json.WriteString("machine", Machine.Name);
        json.WriteNumber("threads", report.Settings.Threads);
        json.WriteNumber("batch", report.Settings.Batch!.Value);
        json.WriteObjects("cases", report.Groups.SelectMany(g => g.Results).ToArray(), result =>
        {
            json.WriteString("name", result.Name);
            json.WriteFinite("forward_us", result.ForwardSeconds * 1e6);
            json.WriteFinite("step_us", result.StepSeconds * 1e6);
            json.WriteFinite("ratio", result.Ratio);
        });
    });
}
