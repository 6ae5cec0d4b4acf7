using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary><c>onnxpool generate</c>.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GenerateTests : IDisposable
{
    const string Line = "MaxPool:12 float 1x2x5x5 kernel_shape=3,3 outputs=Y,Indices name=small";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void The_same_line_gives_the_same_bytes_and_another_seed_other_data()
    {
        foreach ((string name, string seed) in ((string, string)[])[("a", "3"), ("b", "3"), ("c", "4")])
            Assert.That(Tool.Run("generate", Line, "--out", _folder.File(name), "--seed", seed).Status, Is.Zero);
        string[] files = ["model.onnx", "test_data_set_0/input_0.pb", "test_data_set_0/output_0.pb", "test_data_set_0/output_1.pb"];
        Assert.That(Directory.EnumerateFiles(_folder.File("a"), "*", SearchOption.AllDirectories).Count(), Is.EqualTo(files.Length));
        foreach (string file in files)
            Assert.That(Bytes("b", file), Is.EqualTo(Bytes("a", file)), file);
        Assert.That(Bytes("c", files[1]), Is.Not.EqualTo(Bytes("a", files[1])));
    }

    [Test]
    public void Every_line_of_the_manifest_becomes_a_test_that_passes()
    {
        string manifest = "@" + Repository.PathOf("tests", "models", "manifest.txt");
        Assert.That(Tool.Run("generate", manifest, "--out", _folder.Path).Error, Is.Empty);
        ToolResult verified = Tool.Run("verify", _folder.Path);
        Assert.That(verified.Status, Is.Zero, verified.Error);
        Assert.That(verified.Out, Does.Contain(" 0 failed,").And.Contain(" 0 unsupported, 0 unreadable, 0 not ours"));
    }

    [Test]
    public void Tests_without_a_name_are_called_by_what_they_are()
    {
        ToolResult result = Tool.Run("generate", "MaxPool:12 float 1x2x5x5 kernel_shape=3,3", "MaxPool:12 float 1x2x5x5 kernel_shape=2,2", "--out", _folder.Path);
        Assert.That(result.Status, Is.Zero);
        Assert.That(Directory.EnumerateDirectories(_folder.Path).Select(Path.GetFileName), Has.Exactly(2).Matches("test_maxpool_12_float_4d_[0-9a-f]{8}"));
    }

    [Test]
    public void A_folder_of_ours_is_replaced_and_any_other_is_kept()
    {
        string[] args = ["generate", Line, "--out", _folder.Path];
        Assert.That(Tool.Run(args).Status, Is.Zero);
        Assert.That(Tool.Run(args).Status, Is.Zero);
        string note = _folder.File("test_small/note.txt", [1]);
        Tool.IsRefused(args, "test_small", "content that this tool did not write", "--force");
        Assert.That(File.Exists(note));
        Assert.That(Tool.Run([.. args, "--force"]).Status, Is.Zero);
        Assert.That(File.Exists(note), Is.False);
        Assert.That(Directory.EnumerateFileSystemEntries(_folder.Path).Count(), Is.EqualTo(1));
    }

    [Test]
    public void Wrong_lines_write_nothing()
    {
        Tool.IsRefused(["generate", Line, "MaxPool:12 float 1x2x5x5 kernel=3", "--out", _folder.Path], "kernel");
        Tool.IsRefused(["generate", "model.onnx", "--out", _folder.Path], "problem line: found 'model.onnx'");
        Tool.IsRefused(["generate", "@/nowhere.txt", "--out", _folder.Path], "no such file");
        Tool.IsRefused(["generate", "MaxPool:12 int64 1x1x4 kernel_shape=2", "--out", _folder.Path], "int64");
        Tool.IsRefused(["generate", "MaxPool:12 float 1x1x4 kernel_shape=2", "MaxPool:12 float 1x1x4 kernel_shape=2", "--out", _folder.Path], "twice");
        Tool.IsRefused(["generate", Line, "--out", _folder.File("f", [1])], "a file; allowed: a folder");
        Assert.That(Directory.EnumerateDirectories(_folder.Path), Is.Empty);
    }

    byte[] Bytes(string root, string file) => File.ReadAllBytes(_folder.File($"{root}/test_small/{file}"));
}
