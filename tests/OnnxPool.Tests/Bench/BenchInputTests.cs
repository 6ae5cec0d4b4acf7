using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Bench;

/// <summary>What the verb bench refuses, before the first case is timed.</summary>
[TestFixture]
public sealed class BenchInputTests
{
    const string Good = "MaxPool:22 float 1x1x4 kernel_shape=2";

    // Timing it would take minutes.
    static readonly string[] s_slow = ["--seconds", "1000"];

    [TestCase("--threads: found '0'; allowed: 1 to 256", Good, "--threads", "0")]
    [TestCase("--threads: found 'two'; allowed: 1 to 256", Good, "--threads", "two")]
    [TestCase("--against: found 'torch'; allowed: ort", Good, "--against", "torch")]
    [TestCase("--against", Good, "--against")]
    [TestCase("--seconds: found '-1'; allowed: a finite number of 0 or more", Good, "--seconds", "-1")]
    [TestCase("--seed: found 'x'", Good, "--seed", "x")]
    [TestCase("option: found '--kernels'; allowed: --threads", Good, "--kernels", "max-scan")]
    [TestCase("nowhere.onnx: no such file or folder", "nowhere.onnx")]
    [TestCase("nowhere.txt: no such file", "@nowhere.txt")]
    [TestCase("Required argument missing for command: 'bench'")]
    public void An_argument_that_cannot_be_used(string message, params string[] args) => Tool.IsRefused(["bench", .. args], message);

    [TestCase("MaxPool:22 float 1x1x4", "kernel_shape: found no value")]
    [TestCase("MaxPool:22 int32 1x1x4 kernel_shape=2", "int32")]
    [TestCase("Flatten:13 string 2x3", "element type: found string; allowed: float")]
    [TestCase("MaxPool:22 float 0x1x4 kernel_shape=2", "shape: found 0x1x4 to 0x1x3; allowed: an element at least on both sides")]
    [TestCase("MaxPool:22 float 1x1x0 kernel_shape=2 pads=1,1", "shape: found 1x1x0 to 1x1x1; allowed: an element at least on both sides")]
    [TestCase("AveragePoolGrad:1 float 1x1x1 kernel_shape=2", "shape: found 1x1x1 to 1x1x1; allowed: an element at least on both sides")]
    [TestCase("MaxPool:22 float 1x1x900000000000 kernel_shape=2", "tensor size: found 900000000000 elements of float")]
    [TestCase("GlobalMaxPoolGrad:1 float 1x1x4 inputs=dY,X,Indices", "inputs: found Indices of GlobalMaxPoolGrad; allowed: dY,X")]
    [TestCase("MaxPoolGrad:1 float 1x1x4 kernel_shape=2 ties=all inputs=dY,X,Indices", "ties: found all beside Indices; allowed: first")]
    [TestCase("MaxPool:22 float 1x4x1 kernel_shape=2 storage_order=1 layout=NHWC", "storage_order: found 1 with layout NHWC")]
    public void A_line_that_cannot_be_timed_even_behind_a_good_one(string line, string message) =>
        Tool.IsRefused(["bench", Good, line, .. s_slow], line, message);

    [Test]
    public void A_wrong_line_of_a_file_with_its_place()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("lines.txt", "MaxPool:22 float 1x1x4 kernel_shape=2\n\nFlatten:13 int64 2x3 # no arithmetic\n"u8);
        Tool.IsRefused(["bench", "@" + file, .. s_slow], $"{file}:3: Flatten:13 int64 2x3: element type: found int64");
    }

    [Test]
    public void A_model_without_pooling()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("none.onnx", ModelFile.ToBytes(new ModelBuilder(12).Input("X", ElementType.Float, 1).Node("Relu", ["X"], ["Y"]).Output("Y", ElementType.Float).Build()));
        Tool.IsRefused(["bench", file, .. s_slow], $"{file}: found no pooling node; allowed: one or more");
    }

    [Test]
    public void A_place_that_cannot_be_written([Values("--json", "--markdown")] string option)
    {
        using var folder = new TemporaryFolder();
        string missing = Path.Combine(folder.Path, "missing", "file");
        Tool.IsRefused(["bench", Good, option, missing, .. s_slow], $"{missing}: its folder does not exist");
    }
}
