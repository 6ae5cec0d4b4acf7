using System.Security.Cryptography;
using Google.Protobuf;
using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

public sealed class ExternalDataTests : IDisposable
{
    readonly TemporaryFolder _root = new();
    readonly string _model;

    public ExternalDataTests()
    {
        _model = _root.File("model/m.onnx", []);
        _root.File("model/w.bin", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        _root.File("model/sub/w.bin", [20, 21, 22, 23]);
        _root.File("outside.bin", [90, 91, 92, 93]);
        _root.File("model-2/w.bin", [80, 81, 82, 83]);
        if (OperatingSystem.IsWindows()) return;
        _root.File("model/*/_ORT_MEM_ADDR_/*", [30, 31, 32, 33]);
        File.CreateSymbolicLink(_root.File("model/inside.link"), "sub/w.bin");
        File.CreateSymbolicLink(_root.File("model/outside.link"), "../outside.bin");
        File.CreateSymbolicLink(_root.File("model/absolute.link"), _root.File("outside.bin"));
        Directory.CreateSymbolicLink(_root.File("model/up"), "..");
        File.CreateSymbolicLink(_root.File("model/twice.link"), "up/outside.bin");
        File.CreateSymbolicLink(_root.File("model/sibling.link"), "../model-2/w.bin");
        File.CreateSymbolicLink(_root.File("model/circle.link"), "circle.link");
        File.CreateSymbolicLink(_root.File("model/back.link"), "up/model/w.bin");
        Directory.CreateSymbolicLink(_root.File("alias"), "model");
    }

    public void Dispose() => _root.Dispose();

    [TestCase("w.bin", null, new byte[] { 0, 1, 2, 3 })]
    [TestCase("w.bin", "6", new byte[] { 6, 7, 8, 9 })]
    [TestCase("./w.bin", "0", new byte[] { 0, 1, 2, 3 })]
    [TestCase("sub/w.bin", null, new byte[] { 20, 21, 22, 23 })]
    [TestCase("sub//./w.bin", null, new byte[] { 20, 21, 22, 23 })]
    [TestCase("inside.link", null, new byte[] { 20, 21, 22, 23 })]
    [TestCase("back.link", null, new byte[] { 0, 1, 2, 3 })]
    [TestCase("up/model/w.bin", null, new byte[] { 0, 1, 2, 3 })]
    public void Files_inside_the_folder_are_read(string location, string? offset, byte[] expected)
    {
        TensorProto tensor = offset is null ? External(("location", location)) : External(("location", location), ("offset", offset), ("length", "4"));
        foreach (string model in (string[])[_model, _root.File("alias/m.onnx"), _root.File("model/sub/../m.onnx"), Path.GetRelativePath(Environment.CurrentDirectory, _model)])
        {
            Assert.That(new ExternalData(model).Read(tensor).Bytes.ToArray(), Is.EqualTo(expected), model);
            Assert.That(() => new ExternalData(model).Check(Model(tensor)), Throws.Nothing, model);
        }
    }

    [TestCase("", "location: found ''")]
    [TestCase("/etc/passwd", "location: found '/etc/passwd'")]
    [TestCase("../outside.bin", "without '..'")]
    [TestCase("sub/../../outside.bin", "without '..'")]
    [TestCase("sub/..", "without '..'")]
    [TestCase(@"..\outside.bin", @"found '..\outside.bin'")]
    [TestCase(@"C:\w.bin", @"found 'C:\w.bin'")]
    [TestCase("C:w.bin", "found 'C:w.bin'")]
    [TestCase("w.bin\0", @"found 'w.bin\u0000'")]
    [TestCase("*/_ORT_MEM_ADDR_/*", "found '*/_ORT_MEM_ADDR_/*'; allowed")]
    [TestCase("outside.link", "which links to")]
    [TestCase("absolute.link", "which links to")]
    [TestCase("up/outside.bin", "which links to")]
    [TestCase("twice.link", "which links to")]
    [TestCase("sibling.link", "which links to")]
    [TestCase("up", "which links to")]
    [TestCase("circle.link", "symbolic links")]
    [TestCase("none.bin", "which is no file")]
    [TestCase("none/w.bin", "which is no file")]
    [TestCase("sub", "which is no file")]
    [TestCase(".", "found '.'")]
    public void Other_places_are_refused(string location, string message) => Refused(message, External(("location", location)));

    // Ten bytes in the file, four in the tensor.
    [TestCase("7", "4", "offset and length: found 7 and 4; allowed: a part of the 10 bytes")]
    [TestCase("9223372036854775807", "4", "a part of the 10 bytes")]
    [TestCase("9223372036854775808", "4", "offset: found '9223372036854775808'")]
    [TestCase("-1", "4", "offset: found '-1'")]
    [TestCase("0x1", "4", "offset: found '0x1'")]
    [TestCase("", "4", "offset: found ''")]
    [TestCase("0", "5", "length: found 5; allowed: 4 for uint8 of shape 4")]
    [TestCase("0", "3", "length: found 3; allowed: 4 for uint8 of shape 4")]
    [TestCase("0", "-4", "length: found '-4'")]
    [TestCase("0", "4.0", "length: found '4.0'")]
    public void Wrong_numbers_are_refused(string offset, string length, string message) =>
        Refused(message, External(("location", "w.bin"), ("offset", offset), ("length", length)));

    [Test]
    public void Wrong_tensors_are_refused()
    {
        Assert.Multiple(() =>
        {
            Refused("location: found none", External());
            Refused("key 'location' twice", External(("location", "w.bin"), ("location", "sub/w.bin")));
            Refused("found raw_data beside", With(t => t.RawData = ByteString.CopyFrom(1, 2, 3, 4)));
            Refused("found EXTERNAL for strings", With(t => t.DataType = (int)ElementType.String));
            Refused("data_type: found 0", With(t => t.ClearDataType()));
            Refused("data_type: found 99", With(t => t.DataType = 99));
            Refused("shape: found -4", With(t => t.Dims[0] = -4));
            Refused("tensor size", With(t => t.Dims[0] = 1L << 40));
            Refused("data_location: found 7", With(t => t.DataLocation = (TensorProto.Types.DataLocation)7));
            Refused("segment", With(t => t.Segment = new()));
        });
    }

    [Test]
    public void Keys_of_others_are_ignored() =>
        Assert.That(new ExternalData(_model).Read(External(("location", "w.bin"), ("prepacked_0", "x"))).Bytes[3], Is.EqualTo(3));

    [Test]
    public void Checksum_is_of_the_whole_file_and_checked_on_reading()
    {
#pragma warning disable CA5350 // ONNX says SHA-1.
        string right = Convert.ToHexString(SHA1.HashData(File.ReadAllBytes(_root.File("model/w.bin"))));
#pragma warning restore CA5350
        var data = new ExternalData(_model);
        foreach (string digest in (string[])[right, right.ToLowerInvariant()])
            Assert.That(data.Read(External(("location", "w.bin"), ("offset", "6"), ("checksum", digest))).Bytes[0], Is.EqualTo(6));
        TensorProto damaged = External(("location", "w.bin"), ("checksum", new string('0', 40)));
        Assert.That(() => data.Read(damaged), Throws.TypeOf<InvalidModelException>().With.Message.Contains("checksum: found '0000"));
        Assert.That(() => data.Check(Model(damaged)), Throws.Nothing);
    }

    [Test]
    public void Data_in_the_message_needs_no_file()
    {
        TensorProto inside = TensorConversion.ToProto("w", Tensor.Of<byte>(ElementType.UInt8, [1], [5]));
        Assert.That(new ExternalData("/nowhere/m.onnx").Read(inside).Bytes[0], Is.EqualTo(5));
        Assert.That(() => new ExternalData("/nowhere/m.onnx").Check(Model(inside)), Throws.Nothing);
        Assert.That(() => new ExternalData("m.onnx").Read(new TensorProto { Name = "w", DataType = 1, Dims = { 1 } }), Throws.TypeOf<InvalidModelException>().With.Message.EqualTo("m.onnx: tensor 'w' data: found none; allowed: 1 elements for shape 1"));
    }

    [Test]
    public void Packed_types_read_no_filler()
    {
        TensorProto tensor = With(t => (t.DataType, t.Dims[0]) = ((int)ElementType.UInt4, 3));
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "8" });
        _root.File("model/w.bin", [0, 0, 0, 0, 0, 0, 0, 0, 0xA1, 0xF7]);
        Assert.That(new ExternalData(_model).Read(tensor).Bytes.ToArray(), Is.EqualTo((byte[])[0xA1, 0x07]));
        _root.File("model/w.bin", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    [Test]
    public void A_pipe_is_refused_and_does_not_wait()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("no named pipes in folders");
        using (var make = System.Diagnostics.Process.Start("mkfifo", _root.File("model/pipe"))) make.WaitForExit();
        Refused("a part of the 0 bytes", External(("location", "pipe")));
        TensorProto empty = With(t => t.Dims[0] = 0);
        empty.ExternalData[0].Value = "pipe";
        empty.ExternalData.Add(new StringStringEntryProto { Key = "checksum", Value = "da39a3ee5e6b4b0d3255bfef95601890afd80709" });
        Assert.That(new ExternalData(_model).Read(empty).ElementCount, Is.Zero);
        Assert.That(() => ModelFile.Read(_root.File("model/pipe")), Throws.TypeOf<InvalidModelException>().With.Message.Contains("empty file"));
    }

