using System.Globalization;
using OnnxPool.Conformance;
using OnnxPool.Tests.Corpus;

namespace OnnxPool.Tests.Docs;

/// <summary>docs/benchmarks.md is of the lines that there are, and README has rows of it. The figures are of another day and machine.</summary>
[TestFixture]
public sealed class BenchmarkDocumentTests
{
    // What README shows in any case.
    static readonly string[] s_shown =
    [
        "max-2x2-s2", "max-3x3-s2", "max-3x3-s1", "max-13x13-s1", "max-2x2-s2-indices", "max-2x2x2-s2", "max-2x2-s2-uint8", "max-2x2-s2-float16",
        "average-3x3-s2", "average-15x15-s1", "global-average-112x112", "max-2x2-s2-small",
    ];

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

    [Test]
    public void README_shows_rows_of_it_and_hides_no_slower_one()
    {
        const string Begin = "<!-- benchmarks begin -->", End = "<!-- benchmarks end -->";
        string path = Repository.PathOf("README.md"), readme = File.ReadAllText(path);
        string expected = $"{readme[..readme.IndexOf(Begin, StringComparison.Ordinal)]}{Begin}\n{Short()}{readme[readme.IndexOf(End, StringComparison.Ordinal)..]}";
        if (Environment.GetEnvironmentVariable("ONNXPOOL_UPDATE_DOCS") == "1") File.WriteAllText(path, expected);
        Assert.That(File.ReadAllText(path), Is.EqualTo(expected), "ONNXPOOL_UPDATE_DOCS=1 dotnet test writes it");
    }

    [Test]
    public void Whole_models_have_a_document_of_their_own()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("docs", "plugin-benchmarks.md"));
        string[] rows = [.. lines.Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(Case).Where(n => n != "model")];
        Assert.That(rows, Is.EqualTo(Network.All.Select(n => $"artifacts/networks/{n.Name}.onnx").Order(StringComparer.Ordinal)
            .Concat(RealModels.Read(Repository.PathOf("tests", "models")).Models.Select(m => $"tests/models/{m.Name}"))));
        Assert.That(lines, Has.Some.StartWith("./onnxpool bench artifacts/networks ").And.EndWith(" --markdown docs/plugin-benchmarks.md"));
    }

    static string Short()
    {
        string[] table = [.. Section("bench.txt").Where(l => l.StartsWith('|'))];
        Assert.That(s_shown, Is.SubsetOf(table.Select(Case)));
        IEnumerable<string> rows = table.Where((row, i) => i < 2 || s_shown.Contains(Case(row)) || Ratio(row) < 1);
        IEnumerable<string> files = SpeedLineTests.Files.Where(f => Section(f).Any(l => l.Contains("ORT", StringComparison.Ordinal)));
        string machine = s_lines.Single(l => l.StartsWith("on ", StringComparison.Ordinal));
        return $"Measured {machine}\n\n{Lines(rows)}\n{Lines(files.Select(f => $"- [{f}](tests/problems/{f}): {Section(f).Single(l => l.StartsWith("geometric mean ", StringComparison.Ordinal))}"))}";

        static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(l => $"{l}\n"));
    }

    static IEnumerable<string> Section(string file) => s_lines
        .SkipWhile(l => !l.StartsWith($"## [{file}]", StringComparison.Ordinal)).Skip(1).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal));

    static string Case(string row) => row.Split('|')[1].Trim();

    // Without a ratio ONNX Runtime does not run the case.
    static double Ratio(string row) =>
        double.TryParse(row.Split('|')[5], NumberStyles.Float, CultureInfo.InvariantCulture, out double ratio) ? ratio : double.PositiveInfinity;
}
