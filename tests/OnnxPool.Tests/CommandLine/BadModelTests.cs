using Google.Protobuf;
using OnnxPool.Onnx;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.CommandLine;

/// <summary>Every way in which a model can be wrong is one line of error with file, node, attribute, value and what is allowed.</summary>
public sealed class BadModelTests
{
    static readonly (string Name, AttributeValue Value) s_kernel = ("kernel_shape", AttributeValue.Of([2, 2]));

    static IEnumerable<TestCaseData> Nodes()
    {
        const string Max = "node 'pool' (MaxPool-12): ";
        yield return Case("unknown attribute", Max + "kernel_size: found 2,2, which MaxPool-12 does not have", One("MaxPool", 12, s_kernel, ("kernel_size", AttributeValue.Of([2, 2]))));
        yield return Case("attribute of a later version", "node 'pool' (MaxPool-8): ceil_mode: found 1, which MaxPool-8 does not have", One("MaxPool", 8, s_kernel, ("ceil_mode", AttributeValue.Of(1))));
        yield return Case("attribute where none is", "node 'pool' (GlobalAveragePool-12): kernel_shape: found 2,2, which GlobalAveragePool-1 does not have; allowed: no attributes", One("GlobalAveragePool", 12, s_kernel));
        yield return Case("attribute of another kind", Max + "kernel_shape: found 2 (Int); allowed: a value of kind Ints", One("MaxPool", 12, ("kernel_shape", AttributeValue.Of(2))));
        yield return Case("attribute that is text", Max + "ceil_mode: found 1 (String)", One("MaxPool", 12, s_kernel, ("ceil_mode", AttributeValue.Of("1"))));
        yield return Case("no kernel", Max + "kernel_shape: found no value; allowed: 2 values", One("MaxPool", 12));
        yield return Case("short kernel", Max + "kernel_shape: found 2; allowed: 2 values >= 1", One("MaxPool", 12, ("kernel_shape", AttributeValue.Of([2]))));
        yield return Case("long strides", Max + "strides: found 1,1,1; allowed: 2 values >= 1", One("MaxPool", 12, s_kernel, ("strides", AttributeValue.Of([1, 1, 1]))));
        foreach (long wrong in (long[])[0, -1, long.MinValue])
        {
            yield return Case($"kernel {wrong}", Max + $"kernel_shape: found 2,{wrong}; allowed: 2 values >= 1", One("MaxPool", 12, ("kernel_shape", AttributeValue.Of([2, wrong]))));
            yield return Case($"stride {wrong}", Max + $"strides: found {wrong},1; allowed: 2 values >= 1", One("MaxPool", 12, s_kernel, ("strides", AttributeValue.Of([wrong, 1]))));
            yield return Case($"dilation {wrong}", Max + $"dilations: found {wrong},1; allowed: 2 values >= 1", One("MaxPool", 12, s_kernel, ("dilations", AttributeValue.Of([wrong, 1]))));
        }
        yield return Case("negative pad", "node 'pool' (AveragePool-19): pads: found 0,0,-1,0; allowed: 4 values >= 0", One("AveragePool", 19, s_kernel, ("pads", AttributeValue.Of([0, 0, -1, 0]))));
        yield return Case("negative size", Max + "output size of spatial axis 0: found -1 (input 4, kernel_shape 6,", One("MaxPool", 12, ("kernel_shape", AttributeValue.Of([6, 2]))));
        yield return Case("64 bits in pads", Max + "spatial axis 0: found input 4", One("MaxPool", 12, s_kernel, ("pads", AttributeValue.Of([long.MaxValue, 0, long.MaxValue, 0]))));
        yield return Case("64 bits in dims", "1x1x4294967296x4294967296", ModelFiles.One("MaxPool", 12, [1, 1, 1L << 32, 1L << 32], s_kernel));
        yield return Case("memory", "tensor size: found", ModelFiles.One("MaxPool", 12, [1, 1, 1 << 20, 1 << 20], s_kernel));
        yield return Case("memory of the output", "tensor size: found", One("MaxPool", 12, s_kernel, ("pads", AttributeValue.Of([1 << 20, 1 << 20, 1 << 20, 1 << 20]))));
        yield return Case("rank 2", Max + "input rank: found 2 (shape 4x4); allowed: at least 3", ModelFiles.One("MaxPool", 12, [4, 4], s_kernel));
        yield return Case("scalar", Max + "input rank: found 0 (shape scalar)", ModelFiles.One("MaxPool", 12, [], s_kernel));
        yield return Case("scalar flatten", "node 'pool' (Flatten-12): axis: found 1; allowed: 0 to 0 for shape scalar", ModelFiles.One("Flatten", 12, []));
        foreach (ElementType type in (ElementType[])[ElementType.Bool, ElementType.Int64, ElementType.String])
            yield return Case($"type {type}", Max + $"element type: found {type.Name()} for MaxPool-12; allowed: float16, float", ModelFiles.One("MaxPool", 12, type, [1, 1, 4, 4], s_kernel));
        foreach ((string text, float p) in ((string, float)[])[("0", 0), ("-1.5", -1.5f), ("NaN", float.NaN), ("Infinity", float.PositiveInfinity), ("-Infinity", float.NegativeInfinity)])
        {
            yield return Case($"LpPool-1 p {text}", $"node 'pool' (LpPool-1): p: found {text}; allowed: a finite number above 0", One("LpPool", 1, s_kernel, ("p", AttributeValue.Of(p))));
            yield return Case($"GlobalLpPool-1 p {text}", $"node 'pool' (GlobalLpPool-1): p: found {text}; allowed: a finite number above 0", One("GlobalLpPool", 1, ("p", AttributeValue.Of(p))));
        }
        foreach (long p in (long[])[0, -1])
        {
            yield return Case($"LpPool p {p}", $"node 'pool' (LpPool-18): p: found {p}; allowed: a finite number above 0", One("LpPool", 18, s_kernel, ("p", AttributeValue.Of(p))));
            yield return Case($"GlobalLpPool p {p}", $"node 'pool' (GlobalLpPool-22): p: found {p}; allowed: a finite number above 0", One("GlobalLpPool", 22, ("p", AttributeValue.Of(p))));
            ModelProto open = One("LpPool", 18, s_kernel, ("p", AttributeValue.Of(p)));
            open.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new();
            yield return Case($"LpPool p {p} on an open shape", $"node 'pool' (LpPool-18): p: found {p}", open);
        }
        yield return Case("INT p in version 1", "node 'pool' (LpPool-1): p: found 2 (Int); allowed: a value of kind Float", One("LpPool", 1, s_kernel, ("p", AttributeValue.Of(2))));
        yield return Case("FLOAT p in version 2", "node 'pool' (GlobalLpPool-2): p: found 2 (Float); allowed: a value of kind Int", One("GlobalLpPool", 2, ("p", AttributeValue.Of(2f))));
        foreach (long opset in (long[])[1, 2, 22])
            yield return Case($"LpPool-{opset} without a kernel", $"node 'pool' (LpPool-{opset}): kernel_shape: found no value; allowed: 2 values", One("LpPool", opset));
        foreach (string op in (string[])["GlobalMaxPool", "GlobalLpPool", "GlobalAveragePool"])
        {
            yield return Case($"{op} of rank 1", $"node 'pool' ({op}-22): input rank: found 1 (shape 4); allowed: at least 2", ModelFiles.One(op, 22, [4]));
            yield return Case($"{op} of rank 0", $"node 'pool' ({op}-22): input rank: found 0 (shape scalar); allowed: at least 2", ModelFiles.One(op, 22, []));
        }
        foreach (string op in (string[])["AveragePool", "LpPool", "MaxPool"])
            yield return Case($"{op} of bfloat16 before 22", $"element type: found bfloat16 for {op}-", ModelFiles.One(op, 21, ElementType.BFloat16, [1, 1, 4, 4], s_kernel));
        yield return Case("AveragePool of int8", "node 'pool' (AveragePool-22): element type: found int8 for AveragePool-22; allowed: float16, float, double, bfloat16", ModelFiles.One("AveragePool", 22, ElementType.Int8, [1, 1, 4, 4], s_kernel));
        yield return Case("type that is none", "99", ModelFiles.MaxPool(m => m.Graph.Input[0].Type.TensorType.ElemType = 99));
        foreach (long opset in (long[])[0, -1, 99, long.MaxValue])
            yield return Case($"opset {opset}", $"opset: found {opset} for MaxPool; allowed: 1 to 28", ModelFiles.MaxPool(m => m.OpsetImport[0].Version = opset));
        yield return Case("no opset of ONNX", "node 'pool' (MaxPool): opset_import: found no version of ONNX's own operators", ModelFiles.MaxPool(m => m.OpsetImport[0].Domain = "other"));
        yield return Case("attribute twice", Max + "kernel_shape: found the attribute twice", ModelFiles.MaxPool(m => m.Graph.Node[0].Attribute.Add(m.Graph.Node[0].Attribute[0].Clone())));
        yield return Case("attribute without name", Max + "attribute: found one without a name", ModelFiles.MaxPool(m => m.Graph.Node[0].Attribute[0].ClearName()));
        yield return Case("no input", Max + "inputs: found none; allowed: 1 (X)", ModelFiles.MaxPool(m => m.Graph.Node[0].Input.Clear()));
        yield return Case("omitted input", Max + "inputs: found none; allowed: 1 (X)", ModelFiles.MaxPool(m => m.Graph.Node[0].Input[0] = ""));
        yield return Case("two inputs", Max + "inputs: found X,X; allowed: 1 (X)", ModelFiles.MaxPool(m => m.Graph.Node[0].Input.Add("X")));
        yield return Case("no output", Max + "outputs: found ", ModelFiles.MaxPool(m => m.Graph.Node[0].Output.Clear()));
        yield return Case("three outputs", Max + "outputs: found Y,I,J", ModelFiles.MaxPool(m => m.Graph.Node[0].Output.Add(["I", "J"])));
        yield return Case("first output omitted", Max + "outputs: found ,I", ModelFiles.MaxPool(m => { m.Graph.Node[0].Output[0] = ""; m.Graph.Node[0].Output.Add("I"); }));
    }

