using Google.Protobuf;
using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

public sealed class TensorFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void What_is_written_is_read_back()
    {
        var tensor = Tensor.Of<double>(ElementType.Double, [2, 1], [1.5, -3]);
        TensorFile.Write(_folder.File("x.pb"), tensor, "x");
        (string name, Tensor read) = TensorFile.Read(_folder.File("x.pb"));
        Assert.That(name, Is.EqualTo("x"));
        Assert.That(read.Shape.ToArray(), Is.EqualTo((long[])[2, 1]));
        Assert.That(read.Values<double>().ToArray(), Is.EqualTo((double[])[1.5, -3]));
    }

    [Test]
    public void Every_truncation_is_refused()
    {
        byte[] bytes = TensorConversion.ToProto("name", Tensor.Of<float>(ElementType.Float, [3], [1, 2, 3])).ToByteArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            string path = _folder.File("cut.pb", bytes.AsSpan(0, length));
            Assert.That(() => TensorFile.Read(path), Throws.TypeOf<InvalidModelException>().With.Message.StartsWith(path), $"first {length} bytes");
        }
    }

    [Test]
    public void A_sequence_is_no_tensor()
    {
        // SequenceProto { name "seq", elem_type TENSOR, tensor_values { dims 1, data_type FLOAT } }
        string path = _folder.File("sequence.pb", [0x0A, 3, (byte)'s', (byte)'e', (byte)'q', 0x10, 1, 0x1A, 4, 0x08, 1, 0x10, 1]);
        Assert.That(() => TensorFile.Read(path), Throws.TypeOf<InvalidModelException>());
    }

    [Test]
    public void Data_in_another_file_is_beside_the_tensor_file()
    {
        _folder.File("data.bin", [7, 8, 9]);
        var proto = new TensorProto
        {
            DataType = (int)ElementType.UInt8,
            Dims = { 2 },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = "data.bin" }, new StringStringEntryProto { Key = "offset", Value = "1" } },
        };
        Assert.That(TensorFile.Read(_folder.File("ext.pb", proto.ToByteArray())).Tensor.Bytes.ToArray(), Is.EqualTo((byte[])[8, 9]));
    }

    [Test]
    public void Published_test_data_is_read_and_written_back_byte_for_byte()
    {
        const string Published = "/usr/share/libonnx-testdata/data";
        if (!Directory.Exists(Published)) Assert.Ignore($"{Published} is not there; libonnx-testdata brings it");
        int tensors = 0, others = 0;
        Assert.Multiple(() =>
        {
            foreach (string path in Directory.EnumerateFiles(Published, "model.onnx", SearchOption.AllDirectories))
            {
                ModelProto model = ModelFile.Read(path);
                Assert.That(model.ToByteArray().AsSpan().SequenceEqual(File.ReadAllBytes(path)), path);
                foreach (string data in Directory.EnumerateDirectories(Path.GetDirectoryName(path)!, "test_data_set_*"))
                {
                    Check(model.Graph.Input, data, "input");
                    Check(model.Graph.Output, data, "output");
                }
            }
        });
        Assert.That((tensors, others), Is.GreaterThan((1000, 10)));

        // Sequences and optional values have files of the same ending; the model says which is which.
        void Check(IList<ValueInfoProto> values, string data, string kind)
        {
            for (int i = 0; i < values.Count; i++)
            {
                string path = Path.Combine(data, $"{kind}_{i}.pb");
                if (!File.Exists(path) || new FileInfo(path).Length == 0) continue;
                if (values[i].Type.TensorType is not null)
                {
                    Assert.That(() => TensorFile.Read(path), Throws.Nothing);
                    tensors++;
                }
                else
                {
                    Assert.That(() => TensorFile.Read(path), Throws.TypeOf<InvalidModelException>(), path);
                    others++;
                }
            }
        }
    }
}