    // One bad reference at every place where a model can hold a tensor.
    static IEnumerable<TestCaseData> Places()
    {
        TensorProto bad = External(("location", "../x"));
        TensorProto good = new() { DataType = 1 };
        AttributeProto tensor = new() { Name = "value", T = bad };
        NodeProto node = SampleModels.Node("Constant", "c", tensor);
        yield return Place("initializer", m => m.Graph.Initializer.Add(bad), ": tensor 'w' location");
        yield return Place("sparse values", m => m.Graph.SparseInitializer.Add(new SparseTensorProto { Values = bad, Indices = good }), ": tensor 'w' location");
        yield return Place("sparse indices", m => m.Graph.SparseInitializer.Add(new SparseTensorProto { Values = good, Indices = bad }), ": tensor 'w' location");
        yield return Place("attribute", m => m.Graph.Node.Add(node), ": node 'c' (Constant-12): attribute 'value': tensor 'w' location");
        yield return Place("attribute tensors", m => m.Graph.Node.Add(SampleModels.Node("A", "a", new AttributeProto { Name = "ts", Tensors = { good, bad } })), "attribute 'ts'");
        yield return Place("attribute sparse", m => m.Graph.Node.Add(SampleModels.Node("A", "a", new AttributeProto { Name = "s", SparseTensor = new SparseTensorProto { Indices = bad } })), "attribute 's'");
        yield return Place("attribute sparses", m => m.Graph.Node.Add(SampleModels.Node("A", "a", new AttributeProto { Name = "ss", SparseTensors = { new SparseTensorProto { Values = bad } } })), "attribute 'ss'");
        yield return Place("subgraph node", m => m.Graph.Node.Add(SampleModels.Node("If", "i", SampleModels.Graph("then_branch", node))), "node 'i/then_branch/c' (Constant-12)");
        yield return Place("subgraph of subgraph", m => m.Graph.Node.Add(SampleModels.Node("If", "i", SampleModels.Graph("t", SampleModels.Node("If", "j", SampleModels.Graph("e", node))))), "node 'i/t/j/e/c'");
        yield return Place("subgraph initializer", m => m.Graph.Node.Add(SampleModels.Node("If", "i", new AttributeProto { Name = "t", G = new GraphProto { Initializer = { bad } } })), ": i/t: tensor 'w'");
        yield return Place("graphs attribute", m => m.Graph.Node.Add(SampleModels.Node("If", "i", new AttributeProto { Name = "gs", Graphs = { new GraphProto(), new GraphProto { Initializer = { bad } } } })), ": i/gs[1]: tensor 'w'");
        yield return Place("function node", m => m.Functions.Add(new FunctionProto { Domain = "d", Name = "F", Node = { node } }), "node 'function d.F/c' (Constant)");
        yield return Place("function attribute", m => m.Functions.Add(new FunctionProto { Name = "F", AttributeProto = { tensor } }), ": function F: attribute 'value'");
        yield return Place("function attribute graph", m => m.Functions.Add(new FunctionProto { Name = "F", AttributeProto = { SampleModels.Graph("g", node) } }), "attribute_proto/g/c'");
        yield return Place("training algorithm", m => m.TrainingInfo.Add(new TrainingInfoProto { Algorithm = new GraphProto { Initializer = { bad } } }), "training_info[0]/algorithm: tensor 'w'");
        yield return Place("training initialization", m => m.TrainingInfo.Add(new TrainingInfoProto { Initialization = new GraphProto { Node = { node } } }), "node 'training_info[0]/initialization/c'");
    }

