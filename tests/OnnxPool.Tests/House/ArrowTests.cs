using System.Xml.Linq;

namespace OnnxPool.Tests.House;

/// <summary>References between projects only point down, and packages stay where they belong.</summary>
[TestFixture]
public class ArrowTests
{
    /// <summary>What a project may reference: other projects, and packages. A project that is not here is not part of the house.</summary>
    static readonly Dictionary<string, (string[] Projects, string[] Packages)> s_allowed = new()
    {
        ["OnnxPool"] = ([], ["System.Numerics.Tensors"]),
        ["Reference"] = ([], []),
        ["OnnxPool.Onnx"] = (["OnnxPool"], ["Google.Protobuf", "Grpc.Tools"]),
        ["OnnxPool.Plugin"] = (["OnnxPool"], []),
        ["OnnxPool.OnnxRuntime"] = (["OnnxPool", "OnnxPool.Plugin"], ["Microsoft.ML.OnnxRuntime"]),
        ["OnnxPool.Training"] = (["OnnxPool.Onnx", "OnnxPool.OnnxRuntime"], []),
        ["OnnxPool.Conformance"] = (["OnnxPool", "OnnxPool.Onnx", "Reference", "OnnxPool.OnnxRuntime"], ["Microsoft.ML.OnnxRuntime"]),
        ["OnnxPool.Cli"] = (
            ["OnnxPool", "Reference", "OnnxPool.Onnx", "OnnxPool.Plugin", "OnnxPool.OnnxRuntime", "OnnxPool.Training", "OnnxPool.Conformance"],
            ["System.CommandLine", "Spectre.Console"]),
    };

    static IEnumerable<string> ProjectFiles => Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories);

    [TestCaseSource(nameof(ProjectFiles))]
    public void A_project_references_only_what_it_may(string path)
    {
        string project = Path.GetFileNameWithoutExtension(path);
        Assert.That(s_allowed.Keys, Does.Contain(project), "not part of the house");
        (string[] projects, string[] packages) = s_allowed[project];
        XDocument file = XDocument.Load(path);
        Assert.Multiple(() =>
        {
            Assert.That(Includes(file, "ProjectReference").Select(p => Path.GetFileNameWithoutExtension(p.Replace('\\', '/'))), Is.SubsetOf(projects));
            Assert.That(Includes(file, "PackageReference"), Is.SubsetOf(packages));
            // Ways round the two lists above.
            Assert.That(Includes(file, "Reference").Concat(file.Descendants("Import").Select(i => $"{i.Attribute("Project")?.Value}")), Is.Empty);
            Assert.That(Includes(file, "Compile").Where(c => c.Contains("..", StringComparison.Ordinal)), Is.Empty);
        });
    }

    [Test]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Repository.PathOf("OnnxPool.sln"));
        foreach (string path in ProjectFiles)
            Assert.That(solution, Does.Contain(Path.GetFileName(path)));
    }

    [Test]
    public void Versions_stand_in_one_place()
    {
        foreach (string path in ProjectFiles.Append(Repository.PathOf("tests", "OnnxPool.Tests", "OnnxPool.Tests.csproj")))
            Assert.That(XDocument.Load(path).Descendants("PackageReference").Attributes("Version"), Is.Empty, path);
    }

    static IEnumerable<string> Includes(XDocument file, string item) => file.Descendants(item).Select(i => $"{i.Attribute("Include")?.Value}");
}