    static IEnumerable<TestCaseData> Graphs()
    {
        const string Max = "node 'pool' (MaxPool-12): ";
        yield return Case("unknown input", Max + "input: found 'Z', which nothing before the node computes", ModelFiles.MaxPool(m => m.Graph.Node[0].Input[0] = "Z"));
        yield return Case("own output as input", Max + "input: found 'Y'", ModelFiles.MaxPool(m => m.Graph.Node[0].Input[0] = "Y"));
        yield return Case("cycle", "input: found 'b'", ModelFiles.MaxPool(m =>
        {
            NodeProto second = m.Graph.Node[0].Clone();
            (m.Graph.Node[0].Input[0], m.Graph.Node[0].Output[0]) = ("b", "a");
            (second.Input[0], second.Output[0]) = ("a", "b");
            m.Graph.Node.Add(second);
        }));
        yield return Case("output of an input's name", "output: found 'X' a second time", ModelFiles.MaxPool(m => m.Graph.Node[0].Output[0] = "X"));
        yield return Case("output twice", "output: found 'Y' a second time", ModelFiles.MaxPool(m => m.Graph.Node.Add(m.Graph.Node[0].Clone())));
        yield return Case("outputs of one name", "output: found 'Y' a second time", ModelFiles.MaxPool(m => m.Graph.Node[0].Output.Add("Y")));
        yield return Case("unknown input beside other nodes", "output: found 'Z'", ModelFiles.MaxPool(m => { Add(m, "Relu", "Y", "r"); m.Graph.Node[0].Input[0] = "Z"; }));
        yield return Case("cycle beside other nodes", "ONNX Runtime does not run it", ModelFiles.MaxPool(m => { Add(m, "Relu", "Y", "r"); m.Graph.Node[0].Input[0] = "r"; }));
        yield return Case("output twice beside other nodes", "ONNX Runtime does not run it", ModelFiles.MaxPool(m => { Add(m, "Relu", "Y", "r"); Add(m, "Relu", "X", "Y"); }));
        yield return Case("sparse initializer", "input: found 's'", ModelFiles.MaxPool(m => Sparse(m)));
        yield return Case("sparse initializer beside other nodes", "m.onnx: ", ModelFiles.MaxPool(m => { Sparse(m); Add(m, "Relu", "X", "r"); }));
        yield return Case("sequence input", "input 'X': found a value that is no tensor", ModelFiles.MaxPool(m => m.Graph.Input[0].Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = m.Graph.Input[0].Type } }));
        yield return Case("input without a type", "input 'X': found a value that is no tensor", ModelFiles.MaxPool(m => m.Graph.Input[0].Type = null));
        yield return Case("input without a rank", "shape of input 'X': found not even a rank", ModelFiles.MaxPool(m => m.Graph.Input[0].Type.TensorType.Shape = null));
    }

    [TestCaseSource(nameof(Nodes))]
    [TestCaseSource(nameof(Graphs))]
    public void A_wrong_model_is_refused(string message, ModelProto model)
    {
        using var folder = new TemporaryFolder();
        string path = model.Save(folder);
        Tool.IsRefused(["verify", path, "--json", folder.File("r.json")], $"onnxpool: {path}: ", message);
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo((string[])[path]));
    }

    [Test]
    public void A_file_that_is_no_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = ModelFiles.SmallCnn().ToByteArray();
        Tool.IsRefused(["verify", folder.File("none.onnx")], "none.onnx: no such file");
        Tool.IsRefused(["verify", folder.File("e.onnx", [])], "e.onnx: model file: found an empty file; allowed: an ONNX model");
        Tool.IsRefused(["verify", folder.File("text.onnx", "this is no model\n"u8)], "text.onnx: ");
        Tool.IsRefused(["verify", folder.File("lfs.onnx", "version https://git-lfs.github.com/spec/v1\noid x\n"u8)], "a Git LFS pointer");
        foreach (double part in (double[])[0.01, 0.1, 0.5, 0.9, 0.999])
            Tool.IsRefused(["verify", folder.File("cut.onnx", whole.AsSpan(0, (int)(whole.Length * part)))], "cut.onnx: ");
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            byte[] noise = new byte[random.Next(1, 200)];
            random.NextBytes(noise);
            ToolResult result = Tool.Run("verify", folder.File("noise.onnx", noise));
            Assert.That((result.Status, result.ErrorLines.Length), Is.EqualTo((2, 1)), Convert.ToHexString(noise));
        }
    }

    [Test]
    public void A_model_with_a_few_bytes_changed_never_ends_the_tool()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = ModelFiles.MaxPool(_ => { }).ToByteArray();
        var random = new Random(4);
        for (int i = 0; i < 300; i++)
        {
            byte[] changed = [.. whole];
            for (int k = random.Next(1, 3); k > 0; k--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            ToolResult result = Tool.Run("verify", folder.File("changed.onnx", changed));
            string text = $"{Convert.ToHexString(changed)}\n{result}";
            Assert.That(result.Status, Is.AnyOf(0, 2), text);
            Assert.That(result.ErrorLines, Has.Length.EqualTo(result.Status / 2), text);
        }
    }

    [Test]
    public void A_bad_dimension_or_node_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = ModelFiles.SmallCnn().Save(folder);
        Tool.IsRefused(["verify", path, "--dim", "batch=9223372036854775807"], path, "shape: found 9223372036854775807x3x16x16");
        Tool.IsRefused(["verify", path, "--dim", "batch=99999999"], path, "tensor size: found");
        Tool.IsRefused(["verify", path, "--node", "pool9"], "--node: found 'pool9'; allowed: the name of a pooling node");
    }

    [TestCase("../w.bin")]
    [TestCase("/etc/hostname")]
    [TestCase("missing.bin")]
    [TestCase("a/../../w.bin")]
    [TestCase("")]
    public void External_data_outside_of_the_folder_is_refused(string location)
    {
        using var folder = new TemporaryFolder();
        ModelProto model = ModelFiles.SmallCnn();
        folder.File("w.bin", model.Graph.Initializer[0].RawData.Span);
        ModelFiles.Externalize(model, "w", location);
        Directory.CreateDirectory(folder.File("inner"));
        string path = model.Save(folder, "inner/m.onnx");
        Tool.IsRefused(["verify", path], path, "tensor 'w' location: found", $"'{location}'");
    }

    static void Add(ModelProto model, string op, string input, string output) =>
        model.Graph.Node.Add(new NodeProto { OpType = op, Input = { input }, Output = { output } });

    static void Sparse(ModelProto model)
    {
        model.Graph.Node[0].Input[0] = "s";
        model.Graph.SparseInitializer.Add(new SparseTensorProto
        {
            Values = TensorConversion.ToProto("s", Tensor.Of<float>(ElementType.Float, [1], [1])),
            Indices = TensorConversion.ToProto("", Tensor.Of<long>(ElementType.Int64, [1], [3])),
            Dims = { 1, 1, 4, 4 },
        });
    }

    static ModelProto One(string op, long opset, params (string Name, AttributeValue Value)[] attributes) => ModelFiles.One(op, opset, [1, 1, 4, 4], attributes);

    static TestCaseData Case(string name, string message, ModelProto model) => new TestCaseData(message, model).SetName("Refused: " + name);
}
