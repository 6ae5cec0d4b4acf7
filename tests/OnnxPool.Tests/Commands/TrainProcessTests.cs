using System.Diagnostics;
using OnnxPool.Cli;
using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary><c>onnxpool train</c> as a process of its own, which is killed or interrupted.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TrainProcessTests : IDisposable
{
    const int Epochs = 40;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Killed_in_the_middle_it_comes_to_the_same_bytes()
    {
        string[] whole = Arguments("whole.onnx"), broken = Arguments("broken.onnx");
        Assert.That(Tool.Run(whole).Status, Is.Zero);
        string checkpoint = _folder.File("broken.onnx.checkpoint");
        foreach (int after in (int[])[2, 11])
        {
            using Process process = Start(broken);
            // After a line, while the next epoch is under way.
            for (string? line = ""; line is not null && !line.StartsWith($"epoch {after,2}/", StringComparison.Ordinal); line = process.StandardOutput.ReadLine())
                RequireWhole(checkpoint);
            process.Kill();
            process.WaitForExit();
            RequireWhole(checkpoint);
            Assert.That(File.Exists(_folder.File("broken.onnx")), Is.False);
        }
        ToolResult result = Tool.Run(broken);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Out, Does.Match(@"resumed after epoch 1[1-9] from ").And.Contain($"epoch {Epochs}/{Epochs}"));
        Assert.That(File.ReadAllBytes(_folder.File("broken.onnx")), Is.EqualTo(File.ReadAllBytes(_folder.File("whole.onnx"))));
        Assert.That(File.Exists(checkpoint), Is.False);
    }

    [Test]
    public void Interrupted_it_keeps_the_last_whole_epoch()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("a process cannot be interrupted by another there");
        using Process process = Start(Arguments("a.onnx", 100_000));
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("epoch      3/", StringComparison.Ordinal)) { }
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"])) kill.WaitForExit();
        Task<string> rest = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(1), rest.Result);
        Assert.That(error, Does.Match($@"^onnxpool: interrupted after epoch [0-9]+, which {_folder.File("a.onnx")}.checkpoint holds; the same command goes on from there\n$"));
        Assert.That(File.Exists(_folder.File("a.onnx")), Is.False);
        RequireWhole(_folder.File("a.onnx.checkpoint"));
        Assert.That(Directory.GetFiles(_folder.Path, ".onnxpool-*"), Is.Empty);
    }

    string[] Arguments(string name, int epochs = Epochs) =>
        ["train", TrainFiles.Model(_folder), "--data", TrainFiles.Data(_folder, 60), "--threads", "1", "--batch", "4", "--shift", "1", "--epochs", $"{epochs}", "--out", _folder.File(name)];

    static Process Start(string[] arguments) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [typeof(App).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    // Whatever the moment, the file is the checkpoint of some epoch.
    static void RequireWhole(string checkpoint)
    {
        if (File.Exists(checkpoint)) Assert.That(ModelFile.Read(checkpoint).MetadataProps.Select(p => p.Key), Does.Contain("onnxpool.history"));
    }
}
