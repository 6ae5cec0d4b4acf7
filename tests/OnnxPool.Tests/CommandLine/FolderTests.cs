using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.CommandLine;

/// <summary>Folders of models, and what else may lie in them.</summary>
public sealed class FolderTests
{
    const string Line = "MaxPool:12 float 1x2x5x5 kernel_shape=3,3";

    [Test]
    public void A_symbolic_dimension_that_no_model_has_is_wrong_usage()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Tool.Run("verify", Save(folder), "--dim", "batch=2");
        Assert.That((result.Status, result.ErrorLines), Is.EqualTo((2, (string[])["onnxpool: --dim: found batch; allowed: none: no model here has symbolic dimensions"])));
    }

    [Test]
    public void A_manifest_of_something_else_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        string path = Save(folder);
        File.WriteAllText(Path.Combine(folder.Path, ModelManifest.FileName), "cheese: 3\nMaxPool is fun\n");
        Assert.That(Tool.Run("verify", path).Status, Is.Zero);
        Assert.That(Tool.Run("verify", folder.Path).Status, Is.Zero);
    }

    [Test]
    public void A_manifest_with_a_wrong_line_is_an_error()
    {
        using var folder = new TemporaryFolder();
        Save(folder);
        File.WriteAllText(Path.Combine(folder.Path, ModelManifest.FileName), $"{Line} name=m\nMaxPool:12 float 1x2x5x5 kernel=3,3 name=n\n");
        ToolResult result = Tool.Run("verify", folder.Path);
        Assert.That((result.Status, result.Out), Is.EqualTo((2, "")));
        Assert.That(result.Error, Does.Contain("manifest.txt:2: ").And.Contain("kernel"));
    }

    [Test]
    public void A_link_back_up_is_not_followed()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("links need a privilege there");
        using var folder = new TemporaryFolder();
        Save(folder);
        Directory.CreateDirectory(Path.Combine(folder.Path, "below"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "below", "up"), folder.Path);
        ToolResult result = Tool.Run("verify", folder.Path);
        Assert.That(result.Status, Is.Zero);
        Assert.That(result.Out, Does.Contain("1 passed, 0 failed"));
    }

    static string Save(TemporaryFolder folder)
    {
        string path = Path.Combine(folder.Path, "m.onnx");
        ModelFile.Write(path, ProblemModel.Build(Problem.Parse(Line)));
        return path;
    }
}
