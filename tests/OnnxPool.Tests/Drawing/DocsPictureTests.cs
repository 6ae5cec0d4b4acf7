using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Drawing;

/// <summary>The pictures in README are what the commands beside them draw.</summary>
[TestFixture]
public class DocsPictureTests
{
    [TestCase("pooling.svg", "MaxPool:22 float 1x1x4x4 kernel_shape=2,2 strides=2,2", "--values", "1..16")]
    [TestCase("test-image.svg", "--image")]
    public void A_picture_is_what_its_command_draws(string name, params string[] arguments)
    {
        string path = Repository.PathOf("docs", "images", name), readme = File.ReadAllText(Repository.PathOf("README.md"));
        string command = string.Join(' ', arguments.Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"\"{a}\"" : a));
        Assert.That(readme, Does.Contain($"./onnxpool draw {command} --out {name}\n").And.Contain($"](docs/images/{name})"));

        using var folder = new TemporaryFolder();
        Assert.That(Tool.Run(["draw", .. arguments, "--out", folder.File(name)]).Error, Is.Empty);
        byte[] drawn = File.ReadAllBytes(folder.File(name));
        if (Environment.GetEnvironmentVariable("ONNXPOOL_UPDATE_DOCS") == "1") File.WriteAllBytes(path, drawn);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(drawn), "ONNXPOOL_UPDATE_DOCS=1 dotnet test writes it");
    }
}
