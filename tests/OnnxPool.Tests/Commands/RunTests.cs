using System.Runtime.InteropServices;
using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Commands;

/// <summary><c>onnxpool run</c>.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [SetUp]
    public void Prepare()
    {
        ModelFile.Write(_folder.File("pool.onnx"), new ModelBuilder(12)
            .Input("X", ElementType.Float, ValueTypes.UnknownDimension, 1, 4)
            .Node("MaxPool", ["X"], ["a/b", "i"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2]))), "pool")
            .Node("AveragePool", ["a/b"], ["Y"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([3]))))
            .Output("a/b", ElementType.Float).Output("i", ElementType.Int64).Output("Y", ElementType.Float).Build());
        ModelFile.Write(_folder.File("mixed.onnx"), SampleModels.Chain().Build());
        byte[] data = MemoryMarshal.AsBytes<float>([1, 7, 2, 5]).ToArray();
        _folder.File("x.npy", NpyFileTests.File("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 4), }", data));
        TensorFile.Write(_folder.File("x.pb"), Tensor.Of<float>(ElementType.Float, [1, 1, 4], [1, 7, 2, 5]), "other");
    }

    public void Dispose() => _folder.Dispose();

    string Out => _folder.File("out");

    [Test]
    public void Providers_agree([Values("onnxpool", "ort", "reference", "plugin")] string provider, [Values("x.npy", "x.pb")] string file)
    {
        ToolResult result = Tool.Run("run", _folder.File("pool.onnx"), "--input", $"X={_folder.File(file)}", "--output", Out, "--provider", provider, "--json", _folder.File("r.json"));
        Assert.That(result.Status, Is.Zero, result.Error);
        Assert.Multiple(() =>
        {
            Assert.That(Directory.EnumerateFileSystemEntries(Out).Select(Path.GetFileName), Is.EquivalentTo(new[] { "a_b.pb", "i.pb", "Y.pb" }));
            (string name, Tensor y) = TensorFile.Read(Path.Combine(Out, "a_b.pb"));
            Assert.That(name, Is.EqualTo("a/b"));
            Assert.That(y.Values<float>().ToArray(), Is.EqualTo(new float[] { 7, 7, 5 }));
            Assert.That(TensorFile.Read(Path.Combine(Out, "i.pb")).Tensor.Values<long>().ToArray(), Is.EqualTo(new long[] { 1, 1, 3 }));
            Assert.That(TensorFile.Read(Path.Combine(Out, "Y.pb")).Tensor.Values<float>()[0], Is.EqualTo(19 / 3f).Within(1e-6));
            Assert.That(File.ReadAllText(_folder.File("r.json")), Does.Contain("\"shape\": \"1x1x3\""));
        });
    }

    [Test]
    public void Every_provider_runs_a_model_with_other_nodes()
    {
        TensorFile.Write(_folder.File("x4.pb"), Tensor.Of<float>(ElementType.Float, [1, 1, 4, 4], [1, -2, 3, -4, -5, -6, -7, -8, -9, -8, 7, 6, -5, -4, 3, 2]));
        string[] args = ["run", _folder.File("mixed.onnx"), "--input", $"X={_folder.File("x4.pb")}", "--output", Out, "--provider"];
        Tensor[] results = [.. ((string[])["ort", "onnxpool", "reference", "plugin"]).Select(provider =>
        {
            Assert.That(Tool.Run([.. args, provider]).Status, Is.Zero);
            return TensorFile.Read(Path.Combine(Out, "Y.pb")).Tensor;
        })];
        foreach (Tensor result in results[1..])
            Assert.That((result.Shape.ToArray(), result.Bytes.ToArray()), Is.EqualTo((results[0].Shape.ToArray(), results[0].Bytes.ToArray())));
    }

    [Test]
    public void Inputs_that_do_not_fit_are_refused_and_nothing_is_written()
    {
        TensorFile.Write(_folder.File("double.pb"), new Tensor(ElementType.Double, [1, 1, 4]));
        TensorFile.Write(_folder.File("long.pb"), new Tensor(ElementType.Float, [1, 1, 5]));
        TensorFile.Write(_folder.File("flat.pb"), new Tensor(ElementType.Float, [4]));
        IsRefused([], "no value for X", "X float ?x1x4");
        IsRefused(["--input", $"X={_folder.File("x.pb")}", "--input", $"Z={_folder.File("x.pb")}"], "'Z', which the model does not have", "X float");
        IsRefused(["--input", $"X={_folder.File("x.pb")}", "--input", $"X={_folder.File("x.npy")}"], "'X' twice");
        IsRefused(["--input", $"X={_folder.File("double.pb")}"], "double.pb", "found double; allowed: float");
        IsRefused(["--input", $"X={_folder.File("long.pb")}"], "found 1x1x5; allowed: ?x1x4");
        IsRefused(["--input", $"X={_folder.File("flat.pb")}"], "found 4; allowed: ?x1x4");
        IsRefused(["--input", $"X={_folder.File("none.pb")}"], "none.pb", "no such file");
        IsRefused(["--input", $"X={_folder.File("none.npy")}"], "none.npy", "no such file");
        IsRefused(["--input", "X"], "--input: found 'X'; allowed: NAME=FILE");
        IsRefused(["--input", "X=a.txt"], "a file .pb or .npy");
        IsRefused(["--input", $"X={_folder.File("x.pb")}", "--provider", "gpu"], "--provider: found 'gpu'; allowed: onnxpool, ort, reference, plugin");
        Assert.That(Directory.Exists(Out), Is.False);

        void IsRefused(string[] options, params string[] parts) =>
            Tool.IsRefused(["run", _folder.File("pool.onnx"), "--output", Out, .. options], parts);
    }

    [Test]
    public void Outputs_that_cannot_be_written_leave_nothing()
    {
        string[] args = ["run", _folder.File("pool.onnx"), "--input", $"X={_folder.File("x.pb")}", "--output"];
        Tool.IsRefused([.. args, _folder.File("x.pb")], "a file; allowed: a folder");
        Directory.CreateDirectory(Path.Combine(Out, "i.pb"));
        Tool.IsRefused([.. args, Out], "i.pb", "a folder");
        Assert.That(Directory.EnumerateFileSystemEntries(Out).Select(Path.GetFileName), Is.EqualTo(new[] { "i.pb" }));
    }

    [Test]
    public void Two_outputs_with_one_file_name_are_refused()
    {
        ModelFile.Write(_folder.File("same.onnx"), new ModelBuilder(12).Input("X", ElementType.Float, 1, 1, 4)
            .Node("Flatten", ["X"], ["a/b"]).Node("Flatten", ["X"], ["a:b"])
            .Output("a/b", ElementType.Float).Output("a:b", ElementType.Float).Build());
        Tool.IsRefused(["run", _folder.File("same.onnx"), "--input", $"X={_folder.File("x.pb")}", "--output", Out], "a_b.pb", "a/b and a:b");
        Assert.That(Directory.Exists(Out), Is.False);
    }
}
