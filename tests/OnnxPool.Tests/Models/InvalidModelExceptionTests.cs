using OnnxPool.Onnx;

namespace OnnxPool.Tests.Models;

public sealed class InvalidModelExceptionTests
{
    static readonly InvalidPoolingException s_error = new("axis", "9", "-2 to 2");

    [Test]
    public void Message_names_file_and_node()
    {
        NodePlace place = GraphNodes.Of(SampleModels.Chain().Build()).First();
        var e = InvalidModelException.In("m.onnx", place, s_error);
        Assert.That(e.Message, Is.EqualTo("m.onnx: node 'pool' (MaxPool-12): axis: found 9; allowed: -2 to 2"));
        Assert.That((e.File, e.Node, e.InnerException, e.IsUnsupported), Is.EqualTo(("m.onnx", "'pool' (MaxPool-12)", s_error, false)));
    }

    [Test]
    public void A_node_without_a_name_has_a_number()
    {
        NodePlace place = GraphNodes.Of(SampleModels.Chain().Build()).ElementAt(1);
        var e = InvalidModelException.In("m.onnx", place, new UnsupportedPoolingException("a", "b", "c"));
        Assert.That(e.Message, Is.EqualTo("m.onnx: node #1 (Relu-12): a: found b; allowed: c"));
        Assert.That(e.IsUnsupported);
    }

    [Test]
    public void Message_is_one_line_whatever_the_names_hold()
    {
        var e = new InvalidModelException("m.onnx", null, "tensor 'a\n\u001b[2Jb\u2028\u202ec'");
        Assert.That(e.Message, Is.EqualTo(@"m.onnx: tensor 'a\u000a\u001b[2Jb\u2028\u202ec'"));
    }

    [Test]
    public void Message_without_node() =>
        Assert.That(InvalidModelException.In("m.onnx", s_error).Message, Is.EqualTo("m.onnx: axis: found 9; allowed: -2 to 2"));
}
