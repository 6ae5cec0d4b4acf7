using System.Buffers.Binary;
using System.IO.Compression;
using OnnxPool.Onnx;
using OnnxPool.Tests.Commands;
using OnnxPool.Tests.Models;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Examples from files of every kind, and what is said of those that are wrong.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ExampleFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase(0x08, ElementType.UInt8, 1)]
    [TestCase(0x09, ElementType.Int8, 1)]
    [TestCase(0x0B, ElementType.Int16, 2)]
    [TestCase(0x0C, ElementType.Int32, 4)]
    [TestCase(0x0D, ElementType.Float, 4)]
    [TestCase(0x0E, ElementType.Double, 8)]
    public void Every_type_of_an_idx_file_is_read_high_byte_first(int code, ElementType type, int width)
    {
        byte[] file = Idx(code, [2, 3], [.. Enumerable.Range(1, 6 * width).Select(i => (byte)i)]);
        foreach (string path in (string[])[_folder.File("x.idx", file), _folder.File("x.gz", Packed(file))])
        {
            Tensor tensor = IdxFile.Read(path);
            Assert.That((tensor.Type, Shapes.Format(tensor.Shape)), Is.EqualTo((type, "2x3")));
            // The last element: its high byte is the first of its bytes in the file.
            Assert.That(tensor.Bytes[^width..].ToArray(), Is.EqualTo(Enumerable.Range((5 * width) + 1, width).Reverse().Select(i => (byte)i)));
            Assert.That(ArrayFile.Read(path).Bytes.ToArray(), Is.EqualTo(tensor.Bytes.ToArray()));
        }
    }

    [Test]
    public void Idx_files_that_are_wrong_are_refused()
    {
        Refused([0, 1, 8, 1, 0, 0, 0, 0], "IDX file: found 8 bytes that do not begin with two zeros");
        Refused([0, 0, 7, 1, 0, 0, 0, 0], "IDX type: found 0x07; allowed: 0x08 (uint8)");
        Refused([0, 0, 8, 2, 0, 0, 0, 1], "IDX file: found 8 bytes; allowed: at least 12 for its header");
        Refused(Idx(8, [2, 3], new byte[5]), "IDX data: found 5 bytes; allowed: 6 for uint8 of shape 2x3");
        Refused(Packed(Idx(8, [2], new byte[2]))[..20], "IDX ");
        Refused([], "IDX file: found an empty file");

        void Refused(byte[] file, string message) => Assert.That(() => IdxFile.Read(_folder.File("bad.idx", file)), Throws.InstanceOf<InvalidModelException>().With.Message.Contains($"bad.idx: {message}"));
    }

    [Test]
    public void Two_files_are_paired_whatever_kind_each_is()
    {
        string images = _folder.File("images", Idx(8, [3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
        string labels = _folder.File("labels.npy", NpyFileTests.File("{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }", [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]));
        Examples examples = ExampleFiles.Read(images, labels);
        Assert.That((examples.Count, Shapes.Format(examples.Inputs.Shape)), Is.EqualTo((3, "3x2x2")));
        Assert.That(examples.Labels.Values<long>().ToArray(), Is.EqualTo((long[])[2, 0, 1]));
        string few = _folder.File("few", Idx(8, [2], [0, 1])), none = _folder.File("none", Idx(8, [0, 2, 2], []));
        Assert.That(() => ExampleFiles.Read(images, few), Refuses($"{few}: labels: found 2; allowed: 3 along the first axis, one for each example of {images}"));
        Assert.That(() => ExampleFiles.Read(none, few), Refuses($"{none}: examples: found 0x2x2; allowed: at least one"));
        Assert.That(() => ExampleFiles.Read(_folder.File("text", "1,2,3,4,5"u8), few), Refuses("text: array file: found a file that begins with 312c322c332c342c; allowed: a .npy, IDX or .pb file"));
        Assert.That(() => ExampleFiles.Read(_folder.File("nowhere"), few), Refuses("nowhere: array file: found no such file"));
    }

    [Test]
    public void A_folder_has_its_sets_one_after_the_other()
    {
        // 10 comes behind 2, as numbers do.
        Set(2, [1, 2], [2, 3, 4, 5], [7]);
        Set(0, [2, 2], [1, 0, 1, 0], [8, 9]);
        Set(10, [1, 2], [6, 6], [4]);
        Assert.That(() => ExampleFiles.ReadFolder(_folder.Path), Refuses("output_0.pb: labels: found 1; allowed: 2 along the first axis"));
        Set(2, [1, 2], [2, 3], [7]);
        Examples examples = ExampleFiles.ReadFolder(_folder.Path);
        Assert.That(examples.Inputs.ToDoubles(), Is.EqualTo((double[])[1, 0, 1, 0, 2, 3, 6, 6]));
        Assert.That(examples.Labels.Values<long>().ToArray(), Is.EqualTo((long[])[8, 9, 7, 4]));

        Set(3, [1, 3], [1, 2, 3], [1]);
        Assert.That(() => ExampleFiles.ReadFolder(_folder.Path), Refuses("input_0.pb: tensor: found float 1x3; allowed: float 2x2 but for the first axis"));
        Set(3, [2, 2], [1, 2, 3, 4], [1]);
        Assert.That(() => ExampleFiles.ReadFolder(_folder.Path), Refuses("output_0.pb: labels: found 1; allowed: 2 along the first axis"));
        Set(3, [1, 2], [1, 2], [1]);
        TensorFile.Write(_folder.File("test_data_set_3/input_1.pb"), new Tensor(ElementType.Float, [1]));
        Assert.That(() => ExampleFiles.ReadFolder(_folder.Path), Refuses("input_1.pb: file: found it; allowed: input_0.pb and output_0.pb alone"));
        Assert.That(() => ExampleFiles.ReadFolder(Directory.CreateDirectory(_folder.File("empty")).FullName), Refuses("test_data_set_*: found no such folder"));
        Assert.That(() => ExampleFiles.ReadFolder(_folder.File("nowhere")), Refuses("nowhere: folder: found none"));
    }

    [Test]
    public void Digits_are_read_class_by_class()
    {
        string Digit(string name, float pixel, int count) =>
            _folder.File(name, System.Text.Encoding.ASCII.GetBytes($"{{ \"data\": [{string.Join(',', Enumerable.Repeat(System.FormattableString.Invariant($"{pixel}"), 784 * count))}]}}"));
        Examples digits = Digits.Read([Digit("0.json", 0.25f, 2), Digit("1.json", 1, 1)]);
        Assert.That(Shapes.Format(digits.Inputs.Shape), Is.EqualTo("3x1x28x28"));
        Assert.That(digits.Labels.Values<long>().ToArray(), Is.EqualTo((long[])[0, 0, 1]));
        Assert.That(digits.Inputs.Values<float>().ToArray().Chunk(784).Select(i => i.Distinct().Single()), Is.EqualTo((float[])[0.25f, 0.25f, 1]));
        Assert.That(() => Digits.Read([_folder.File("2.json", "{\"data\":[1,2]}"u8)]), Refuses("2.json: digits: found 2 pixels; allowed: a multiple of 784"));
        Assert.That(() => Digits.Read([_folder.File("3.json", "{\"date\":[1,2]}"u8)]), Refuses("3.json: digits: found an error (not of this form)"));
        Assert.That(() => Digits.Read([_folder.File("4.json", "{\"data\":[1,"u8)]), Refuses("4.json: digits: found an error"));
    }

    void Set(int number, long[] shape, float[] inputs, long[] labels)
    {
        string set = Directory.CreateDirectory(_folder.File($"test_data_set_{number}")).FullName;
        TensorFile.Write(Path.Combine(set, "input_0.pb"), Tensor.Of([inputs.Length / shape[^1], shape[^1]], (ReadOnlySpan<float>)inputs));
        TensorFile.Write(Path.Combine(set, "output_0.pb"), Tensor.Of(ElementType.Int64, [labels.Length], (ReadOnlySpan<long>)labels));
    }

    static NUnit.Framework.Constraints.ContainsConstraint Refuses(string message) => Throws.InstanceOf<InvalidModelException>().With.Message.Contains(message);

    /// <summary>An IDX file.</summary>
    public static byte[] Idx(int code, int[] shape, byte[] data)
    {
        byte[] sizes = new byte[4 * shape.Length];
        foreach ((int axis, int size) in shape.Index()) BinaryPrimitives.WriteInt32BigEndian(sizes.AsSpan(4 * axis), size);
        return [0, 0, (byte)code, (byte)shape.Length, .. sizes, .. data];
    }

    static byte[] Packed(byte[] file)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(file);
        return packed.ToArray();
    }
}
