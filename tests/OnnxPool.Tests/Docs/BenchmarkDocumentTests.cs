using OnnxPool.Conformance;
using OnnxPool.Tests.Corpus;

namespace OnnxPool.Tests.Docs;

/// <summary>docs/benchmarks.md is of the lines that there are. Its figures are of another day and machine.</summary>
[TestFixture]
public sealed class BenchmarkDocumentTests
{
    static readonly string[] s_lines = File.ReadAllLines(Repository.PathOf("docs", "benchmarks.md"));

    [Test]
    public void It_has_a_row_for_each_line_of_each_file()
    {
        string[] expected = [.. SpeedLineTests.Files.SelectMany(f => ProblemFile.Read(Repository.PathOf("tests", "problems", f))).Select(p => p.Name)];
        string[] rows = [.. s_lines.Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Split('|')[1].Trim()).Where(n => n != "case")];
        Assert.That(rows, Is.EqualTo(expected));
    }

    [Test]
    public void It_says_by_which_command_it_was_written()
    {
        string files = string.Join(' ', SpeedLineTests.Files.Select(f => $"@tests/problems/{f}"));
        Assert.That(s_lines, Has.Some.StartWith($"./onnxpool bench {files} --against ort --threads 2 ").And.EndWith(" --markdown docs/benchmarks.md"));
    }
}
