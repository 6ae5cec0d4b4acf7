using System.Text.Json;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>The results of a verification for other programs.</summary>
static class VerifyJson
{
    /// <summary>An object with the counts and one case for each output, and of backend tests one entry for each folder; a difference that is infinite is null.</summary>
    public static byte[] Serialize(IReadOnlyList<CheckResult> results, IReadOnlyList<BackendResult> folders) => JsonFile.Of(json =>
    {
        json.WriteNumber("passed", results.Count(r => r.Verdict is Verdict.Exact or Verdict.Within));
        json.WriteNumber("failed", results.Count(r => r.Verdict == Verdict.Failed));
        json.WriteNumber("divergent", results.Count(r => r.Verdict == Verdict.Divergence));
        json.WriteNumber("unsupported", results.Count(r => r.Verdict == Verdict.Unsupported));
        json.WriteObjects("cases", results, r => Write(json, r));
        if (folders.Count > 0) json.WriteObjects("folders", folders, folder => Write(json, folder));
    });

    static void Write(Utf8JsonWriter json, CheckResult r)
    {
        json.WriteString("name", r.Source == r.Line ? r.Name : $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(r.Source))}/{(r.DataSet.Length > 0 ? r.DataSet + "/" : "")}{r.Name}");
        json.WriteString("line", r.Line);
        json.WriteString("operator", r.Operator);
        if (r.Tolerance.Length > 0) json.WriteString("recorded_held", r.Tolerance);
        json.WriteString("verdict", r.Verdict.ToString().ToLowerInvariant());
        json.WriteFinite("max_abs", r.Difference?.MaxAbs);
        json.WriteFinite("max_ulp", r.Difference?.MaxUlp);
        if (r.PluginCalls is { } calls) json.WriteNumber("plugin_calls", calls);
        if (r.Gradient is { } gradient)
        {
            json.WriteFinite("max_relative", gradient.Worst?.Error);
            json.WriteNumber("elements", gradient.Elements);
            json.WriteNumber("kinks", gradient.Kinks);
            json.WriteNumber("skipped", gradient.Skipped);
            json.WriteNumber("directions", gradient.Directions);
        }
        json.WriteString("reason", r.Reason);
    }

    static void Write(Utf8JsonWriter json, BackendResult folder)
    {
        json.WriteString("name", folder.Folder.Name);
        json.WriteString("outcome", folder.NotOurs is null ? BackendExpectations.OutcomeOf(folder) : "not ours");
        json.WriteString("reason", folder.NotOurs ?? ReasonOf(folder));
    }

    static string ReasonOf(BackendResult folder) =>
        folder.Results.FirstOrDefault(r => r.Verdict == folder.Verdict) is { } first ? first.Row?.Reason ?? first.Reason : "";
}
