using System.Text.RegularExpressions;

namespace OnnxPool.Tests.Docs;

/// <summary>Documents say what is so.</summary>
[TestFixture]
public partial class DocumentTests
{
    [Test]
    public void The_support_table_is_what_runs()
    {
        string path = Repository.PathOf("docs", "operators.md");
        string text = SupportTable.Write();
        if (Environment.GetEnvironmentVariable("ONNXPOOL_UPDATE_DOCS") == "1") File.WriteAllText(path, text);
        Assert.That(File.ReadAllText(path), Is.EqualTo(text), "ONNXPOOL_UPDATE_DOCS=1 dotnet test writes it");
    }

    [TestCase("numerics.md")]
    [TestCase("gradients.md")]
    [TestCase("training.md")]
    public void Every_test_that_a_document_names_exists(string document)
    {
        string sources = string.Concat(Directory.EnumerateFiles(Repository.PathOf("tests", "OnnxPool.Tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        string[] names = [.. TestName().Matches(File.ReadAllText(Repository.PathOf("docs", document))).Select(m => m.Groups[1].Value)];
        Assert.That(names, Has.Length.GreaterThan(7));
        Assert.That(names.Where(n => !sources.Contains($" {n}(", StringComparison.Ordinal) && !sources.Contains($"class {n}", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Every_link_between_documents_leads_somewhere()
    {
        foreach (string path in Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md")))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(path)))
            {
                string target = link.Groups[1].Value;
                if (target.Contains("://", StringComparison.Ordinal)) continue;
                Assert.That(Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target)), $"{path}: {target}");
            }
        }
    }

    [GeneratedRegex(@"`([A-Z]\w+)`\s*\(test\)")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\(([^)#]+)")]
    private static partial Regex Link();
}
