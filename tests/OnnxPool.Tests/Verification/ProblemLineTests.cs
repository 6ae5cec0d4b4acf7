using OnnxPool.Conformance;

namespace OnnxPool.Tests.Verification;

public sealed class ProblemLineTests
{
    [TestCase("MaxPool:12 float 1x64x112x112 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 outputs=Y,Indices name=resnet50-stem")]
    [TestCase("MaxPool:1 float16 1x1x4 auto_pad=SAME_UPPER kernel_shape=2")]
    [TestCase("MaxPool:22 bfloat16 1x1x4x4 strides=2,1 kernel_shape=3,3 dilations=1,2 ceil_mode=1 storage_order=1 data=special")]
    [TestCase("AveragePool:19 double 0x1x4x4x4 kernel_shape=1,2,3 count_include_pad=1 data=ties")]
    [TestCase("GlobalAveragePool:22 float 1x3x7x7 data=infinite")]
    [TestCase("Flatten:25 uint2 scalar axis=0")]
    [TestCase("Flatten:13 string 2x3 axis=-1 data=large name=a.b_c-1")]
    [TestCase("MaxPool:28 float 9223372036854775807x1x1 kernel_shape=-1,0 pads=")]
    [TestCase("MaxPoolGrad:1 float 1x1x4x4 kernel_shape=2,2 strides=2,2 ties=equal inputs=dY,X,Y name=a")]
    [TestCase("MaxPoolGrad:1 bfloat16 1x1x4 kernel_shape=2 inputs=dY,X,Indices layout=NHWC data=ties")]
    [TestCase("GlobalMaxPoolGrad:1 double 2x3 inputs=dY,X,Y,Indices")]
    [TestCase("AveragePoolGrad:1 float16 1x4x4x2 kernel_shape=2,2 layout=NHWC")]
    [TestCase("MaxUnpoolGrad:1 float 1x1x2 kernel_shape=2 output_shape=1,1,9")]
    [TestCase("FlattenGrad:1 float 2x3 axis=-1")]
    [TestCase("ai.onnxpool.MaxPool:1 int8 1x4x4x2 kernel_shape=2,2 outputs=Y,Indices layout=NHWC")]
    [TestCase("ai.onnxpool.MaxUnpool:1 float 1x1x2 kernel_shape=2 output_shape=1,1,9")]
    public void A_line_is_what_its_problem_prints(string line) => Assert.That(Problem.Parse(line).ToString(), Is.EqualTo(line));

    [TestCase("  MaxPool:012   float 01x2x03\tkernel_shape=+2 ", "MaxPool:12 float 1x2x3 kernel_shape=2")]
    [TestCase("MaxPool:12 float 1x1x4 name=a outputs=Y data=uniform kernel_shape=2", "MaxPool:12 float 1x1x4 kernel_shape=2 name=a")]
    [TestCase("ai.onnxpool.MaxPoolGrad:1 float 1x1x4 kernel_shape=2 layout=NCHW inputs=dY,X", "MaxPoolGrad:1 float 1x1x4 kernel_shape=2")]
    [TestCase("MaxPool:12 float 1x4x1 layout=NHWC data=ties kernel_shape=2", "MaxPool:12 float 1x4x1 kernel_shape=2 layout=NHWC data=ties")]
    [TestCase("MaxPool:12 float 1x1x4 data=ties outputs=Y,Indices kernel_shape=2", "MaxPool:12 float 1x1x4 kernel_shape=2 outputs=Y,Indices data=ties")]
    public void There_is_one_print_of_a_problem(string line, string print) => Assert.That(Problem.Parse(line).ToString(), Is.EqualTo(print));

    [Test]
    public void Print_and_parse_are_inverse()
    {
        var random = new Random(20260101);
        var operators = new HashSet<string>();
        for (int i = 0; i < 20_000; i++)
        {
            Problem problem = RandomProblems.Next(random);
            operators.Add(problem.Version.ToString());
            string line = problem.ToString();
            var parsed = Problem.Parse(line);
            Assert.That(parsed.ToString(), Is.EqualTo(line));
            Assert.That((parsed.Operator, parsed.Opset, parsed.Type, parsed.Data, parsed.Name), Is.EqualTo((problem.Operator, problem.Opset, problem.Type, problem.Data, problem.Name)), line);
            Assert.That(parsed.Shape.ToArray(), Is.EqualTo(problem.Shape.ToArray()), line);
            Assert.That(parsed.Outputs, Is.EqualTo(problem.Outputs), line);
            Assert.That(parsed.Inputs, Is.EqualTo(problem.Inputs), line);
            Assert.That((parsed.Layout, parsed.Operator.Domain, parsed.Forward.ToString()), Is.EqualTo((problem.Layout, problem.Operator.Domain, problem.Forward.ToString())), line);
            Assert.That(parsed.Attributes.Select(a => (a.Key, a.Value.Kind, $"{a.Value}")), Is.EqualTo(problem.Attributes.Select(a => (a.Key, a.Value.Kind, $"{a.Value}"))), line);
        }
        Assert.That(operators, Has.Count.EqualTo(OperatorTable.All.Concat(OperatorTable.Own).Sum(o => o.Versions.Count)));
    }

