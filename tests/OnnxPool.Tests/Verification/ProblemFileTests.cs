using OnnxPool.Conformance;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Verification;

public sealed class ProblemFileTests
{
    [Test]
    public void Comments_and_blank_lines_are_left_out()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("p.txt", "#first\n\n \t \nFlatten:13 float 2x3#tail\r\n  MaxPool:12\tfloat 1x1x4  kernel_shape=2 name=a # b # c"u8);
        Assert.That(
            ProblemFile.Read(path).Select(p => p.ToString()),
            Is.EqualTo((string[])["Flatten:13 float 2x3", "MaxPool:12 float 1x1x4 kernel_shape=2 name=a"]));
        Assert.That(VerifyTarget.Resolve("@" + path).Select(t => t.Place), Is.EqualTo((string[])[path + ":4", path + ":5"]));
    }

    [Test]
    public void Errors_name_file_line_and_text()
    {
        using var folder = new TemporaryFolder();
        string wrong = folder.File("wrong.txt", "# c\nFlatten:13 float 2x3\nMaxPool:12 float 1x1x4 kernel_size=2 # d\n"u8);
        Assert.That(() => ProblemFile.Read(wrong), Throws.TypeOf<ProblemFileException>().With.Message.StartsWith(
            $"{wrong}:3: MaxPool:12 float 1x1x4 kernel_size=2: kernel_size: found 2, which MaxPool-12 does not have; allowed: auto_pad"));
        string missing = folder.File("missing.txt");
        Assert.That(() => ProblemFile.Read(missing), Throws.TypeOf<ProblemFileException>().With.Message.EqualTo($"{missing}: no such file"));
        Assert.That(() => ProblemFile.Read(folder.Path), Throws.TypeOf<ProblemFileException>().With.Message.Contains("is a folder"));
        string empty = folder.File("empty.txt", "# nothing\n"u8);
        Assert.That(() => VerifyTarget.Resolve("@" + empty), Throws.TypeOf<ProblemFileException>().With.Message.Contains("found no problem line"));
        Assert.That(() => VerifyTarget.Resolve("@"), Throws.TypeOf<ProblemFileException>().With.Message.Contains("@FILE"));
    }
}
