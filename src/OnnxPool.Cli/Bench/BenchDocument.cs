namespace OnnxPool.Cli;

/// <summary>A table of measurements and what is said under it.</summary>
/// <param name="Headers">The headers; columns behind the first are right-aligned.</param>
/// <param name="Cells">The cells of each row.</param>
/// <param name="Notes">What there is to say of single rows: their name, and a text.</param>
/// <param name="Summary">What all rows come to.</param>
sealed record BenchTable(
    IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Cells, IReadOnlyList<(string Name, string Text)> Notes, IReadOnlyList<string> Summary);

/// <summary>Measurements, for readers.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Explanation">What the columns mean, in Markdown.</param>
/// <param name="Environment">What was measured with.</param>
/// <param name="Whole">All rows.</param>
/// <param name="Parts">The rows of each target.</param>
sealed record BenchDocument(
    BenchSettings Settings, string Explanation, string Environment, BenchTable Whole, IReadOnlyList<(string Target, BenchTable Table)> Parts)
{
    const string Tool = "./onnxpool";

    /// <summary>The command that measures again.</summary>
    public string Command => string.Join(' ', [Tool, .. Settings.Arguments.Select(ShellWord.Of)]);
}
