using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.CommandLine;

/// <summary>Where results may be written, and what must stay as it is.</summary>
public sealed class OutputTargetTests
{
    const string Line = "MaxPool:12 float 1x2x5x5 kernel_shape=3,3 outputs=Y,Indices";

    [Test]
    public void A_link_stays_one_and_its_target_is_written()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("links need a privilege there");
        using var folder = new TemporaryFolder();
        string target = Path.Combine(folder.Path, "target.json"), link = Path.Combine(folder.Path, "link.json");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);
        Assert.That(Tool.Run("verify", Line, "--json", link).Status, Is.Zero);
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(target));
        Assert.That(File.ReadAllText(target), Does.Contain("\"passed\": 2"));
    }

    [Test]
    public void A_device_is_written_and_stays_one()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("/dev/null is one on Linux");
        Assert.That(Tool.Run("verify", Line, "--json", "/dev/null").Status, Is.Zero);
        Assert.That(File.ReadAllBytes("/dev/null"), Is.Empty);
    }

    [Test]
    public void A_model_to_verify_is_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "m.onnx");
        ModelFile.Write(path, ProblemModel.Build(Problem.Parse(Line)));
        byte[] before = File.ReadAllBytes(path);
        Tool.IsRefused(["verify", path, "--json", path], "--json: found ", path);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
    }

    [Test]
    public void A_node_is_found_by_the_names_that_a_table_shows()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "m.onnx");
        ModelFile.Write(path, ProblemModel.Build(Problem.Parse(Line)));
        Assert.That(Tool.Run("verify", path, "--node", "MaxPool").Out, Does.Contain("2 passed"));
        Assert.That(Tool.Run("verify", path, "--node", "MaxPool/Indices").Out, Does.Contain("2 passed"));
        Assert.That(Tool.Run("verify", path, "--node", "MaxPoo").Status, Is.EqualTo(2));
        Tool.IsRefused(["verify", Line, "--node", "MaxPool"], "--node: found beside a problem line");
    }
}
