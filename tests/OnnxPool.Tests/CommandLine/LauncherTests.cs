using System.Runtime.Versioning;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.CommandLine;

/// <summary>The launcher script: it builds the tool on first use, so the first of these may take a while.</summary>
[Platform(Exclude = "Win", Reason = "the launcher is a bash script")]
[UnsupportedOSPlatform("windows")]
public sealed class LauncherTests
{
    static string Launcher => Path.Combine(Child.Repository, "onnxpool");

    [Test]
    public void It_runs_from_anywhere_and_through_links()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("a b"));
        File.CreateSymbolicLink(folder.File("a b/direct"), Launcher);
        File.CreateSymbolicLink(folder.File("indirect"), "a b/direct");
        foreach (string program in (string[])[Launcher, folder.File("a b/direct"), folder.File("indirect")])
        {
            ToolResult result = Child.Run("bash", folder.Path, null, [program, "verify", "MaxPool:12 float 1x1x4 kernel_shape=2"]);
            Assert.That(result.Status, Is.Zero, result.Error);
            Assert.That(result.Out, Does.Contain("1 passed").And.Not.Contain("\e"));
        }
    }

    [Test]
    public void Paths_are_those_of_the_caller()
    {
        using var folder = new TemporaryFolder();
        folder.File("p.txt", "Flatten:13 float 2x3\n"u8);
        ToolResult result = Child.Run("bash", folder.Path, null, [Launcher, "verify", "@p.txt", "--json", "r.json"]);
        Assert.That(result.Status, Is.Zero, result.Error);
        Assert.That(File.ReadAllText(folder.File("r.json")), Does.Contain("\"passed\": 1"));
    }

    [Test]
    public void Wrong_usage_exits_2_with_one_line()
    {
        // The first run may say that it builds.
        Child.Run("bash", "/", null, [Launcher, "--help"]);
        ToolResult result = Child.Run("bash", "/", null, [Launcher, "verify", "MaxPool:12 float 1x1x4 kernel_shape=9"]);
        Assert.That((result.Status, result.Out, result.ErrorLines.Length), Is.EqualTo((2, "", 1)));
    }

    [Test]
    public void Any_exit_status_passes_through()
    {
        // A copy of the launcher beside a tool that is told its status.
        using var folder = new TemporaryFolder();
        folder.File("onnxpool", File.ReadAllBytes(Launcher));
        folder.File("artifacts/bin/OnnxPool.Cli/release/OnnxPool.Cli.dll", "x"u8);
        folder.File("src/x", "x"u8);
        folder.File("tests/divergences.txt", "x"u8);
        folder.File("Directory.Build.props", "x"u8);
        folder.File("global.json", "x"u8);
        string stamp = folder.File(".cache/onnxpool.stamp", "x"u8);
        File.SetLastWriteTimeUtc(stamp, DateTime.UtcNow.AddHours(1));
        string dotnet = folder.File("bin/dotnet", "#!/bin/sh\necho \"$2|$3\"\nexit \"$2\"\n"u8);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string path = $"{folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (int status in (int[])[0, 1, 2, 134])
        {
            ToolResult result = Child.Run("bash", "/", path, [folder.File("onnxpool"), $"{status}", "two words"]);
            Assert.That((result.Status, result.Out, result.Error), Is.EqualTo((status, $"{status}|two words\n", "")));
        }
    }
}
