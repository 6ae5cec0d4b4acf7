namespace OnnxPool.Tests.CommandLine;

/// <summary>Every way in which a problem line can be wrong is one line of error that repeats it.</summary>
public sealed class BadLineTests
{
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_size=2,2", "kernel_size: found 2,2, which MaxPool-12 does not have; allowed: auto_pad, kernel_shape")]
    [TestCase("MaxPool:8 float 1x1x4x4 kernel_shape=2,2 ceil_mode=1", "ceil_mode: found 1, which MaxPool-8 does not have")]
    [TestCase("AveragePool:11 float 1x1x4x4 kernel_shape=2,2 dilations=1,1", "dilations: found 1,1, which AveragePool-11 does not have")]
    [TestCase("MaxPool:12 float 1x1x4x4", "kernel_shape: found no value; allowed: 2 values")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=", "kernel_shape: found an empty list; allowed: 2 values >= 1")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2", "kernel_shape: found 2; allowed: 2 values >= 1")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2,2", "kernel_shape: found 2,2,2; allowed: 2 values >= 1")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=0,2", "kernel_shape: found 0,2; allowed: 2 values >= 1")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,-2", "kernel_shape: found 2,-2")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2 strides=0,1", "strides: found 0,1; allowed: 2 values >= 1")]
    [TestCase("AveragePool:19 float 1x1x4x4 kernel_shape=2,2 strides=1,-1", "strides: found 1,-1")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2 dilations=0,1", "dilations: found 0,1; allowed: 2 values >= 1")]
    [TestCase("AveragePool:19 float 1x1x4x4 kernel_shape=2,2 dilations=-1,1", "dilations: found -1,1")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2 pads=0,0,0,-1", "pads: found 0,0,0,-1; allowed: 4 values >= 0")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2 pads=1,1", "pads: found 1,1; allowed: 4 values >= 0")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2 pads=1,1,1,1 auto_pad=VALID", "pads: found 1,1,1,1 beside auto_pad=VALID")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2 auto_pad=same_upper", "auto_pad: found 'same_upper'; allowed: NOTSET, VALID")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2 ceil_mode=2", "ceil_mode: found 2; allowed: 0 or 1")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2 storage_order=-1", "storage_order: found -1; allowed: 0 or 1")]
    [TestCase("AveragePool:11 float 1x1x4x4 kernel_shape=2,2 count_include_pad=2", "count_include_pad: found 2; allowed: 0 or 1")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,6", "output size of spatial axis 1: found -1")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=9223372036854775807,2 dilations=2,1", "spatial axis 0: found input 4, kernel_shape 9223372036854775807")]
    [TestCase("MaxPool:12 float 1x1x4x4 kernel_shape=2,2 pads=9223372036854775807,0,9223372036854775807,0", "allowed: sizes below 2^63")]
    [TestCase("MaxPool:12 float 1x1x4294967296x4294967296 kernel_shape=2,2", "shape: found 1x1x4294967296x4294967296; allowed: a product of dimensions below 2^63")]
    [TestCase("Flatten:13 float 9223372036854775807x2", "a product of dimensions below 2^63")]
    [TestCase("MaxPool:12 double 1x1x65536x65536 kernel_shape=2,2", "tensor size: found")]
    [TestCase("MaxPool:12 float 1x1x1x1 kernel_shape=1,1 pads=1000000,1000000,1000000,1000000", "tensor size: found")]
    [TestCase("Flatten:13 string 40000x40000", "tensor size: found")]
    [TestCase("Flatten:13 float 1000000x1000000", "tensor size: found")]
    [TestCase("GlobalAveragePool:1 float 1000000x1000000", "tensor size: found")]
    [TestCase("MaxPool:12 float 4x4 kernel_shape=2,2", "input rank: found 2 (shape 4x4); allowed: at least 3")]
    [TestCase("AveragePool:12 float scalar kernel_shape=2", "input rank: found 0 (shape scalar)")]
    [TestCase("GlobalAveragePool:12 float 4", "input rank: found 1 (shape 4); allowed: at least 2")]
    [TestCase("Flatten:13 float scalar", "axis: found 1; allowed: 0 to 0 for shape scalar")]
    [TestCase("Flatten:9 float 2x3 axis=-1", "axis: found -1; allowed: 0 to 2")]
    [TestCase("Flatten:13 float 2x3 axis=3", "axis: found 3; allowed: -2 to 2")]
    [TestCase("MaxPool:29 float 1x1x4 kernel_shape=2", "opset: found 29 for MaxPool; allowed: 1 to 28")]
    [TestCase("MaxPool:0 float 1x1x4 kernel_shape=2", "opset: found 0 for MaxPool; allowed: 1 to 28")]
    [TestCase("MinPool:12 float 1x1x4 kernel_shape=2", "operator: found MinPool; allowed: MaxPool, AveragePool")]
    [TestCase("MaxPool:12 bool 1x1x4 kernel_shape=2", "element type: found bool for MaxPool-12; allowed: float16, float, double, int8, uint8")]
    [TestCase("LpPool:11 float 1x1x4x4 kernel_shape=2,2 p=0", "p: found 0; allowed: a finite number above 0")]
    [TestCase("LpPool:22 bfloat16 1x1x4x4 kernel_shape=2,2 p=-1", "p: found -1; allowed: a finite number above 0")]
    [TestCase("LpPool:11 float 1x1x4x4 kernel_shape=2,2 p=2.5", "p: found '2.5'; allowed: an integer")]
    [TestCase("LpPool:11 float 1x1x4x4 kernel_shape=2,2 p=9223372036854775808", "p: found '9223372036854775808'; allowed: an integer")]
    [TestCase("LpPool:1 float 1x1x4x4 kernel_shape=2,2 p=0", "p: found 0; allowed: a finite number above 0")]
    [TestCase("LpPool:1 float 1x1x4x4 kernel_shape=2,2 p=-0.5", "p: found -0.5; allowed: a finite number above 0")]
    [TestCase("LpPool:1 float 1x1x4x4 kernel_shape=2,2 p=NaN", "p: found NaN; allowed: a finite number above 0")]
    [TestCase("LpPool:1 float 1x1x4x4 kernel_shape=2,2 p=Infinity", "p: found Infinity; allowed: a finite number above 0")]
    [TestCase("LpPool:1 float 1x1x4x4 kernel_shape=2,2 p=two", "p: found 'two'; allowed: a number")]
    [TestCase("GlobalLpPool:1 float 1x1x4x4 p=-Infinity", "p: found -Infinity; allowed: a finite number above 0")]
    [TestCase("GlobalLpPool:2 float 1x1x4x4 p=0", "p: found 0; allowed: a finite number above 0")]
    [TestCase("GlobalLpPool:22 float 1x1x4x4 p=-3", "p: found -3; allowed: a finite number above 0")]
    [TestCase("LpPool:1 float 1x1x4x4", "kernel_shape: found no value; allowed: 2 values")]
    [TestCase("LpPool:22 float 1x1x4x4 p=2", "kernel_shape: found no value; allowed: 2 values")]
    [TestCase("LpPool:11 float 1x1x4x4 kernel_shape=2,2 ceil_mode=1", "ceil_mode: found 1, which LpPool-11 does not have")]
    [TestCase("LpPool:22 float 1x1x4x4 kernel_shape=2,2 count_include_pad=1", "count_include_pad: found 1, which LpPool-22 does not have")]
    [TestCase("MaxUnpool:11 float 1x1x2x2", "kernel_shape: found no value; allowed: 2 values")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 dilations=1,1", "dilations: found 1,1, which MaxUnpool-11 does not have")]
    [TestCase("MaxUnpool:11 float 2x2 kernel_shape=2,2", "input rank: found 2 (shape 2x2); allowed: at least 3")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 pads=2,2,2,2", "output size of spatial axis 0: found -1; allowed: 0 or more")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 pads=0,-1,0,0", "pads: found 0,-1,0,0; allowed: 4 values >= 0")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 output_shape=1,5,5", "output_shape: found a tensor of shape 3; allowed: 4 dimensions")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 output_shape=1,2,5,5", "output_shape: found 1x2x5x5; allowed: 4 dimensions that begin with 1 and 1")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 output_shape=1,1,2,4", "output_shape: found 1x1x2x4; allowed: at least as many elements as 1x1x3x3")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 output_shape=1,1,-5,5", "output_shape: found 1x1x-5x5")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 output_shape=", "output_shape: found ")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 output_shape=1,1,x,5", "output_shape: found '1,1,x,5'; allowed: integers joined by commas")]
    [TestCase("MaxUnpool:11 float 1x1x2x2 kernel_shape=2,2 output_shape=1,1,1000000,1000000", "tensor size: found")]
    [TestCase("MaxPool:12 float 1x1x2x2 kernel_shape=2,2 output_shape=1,1,5,5", "output_shape: found 1,1,5,5, which MaxPool-12 does not have")]
    [TestCase("GlobalMaxPool:1 float 4", "input rank: found 1 (shape 4); allowed: at least 2")]
    [TestCase("GlobalMaxPool:22 float scalar", "input rank: found 0 (shape scalar); allowed: at least 2")]
    [TestCase("GlobalLpPool:2 float 4", "input rank: found 1 (shape 4); allowed: at least 2")]
    [TestCase("GlobalLpPool:22 float scalar", "input rank: found 0 (shape scalar); allowed: at least 2")]
    [TestCase("GlobalMaxPool:12 float 1x1x4 kernel_shape=2", "kernel_shape: found 2, which GlobalMaxPool-1 does not have")]
    [TestCase("AveragePool:22 int8 1x1x4x4 kernel_shape=2,2", "element type: found int8 for AveragePool-22; allowed: float16, float, double, bfloat16")]
    [TestCase("MaxPool:11 uint8 1x1x4x4 kernel_shape=2,2", "element type: found uint8 for MaxPool-11; allowed: float16, float, double")]
    [TestCase("MaxPool:21 bfloat16 1x1x4x4 kernel_shape=2,2", "element type: found bfloat16 for MaxPool-12; allowed: float16, float, double, int8, uint8")]
    [TestCase("LpPool:21 bfloat16 1x1x4x4 kernel_shape=2,2", "element type: found bfloat16 for LpPool-18; allowed: float16, float, double")]
    [TestCase("GlobalMaxPool:21 bfloat16 1x1x4x4", "element type: found bfloat16 for GlobalMaxPool-1")]
    [TestCase("GlobalLpPool:21 bfloat16 1x1x4x4", "element type: found bfloat16 for GlobalLpPool-2")]
    [TestCase("MaxUnpool:21 bfloat16 1x1x4x4 kernel_shape=2,2", "element type: found bfloat16 for MaxUnpool-11")]
    [TestCase("GlobalMaxPool:22 int8 1x1x4x4", "element type: found int8 for GlobalMaxPool-22")]
    [TestCase("MaxUnpool:8 float 1x1x4x4 kernel_shape=2,2", "opset: found 8 for MaxUnpool; allowed: 9 to 28")]
    [TestCase("MaxPool:12 float", "problem line: found")]
    public void A_wrong_line_is_refused(string line, string message)
    {
        using var folder = new Models.TemporaryFolder();
        string json = folder.File("r.json");
        Tool.IsRefused(["verify", line, "--json", json], $"{line}: ", message);
        string lines = folder.File("p.txt", System.Text.Encoding.UTF8.GetBytes($"# c\n{line}\n"));
        Tool.IsRefused(["verify", "@" + lines, "--json", json], $"{lines}:2: {line}: ", message);
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo((string[])[lines]));
    }

    [TestCase("no-such-file.onnx")]
    [TestCase("MaxPool 12")]
    [TestCase("")]
    [TestCase("C:\\x.onnx")]
    public void What_is_neither_a_file_nor_a_line_is_refused(string target) =>
        Tool.IsRefused(["verify", target], $"{target}: no such file or folder, and not a problem line");

    [Test]
    public void Files_of_lines_that_are_none_are_refused()
    {
        using var folder = new Models.TemporaryFolder();
        Tool.IsRefused(["verify", "@" + folder.File("none.txt")], "none.txt: no such file");
        Tool.IsRefused(["verify", "@" + folder.Path], "is a folder, not a file of problem lines");
        Tool.IsRefused(["verify", "@" + folder.File("e.txt", [])], "found no problem line");
        Tool.IsRefused(["verify", "@" + folder.File("b.bin", [0, 1, 2, 255, 10, 27])], "b.bin:1: ");
        Tool.IsRefused(["verify", "@"], "@FILE");
        Tool.IsRefused(["verify", folder.Path], "no model (*.onnx) and no real-models.txt");
    }

    [Test]
    public void One_bad_line_does_not_hide_the_verdict_on_another()
    {
        ToolResult result = Tool.Run("verify", "Flatten:13 float 2x3", "MaxPool:12 float 1x1x4 kernel_shape=9");
        Assert.That((result.Status, result.ErrorLines.Length), Is.EqualTo((2, 1)));
        Assert.That(result.Out, Does.Contain("1 passed"));
    }
}
