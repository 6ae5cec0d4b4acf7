using OnnxPool.Conformance;

namespace OnnxPool.Tests.Bench;

/// <summary>What is timed as ours is the operator of the line, with all that the line says.</summary>
[TestFixture]
public sealed class OwnSideTests
{
    // What another test does may empty the array pool between two calls, but hardly each time.
    const int Attempts = 20;

    static readonly string[] s_lines =
    [
        "MaxPool:19 int8 1x2x6x6 kernel_shape=2,2 outputs=Y,Indices",
        "MaxPool:19 float 1x2x6x6 kernel_shape=2,2 storage_order=1 outputs=Y,Indices",
        "MaxPool:22 bfloat16 1x6x6x2 kernel_shape=3,2 layout=NHWC",
        "MaxPool:12 uint8 1x2x6x6 auto_pad=SAME_UPPER kernel_shape=2,2",
        "AveragePool:22 float16 1x2x6x6 kernel_shape=2,2 pads=1,1,1,1 count_include_pad=1",
        "LpPool:22 float 1x2x6x6 kernel_shape=2,2 p=1",
        "GlobalMaxPool:22 double 1x6x6x2 layout=NHWC",
        "GlobalAveragePool:22 double 1x6x6x2 layout=NHWC",
        "GlobalLpPool:22 float 1x6x6x2 p=3 layout=NHWC",
        "MaxUnpool:22 float 1x2x3x3 kernel_shape=2,2 strides=2,2",
        "MaxUnpool:22 float 1x2x3x3 kernel_shape=2,2 strides=2,2 output_shape=1,2,7,7",
        "Flatten:13 float 1x2x6x6 axis=2",
        "ai.onnxpool.MaxPool:1 float 1x2x6x6 kernel_shape=2,2",
        "MaxPoolGrad:1 float 1x2x6x6 kernel_shape=2,2 ties=equal data=ties",
        "MaxPoolGrad:1 float 1x2x6x6 kernel_shape=2,2 storage_order=1 inputs=dY,X,Y,Indices",
        "AveragePoolGrad:1 double 1x2x6x6 kernel_shape=2,2 pads=1,1,1,1 count_include_pad=1",
        "LpPoolGrad:1 float16 1x2x6x6 kernel_shape=2,2 p=1",
        "GlobalMaxPoolGrad:1 float 1x6x6x2 ties=all layout=NHWC data=ties",
        "GlobalAveragePoolGrad:1 bfloat16 1x6x6x2 layout=NHWC",
        "GlobalLpPoolGrad:1 float 1x6x6x2 p=3 layout=NHWC",
        "MaxUnpoolGrad:1 float 1x2x3x3 kernel_shape=2,2 strides=2,2",
        "MaxUnpoolGrad:1 float 1x2x3x3 kernel_shape=2,2 strides=2,2 output_shape=1,2,7,7",
        "FlattenGrad:1 float 1x2x6x6 axis=2",
    ];

    [TestCaseSource(nameof(s_lines))]
    public void It_computes_what_the_node_computes(string line)
    {
        var problem = Problem.Parse(line);
        IReadOnlyList<Tensor> inputs = ProblemData.Inputs(problem, 1);
        Tensor[] expected = new OnnxPoolRunner().Run(problem, inputs);
        Benchmark.Require(problem);
        using var side = new OwnSide(problem, inputs);
        side.Round(0);
        foreach ((string name, Tensor tensor) in problem.Outputs.Zip(expected))
            Assert.That(side.Find(name)!.Span<byte>().ToArray(), Is.EqualTo(tensor.Bytes.ToArray()), name);
    }

    [TestCaseSource(nameof(s_lines))]
    public void A_call_allocates_nothing(string line)
    {
        var problem = Problem.Parse(line);
        using var side = new OwnSide(problem, ProblemData.Inputs(problem, 1));
        side.Call();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            side.Call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.That(least, Is.Zero);
    }

    [Test]
    public void Every_operator_is_among_them() =>
        Assert.That(s_lines.Select(l => Problem.Parse(l).Operator), Is.SupersetOf(OperatorTable.All.Concat(OperatorTable.Gradients)));

    [TestCase("MaxPool:19 uint8 1x2x6x6 kernel_shape=2,2", (2 * 36) + (2 * 25))]
    [TestCase("MaxPool:19 float 1x2x6x6 kernel_shape=2,2 outputs=Y,Indices", (4 * 2 * 36) + (12 * 2 * 25))]
    [TestCase("MaxPoolGrad:1 float 1x2x6x6 kernel_shape=2,2", (8 * 2 * 36) + (4 * 2 * 25))]
    [TestCase("MaxPoolGrad:1 float 1x2x6x6 kernel_shape=2,2 inputs=dY,X,Y,Indices", (4 * 2 * 36) + (12 * 2 * 25))]
    [TestCase("AveragePoolGrad:1 float 1x2x6x6 kernel_shape=2,2", (4 * 2 * 36) + (4 * 2 * 25))]
    public void Its_bytes_are_those_that_have_to_move(string line, long bytes)
    {
        var problem = Problem.Parse(line);
        using var side = new OwnSide(problem, ProblemData.Inputs(problem, 1));
        Assert.That(side.Bytes, Is.EqualTo(bytes));
    }
}