    [TestCaseSource(nameof(Places))]
    public void Every_place_is_checked(ModelProto model, string message) =>
        Assert.That(() => new ExternalData(_model).Check(model), Throws.TypeOf<InvalidModelException>().With.Message.StartsWith(_model).And.Message.Contains(message));

    void Refused(string message, TensorProto tensor)
    {
        Assert.That(() => new ExternalData(_model).Read(tensor), Throws.TypeOf<InvalidModelException>().With.Message.Contains(message).And.Message.StartsWith(_model + ": "));
        Assert.That(() => new ExternalData(_model).Check(Model(tensor)), Throws.TypeOf<InvalidModelException>().With.Message.Contains(message).And.Message.StartsWith(_model + ": "));
    }

    static TestCaseData Place(string name, Action<ModelProto> put, string message)
    {
        ModelProto model = SampleModels.Chain().Build();
        put(model);
        return new TestCaseData(model, message).SetArgDisplayNames(name);
    }

    static ModelProto Model(TensorProto tensor) => new() { Graph = new GraphProto { Initializer = { tensor } } };

    static TensorProto With(Action<TensorProto> change)
    {
        TensorProto tensor = External(("location", "w.bin"));
        change(tensor);
        return tensor;
    }

    static TensorProto External(params (string Key, string Value)[] keys)
    {
        var tensor = new TensorProto { Name = "w", DataType = (int)ElementType.UInt8, Dims = { 4 }, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.ExternalData.AddRange(keys.Select(k => new StringStringEntryProto { Key = k.Key, Value = k.Value }));
        return tensor;
    }
}
