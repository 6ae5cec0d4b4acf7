namespace OnnxPool.Tests.House;

/// <summary>Rules that source files keep.</summary>
[TestFixture]
public class SourceTests
{
    static IEnumerable<string> Sources => Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories);

    [Test]
    public void Kernels_know_nothing_of_onnx()
    {
        string[] names = ["OperatorVersion", "PoolNode", "PoolAttributes", "AttributeReader", "PoolOperator", "AutoPad", "StorageOrder"];
        IEnumerable<string> paths = ((string[])["Kernels", "Simd", "Parallel"])
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf("src", "OnnxPool", folder), "*.cs", SearchOption.AllDirectories));
        foreach (string path in paths)
            Assert.That(names.Where(File.ReadAllText(path).Contains), Is.Empty, path);
    }

    [Test]
    public void There_is_one_switch_over_arithmetic_types() =>
        Assert.That(
            Directory.EnumerateFiles(Repository.PathOf("src", "OnnxPool"), "*.cs", SearchOption.AllDirectories)
                .Where(path => File.ReadAllText(path).Contains("case ElementType.", StringComparison.Ordinal)).Select(Path.GetFileName),
            Is.EqualTo(new[] { "ElementTypes.cs" }));

    [Test]
    public void Only_one_project_knows_protobuf_types_of_the_wire()
    {
        IEnumerable<string> users = Sources.Where(path => File.ReadAllText(path).Contains("Google.Protobuf", StringComparison.Ordinal))
            .Where(path => !Path.GetRelativePath(Repository.PathOf("src"), path).StartsWith("OnnxPool.Onnx" + Path.DirectorySeparatorChar, StringComparison.Ordinal)).Select(Path.GetFileName)!;
        Assert.That(users, Is.Empty);
    }

    [Test]
    public void A_file_has_at_most_400_lines()
    {
        foreach (string path in Sources)
            Assert.That(File.ReadLines(path).Count(), Is.LessThanOrEqualTo(400), path);
    }
}