    [TestCase("", "problem line: found ''; allowed: OPERATOR:OPSET TYPE SHAPE")]
    [TestCase("MaxPool:12 float", "problem line: found 'MaxPool:12 float'")]
    [TestCase("MaxPool float 1x1x4", "operator: found MaxPool; allowed: OPERATOR:OPSET")]
    [TestCase("MaxPool:12:1 float 1x1x4", "operator: found MaxPool:12:1")]
    [TestCase("maxpool:12 float 1x1x4", "operator: found maxpool; allowed: MaxPool, AveragePool, GlobalAveragePool, Flatten")]
    [TestCase("MaxPool:x float 1x1x4", "opset: found x; allowed: 1 to 28")]
    [TestCase("MaxPool:-1 float 1x1x4", "opset: found -1; allowed: 1 to 28")]
    [TestCase("MaxPool:0 float 1x1x4", "opset: found 0 for MaxPool; allowed: 1 to 28")]
    [TestCase("MaxPool:29 float 1x1x4", "opset: found 29 for MaxPool; allowed: 1 to 28")]
    [TestCase("MaxPool:99999999999999999999 float 1x1x4", "opset: found 99999999999999999999")]
    [TestCase("MaxPool:12 float32 1x1x4", "element type: found float32; allowed: float, uint8")]
    [TestCase("MaxPool:12 undefined 1x1x4", "element type: found undefined")]
    [TestCase("MaxPool:12 float 1x-1x4", "shape: found 1x-1x4; allowed: dimensions >= 0 joined by x, or scalar")]
    [TestCase("MaxPool:12 float 1xx4", "shape: found 1xx4")]
    [TestCase("MaxPool:12 float Scalar", "shape: found Scalar")]
    [TestCase("MaxPool:12 float 9223372036854775808", "shape: found 9223372036854775808")]
    [TestCase("MaxPool:12 float 1x1x4 kernel_shape", "the word 'kernel_shape'; allowed: NAME=VALUE")]
    [TestCase("MaxPool:12 float 1x1x4 =2", "found 2, which MaxPool-12 does not have")]
    [TestCase("MaxPool:12 float 1x1x4 kernel_shape=2 kernel_shape=3", "kernel_shape: found a second value; allowed: one value")]
    [TestCase("MaxPool:12 float 1x1x4 name=a name=a", "name: found a second value")]
    [TestCase("MaxPool:12 float 1x1x4 kernel=2", "kernel: found 2, which MaxPool-12 does not have; allowed: auto_pad, kernel_shape, pads, strides, storage_order, ceil_mode, dilations, outputs, layout, data, name")]
    [TestCase("MaxPool:8 float 1x1x4 dilations=2", "dilations: found 2, which MaxPool-8 does not have")]
    [TestCase("MaxPool:12 float 1x1x4 count_include_pad=1", "count_include_pad: found 1, which MaxPool-12 does not have")]
    [TestCase("GlobalAveragePool:1 float 1x1x4 kernel_shape=2", "kernel_shape: found 2, which GlobalAveragePool-1 does not have")]
    [TestCase("MaxPool:12 float 1x1x4 kernel_shape=2,", "kernel_shape: found '2,'; allowed: integers joined by commas")]
    [TestCase("MaxPool:12 float 1x1x4 kernel_shape=2.0", "kernel_shape: found '2.0'")]
    [TestCase("MaxPool:12 float 1x1x4 ceil_mode=", "ceil_mode: found ''; allowed: an integer")]
    [TestCase("MaxPool:12 float 1x1x4 ceil_mode=1,1", "ceil_mode: found '1,1'; allowed: an integer")]
    [TestCase("MaxPool:12 float 1x1x4 outputs=Indices", "outputs: found Indices; allowed: the first of Y,Indices (MaxPool-12)")]
    [TestCase("MaxPool:1 float 1x1x4 outputs=Y,Indices", "outputs: found Y,Indices; allowed: the first of Y (MaxPool-1)")]
    [TestCase("MaxPool:12 float 1x1x4 outputs=", "outputs: found nothing;")]
    [TestCase("MaxPool:12 float 1x1x4 data=random", "data: found random; allowed: uniform, ties, special, infinite, large")]
    [TestCase("MaxPool:12 float 1x1x4 name=", "name: found ''; allowed: letters, digits")]
    [TestCase("MaxPool:12 float 1x1x4 name=../x", "name: found '../x'")]
    [TestCase("MaxPool:12 float 1x1x4 name=a/b", "name: found 'a/b'")]
    [TestCase("MaxPoolgrad:1 float 1x1x4", "operator: found MaxPoolgrad; allowed: MaxPool, AveragePool, GlobalAveragePool, Flatten, GlobalMaxPool, LpPool, GlobalLpPool, MaxUnpool, MaxPoolGrad,")]
    [TestCase("ai.onnxpool.Conv:1 float 1x1x4", "operator: found ai.onnxpool.Conv")]
    [TestCase("ai.onnx.MaxPool:12 float 1x1x4", "operator: found ai.onnx.MaxPool")]
    [TestCase("MaxPoolGrad:12 float 1x1x4", "opset: found 12 for MaxPoolGrad; allowed: 1")]
    [TestCase("MaxPoolGrad:x float 1x1x4", "opset: found x; allowed: 1")]
    [TestCase("MaxPoolGrad:1 float 1x1x4 inputs=X,dY", "inputs: found X,dY; allowed: dY,X, then Y or Indices or both (MaxPoolGrad-1)")]
    [TestCase("MaxPoolGrad:1 float 1x1x4 inputs=dY,X,Indices,Y", "inputs: found dY,X,Indices,Y; allowed: dY,X, then Y or Indices or both")]
    [TestCase("MaxPoolGrad:1 float 1x1x4 inputs=dY,X,Z", "inputs: found dY,X,Z")]
    [TestCase("MaxPoolGrad:1 float 1x1x4 inputs=dY", "inputs: found dY; allowed: dY,X")]
    [TestCase("MaxPoolGrad:1 float 1x1x4 inputs=", "inputs: found nothing; allowed: dY,X")]
    [TestCase("LpPoolGrad:1 float 1x1x4 inputs=dY,X,Y,Y", "inputs: found dY,X,Y,Y; allowed: dY,X, then Y or none (LpPoolGrad-1)")]
    [TestCase("FlattenGrad:1 float 1x1x4 inputs=dY", "inputs: found dY; allowed: dY,X_shape (FlattenGrad-1)")]
    [TestCase("MaxPool:12 float 1x1x4 inputs=X", "inputs: found X, which MaxPool-12 does not have")]
    [TestCase("MaxPool:12 float 1x1x4 ties=first", "ties: found first, which MaxPool-12 does not have")]
    [TestCase("AveragePoolGrad:1 float 1x1x4 ties=first", "ties: found first, which AveragePoolGrad-1 does not have; allowed: auto_pad, kernel_shape, pads, strides, count_include_pad, ceil_mode, dilations, inputs, outputs, layout, data, name")]
    [TestCase("MaxPoolGrad:1 float 1x1x4 output_shape=1,1,8", "output_shape: found 1,1,8, which MaxPoolGrad-1 does not have")]
    [TestCase("MaxPool:12 float 1x1x4 layout=nhwc", "layout: found 'nhwc'; allowed: NCHW, NHWC")]
    [TestCase("MaxPool:12 float 1x1x4 name=ä", "name: found 'ä'")]
    public void Errors_name_the_word_and_what_is_allowed(string line, string message) =>
        Assert.That(() => Problem.Parse(line), Throws.TypeOf<InvalidPoolingException>().With.Message.Contains(message));

    [TestCase("MaxPool:12", true)]
    [TestCase("  Foo:1 x", true)]
    [TestCase("MaxPool:12\tfloat", true)]
    [TestCase("MaxPool", false)]
    [TestCase("C:\\models", false)]
    [TestCase("ai.onnxpool.MaxPool:1", true)]
    [TestCase("a/b:1", false)]
    [TestCase("MaxPool:", false)]
    [TestCase(":12", false)]
    [TestCase("", false)]
    public void A_line_is_told_from_a_path(string text, bool expected) => Assert.That(Problem.LooksLikeLine(text), Is.EqualTo(expected));
}
