namespace OnnxPool.Cli;

/// <summary>What models took with the plug-in and without, for other programs.</summary>
static class ModelBenchJson
{
    /// <summary>Machine, threads, and one case for each model; what has no time is null.</summary>
    public static byte[] Serialize(ModelBenchReport report) => JsonFile.Of(json =>
    {
        json.WriteString("machine", Machine.Name);
        json.WriteNumber("threads", report.Settings.Threads);
        json.WriteObjects("cases", report.Groups.SelectMany(g => g.Results).ToArray(), result =>
        {
            json.WriteString("name", result.Case.Name);
            json.WriteFinite("ort_us", result.RuntimeSeconds * 1e6);
            json.WriteFinite("plugin_us", result.PluginSeconds * 1e6);
            json.WriteFinite("ratio", result.Ratio);
            json.WriteNumber("claimed_nodes", result.ClaimedNodes);
            json.WriteNumber("pooling_nodes", result.Case.PoolingNodes);
        });
    });
}
