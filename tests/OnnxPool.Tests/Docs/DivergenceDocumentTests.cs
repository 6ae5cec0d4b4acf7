using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;

namespace OnnxPool.Tests.Docs;

/// <summary>docs/divergences.md says what ONNX Runtime does.</summary>
[TestFixture]
public class DivergenceDocumentTests
{
    static readonly string s_path = Repository.PathOf("docs", "divergences.md");

    static readonly Lazy<string> s_text = new(() =>
    {
        if (Environment.GetEnvironmentVariable("ONNXPOOL_UPDATE_DOCS") == "1") File.WriteAllText(s_path, DivergenceDocument.Write(DivergenceDocument.Search()));
        return File.ReadAllText(s_path);
    });

    static IEnumerable<TestCaseData> Rows => DivergenceDocument.Rows.Select(r => new TestCaseData(r).SetArgDisplayNames(r.Id));

    [Test]
    public void It_has_every_row_of_the_table() =>
        Assert.That(s_text.Value, Is.EqualTo(DivergenceDocument.Write(DivergenceDocument.LinesOf(s_text.Value))), "ONNXPOOL_UPDATE_DOCS=1 dotnet test writes it");

    [TestCaseSource(nameof(Rows))]
    public void The_command_of_a_row_shows_it(Divergence row)
    {
        string line = DivergenceDocument.LinesOf(s_text.Value)[row.Id];
        ToolResult result = Tool.Run("verify", line);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Contain($"divergence {row.Id}: {row.Reason}"));
    }
}
