using System.Text;

namespace OnnxPool.Conformance;

/// <summary>A runner does not give what ONNX asks for; the message is one line.</summary>
public sealed class PoolingConformanceException(string message) : Exception(message);

/// <summary>What came of testing a runner.</summary>
/// <param name="Name">The runner.</param>
/// <param name="Options">What it was tested on.</param>
/// <param name="Outcome">A result for each problem.</param>
/// <param name="Failures">The failures made small, one for each operator and manner of failing.</param>
public sealed record PoolingConformanceResult(
    string Name, PoolingConformanceOptions Options, SweepOutcome Outcome, IReadOnlyList<ShrunkFailure> Failures)
{
    /// <summary>How many problems the runner was checked on; it does not have the others.</summary>
    public int Checked => Outcome.Results.Count(r => r.Checked.Count > 0);

    /// <summary>Whether it is right wherever it was checked, and was checked at all.</summary>
    public bool IsGood => Outcome is { IsGood: true, IsPartial: false } && Checked > 0;

    /// <summary>A line about all, and one for each failure with what shows it again.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append($"{Name}: {Checked} of {Outcome.Results.Count} problems checked{(Outcome.IsPartial ? " before the interruption" : "")}, ");
        text.Append($"{Outcome.Count(SweepVerdict.Failed)} failed, {Outcome.Count(SweepVerdict.Unstable)} unstable");
        if (Checked == 0) text.Append("; that shows nothing");
        foreach (ShrunkFailure failure in Failures)
        {
            string output = failure.Shown.Output.Length == 0 ? "" : $"{failure.Shown.Output}: ";
            text.Append($"\n  {output}{failure.Shown.Reason}\n    {failure.Smallest} (seed {failure.Seed}; {failure.Alike} alike)");
        }
        return text.ToString();
    }

    /// <summary>Writes the failures as tests.</summary>
    /// <param name="folder">Where; it is made if it does not exist.</param>
    /// <param name="kernel">The runner as a C# expression, which the NUnit tests run; in place of null, OnnxPool to put another one for.</param>
    /// <returns>What was written, one for each failure.</returns>
    /// <exception cref="PoolingException">The folder cannot be written into, or has another file of that name.</exception>
    /// <exception cref="OnnxPool.Onnx.InvalidModelException">The same of a folder.</exception>
    public IReadOnlyList<KeptFailure> Keep(string folder, string? kernel = null)
    {
        var kept = new KeptFailures(folder, Name, kernel, Options.Tolerance);
        kept.RequireWritable();
        return [.. Failures.Select(kept.Write).OfType<KeptFailure>()];
    }
}
