using Google.Protobuf;
using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

public sealed class ModelFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void What_is_written_is_read_back()
    {
        ModelProto model = SampleModels.Chain().Build();
        string path = _folder.File("round.onnx");
        ModelFile.Write(path, model);
        Assert.That(ModelFile.Read(path), Is.EqualTo(model));
        byte[] first = File.ReadAllBytes(path);
        ModelFile.Write(path, model);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(first));
    }

    [Test]
    public void Unknown_fields_and_enum_values_survive()
    {
        byte[] model = SampleModels.Chain().Build().ToByteArray();
        // Fields 1000 (varint 5), 1001 (two bytes of text), 1002 (four bytes); then graph { node { attribute { name "a", type 99 } , field 77: 1 } }
        byte[] extra =
        [
            0xC0, 0x3E, 5, 0xCA, 0x3E, 2, (byte)'h', (byte)'i', 0xD5, 0x3E, 1, 2, 3, 4,
            0x3A, 13, 0x0A, 11, 0x2A, 6, 0x0A, 1, (byte)'a', 0xA0, 1, 99, 0xE8, 4, 1,
        ];
        string path = _folder.File("unknown.onnx", [.. model, .. extra]);
        ModelProto read = ModelFile.Read(path);
        NodeProto node = read.Graph.Node[^1];
        Assert.That((int)node.Attribute[0].Type, Is.EqualTo(99));
        Assert.That(NodeAttributes.Values(node)["a"].Kind, Is.EqualTo(AttributeKind.Other));

        string copy = _folder.File("unknown-copy.onnx");
        ModelFile.Write(copy, read);
        byte[] written = File.ReadAllBytes(copy);
        Assert.That(written, Has.Length.EqualTo(model.Length + extra.Length - 2 + 0), "the two graphs became one, which saves a tag and a length");
        Assert.That(written.AsSpan().IndexOf((byte[])[0xC0, 0x3E, 5, 0xCA, 0x3E, 2, (byte)'h', (byte)'i', 0xD5, 0x3E, 1, 2, 3, 4]), Is.GreaterThan(0));
        Assert.That(written.AsSpan().IndexOf((byte[])[0x0A, 11, 0x2A, 6, 0x0A, 1, (byte)'a', 0xA0, 1, 99, 0xE8, 4, 1]), Is.GreaterThan(0));
        Assert.That(ModelFile.Read(copy), Is.EqualTo(read));
    }

    [Test]
    public void Every_truncation_is_refused_or_gives_what_is_whole()
    {
        byte[] bytes = SampleModels.Chain().Build().ToByteArray();
        int refused = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            string path = _folder.File("cut.onnx", bytes.AsSpan(0, length));
            var error = Assert.Throws<InvalidModelException>(() => ModelFile.Read(path), $"first {length} bytes of {bytes.Length}");
            Assert.That(error!.Message, Does.StartWith(path + ": ").And.Not.Contains("\n"));
            refused++;
        }
        Assert.That(refused, Is.EqualTo(bytes.Length));
    }

    [Test]
    public void Damaged_bytes_give_a_model_or_the_one_exception()
    {
        byte[] whole = SampleModels.Chain().Build().ToByteArray();
        var random = new Random(7);
        int read = 0, refused = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = [.. whole];
            for (int n = random.Next(1, 5); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            string path = _folder.File("damaged.onnx", bytes);
            try
            {
                ModelProto model = ModelFile.Read(path);
                new ExternalData(path).Check(model);
                foreach (NodePlace place in GraphNodes.Of(model)) _ = place.Label + place.Display + place.Values.Find("X");
                foreach (TensorProto tensor in model.Graph.Initializer) new ExternalData(path).Read(tensor);
                read++;
            }
            catch (InvalidModelException e)
            {
                Assert.That(e.Message, Does.StartWith(path).And.Not.Contains("\n"));
                refused++;
            }
        }
        Assert.That((read, refused), Is.GreaterThan((100, 100)));
    }

    // Each row: why it is not a model, and a word that the message must hold.
    [TestCase("", "empty file")]
    [TestCase("just some text", "whole protobuf")]
    [TestCase("hello", "whole protobuf")]
    [TestCase("version https://git-lfs.github.com/spec/v1\noid sha256:00", "git lfs pull")]
    [TestCase("\b\u0000", "ir_version: found 0")]
    [TestCase("\b\u0007", "graph: found none")]
    [TestCase("\b\u0007:\u0000", "opset_import: found none")]
    [TestCase(":\u0000", "ir_version: found none")]
    public void Other_content_is_refused(string latin1, string word)
    {
        string path = _folder.File("other.onnx", System.Text.Encoding.Latin1.GetBytes(latin1));
        Assert.That(() => ModelFile.Read(path), Throws.TypeOf<InvalidModelException>().With.Message.Contains(word).And.Message.StartsWith(path));
    }

    [Test]
    public void Text_that_is_not_UTF8_gets_replacement_characters()
    {
        string path = _folder.File("latin1.onnx", [8, 7, 0x3A, 0, 0x42, 2, 0x10, 7, 0x12, 3, (byte)'a', 0xFF, (byte)'b']);
        Assert.That(ModelFile.Read(path).ProducerName, Is.EqualTo("a\ufffdb"));
    }

    [Test]
    public void A_model_without_imports_is_whole_before_ir_version_3()
    {
        string path = _folder.File("old.onnx", new ModelProto { IrVersion = 2, Graph = new GraphProto { Node = { SampleModels.Node("MaxPool") } } }.ToByteArray());
        Assert.That(GraphNodes.Of(ModelFile.Read(path)).Single().Opset, Is.EqualTo(1));
    }

    [Test]
    public void Paths_that_hold_no_file_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => ModelFile.Read(_folder.Path), Refused("a directory"));
            Assert.That(() => ModelFile.Read(_folder.File("none.onnx")), Refused("no such file"));
            Assert.That(() => ModelFile.Read(_folder.File("none/none.onnx")), Refused("no such file"));
            Assert.That(() => ModelFile.Read(""), Refused("empty path"));
            Assert.That(() => ModelFile.Read("a\0b"), Refused("found"));
        });
    }

    [Test]
    public void More_than_2_GB_is_refused_before_it_is_read()
    {
        string path = _folder.File("large.onnx");
        using (FileStream stream = File.Create(path)) stream.SetLength(3L << 30);
        Assert.That(() => ModelFile.Read(path), Refused("3221225472 bytes"));
        File.Delete(path);
    }

    [Test]
    public void A_file_without_permission_is_refused()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("needs a Unix user whom permissions bind");
            return;
        }
        string path = _folder.File("locked.onnx", [1]);
        File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.That(() => ModelFile.Read(path), Refused("no permission to read"));
    }

    [Test]
    public void A_failed_write_leaves_the_old_file_and_no_other()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("kept.onnx", "old"u8);
        Assert.That(
            () => AtomicFile.Write(path, "model file", stream =>
            {
                stream.Write(new byte[100_000]);
                throw new IOException("disk full");
            }),
            Refused("disk full"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EqualTo((string[])[path]));

        Assert.That(() => AtomicFile.Write(path, "model file", _ => throw new InvalidOperationException("a bug")), Throws.InvalidOperationException);
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EqualTo((string[])[path]));
    }

    [Test]
    public void A_write_replaces_the_file_in_one_step()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("replaced.onnx", "old"u8);
        AtomicFile.Write(path, "model file", stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
            stream.Write(" and whole"u8);
        });
        Assert.That(File.ReadAllText(path), Is.EqualTo("half and whole"));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Places_that_take_no_file_are_refused()
    {
        ModelProto model = SampleModels.Chain().Build();
        Assert.Multiple(() =>
        {
            Assert.That(() => ModelFile.Write(_folder.Path, model), Refused("a directory"));
            Assert.That(() => ModelFile.Write(_folder.File("none/out.onnx"), model), Refused("no such directory"));
            Assert.That(() => ModelFile.Write("", model), Refused("empty path"));
        });
    }

    static NUnit.Framework.Constraints.ContainsConstraint Refused(string word) =>
        Throws.TypeOf<InvalidModelException>().With.Message.Contains(word);
}
