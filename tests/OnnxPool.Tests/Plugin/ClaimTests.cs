using Microsoft.ML.OnnxRuntime;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;
using OnnxPool.Plugin;

namespace OnnxPool.Tests.Plugin;

/// <summary>Which nodes run here, and that the others run as if nothing of ours were there.</summary>
[TestFixture]
public class ClaimTests
{
    // Each with whether it is claimed because it is faster.
    [TestCase("MaxPool:12 uint8 1x8x32x32 kernel_shape=2,2", true)]
    [TestCase("MaxPool:12 uint8 1x1x8x8 kernel_shape=2,2", false)]
    [TestCase("MaxPool:12 float 1x8x32x32 kernel_shape=2,2 outputs=Y,Indices", true)]
    [TestCase("MaxPool:12 float 1x8x32x32 kernel_shape=2,2 dilations=2,2", true)]
    [TestCase("MaxPool:12 float 1x64x32x32 kernel_shape=2,2 strides=2,2", true)]
    [TestCase("MaxPool:12 float 1x32x32x32 kernel_shape=2,2 strides=2,2", false)]
    [TestCase("MaxPool:12 float 1x64x32x32 kernel_shape=9,9", true)]
    [TestCase("MaxPool:12 float 1x512x14x14 kernel_shape=3,3 pads=1,1,1,1", true)]
    [TestCase("MaxPool:12 float 1x15x70x70 kernel_shape=3,3 strides=5,5", false)]
    [TestCase("MaxPool:12 float 1x512x14x14 kernel_shape=2,2 strides=2,2", false)]
    [TestCase("MaxPool:12 float 1x32x32x32x32 kernel_shape=2,2,2 strides=2,2,2", true)]
    [TestCase("AveragePool:22 float 1x6x28x28 kernel_shape=2,2 strides=2,2", true)]
    [TestCase("AveragePool:22 float 1x8x28x28 kernel_shape=2,2 strides=2,2", false)]
    [TestCase("AveragePool:22 float 1x32x256x256 kernel_shape=2,2 strides=2,2", true)]
    [TestCase("AveragePool:22 double 1x1x4x4 kernel_shape=2,2", true)]
    [TestCase("LpPool:22 float 1x4x8x8 kernel_shape=2,2", true)]
    [TestCase("GlobalAveragePool:22 float 1x64x28x28", true)]
    [TestCase("GlobalAveragePool:22 float 1x2048x7x7", true)]
    [TestCase("GlobalAveragePool:22 float 1x1024x7x7", false)]
    [TestCase("MaxUnpool:11 float 1x64x28x28 kernel_shape=2,2 strides=2,2", false)]
    [TestCase("Flatten:13 float 8x32x32", false)]
    public void Those_are_claimed_that_are_faster(string line, bool claimed)
    {
        Problem problem = Problem.Parse(line);
        var statistics = new OnnxPoolStatistics();
        using OrtSession session = Open(ProblemModel.Build(problem), o => o.Statistics = statistics);
        _ = session.Run(ProblemData.Feeds(problem, 1), problem.Outputs);
        Assert.That(statistics.Nodes, Has.Count.EqualTo(claimed ? 1 : 0));
    }

    [Test]
    public void Channels_in_blocks_stay_with_convolutions([Values(16, 20)] int channels, [Values] ClaimPolicy policy)
    {
        ModelProto model = Convolutions(channels);
        var statistics = new OnnxPoolStatistics();
        var x = Tensor.Of<float>([1, 3, 66, 66], [.. Enumerable.Range(0, 3 * 66 * 66).Select(i => (i * 37 % 101) - 50f)]);
        Dictionary<string, Tensor> feeds = new() { ["X"] = x };
        using OrtSession session = Open(model, o => (o.Statistics, o.Claim) = (statistics, policy));
        using var alone = new OrtSession(ModelFile.ToBytes(model), new OrtSettings { Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL });
        OutputDifference difference = TensorComparison.Exact(session.Run(feeds, ["Y"])[0], alone.Run(feeds, ["Y"])[0]);
        Assert.That(difference.MaxAbs, Is.LessThan(1e-3));
        Assert.That(statistics.Nodes.Select(n => (n.Name, n.Calls)), Is.EqualTo(policy == ClaimPolicy.Always || channels == 20 ? [("pool", 1L)] : Array.Empty<(string, long)>()));
    }

    // What ONNX Runtime rewrites as a whole is left whole; with Indices it is not.
    [TestCase("quantized", 0)]
    [TestCase("qdq", 0)]
    [TestCase("segnet", 3)]
    [TestCase("squeezenet", 0)]
    [TestCase("lenet", 1)]
    [TestCase("pyramid", 4)]
    public void Pools_of_a_network_are_claimed_where_its_layout_stays(string name, int claimed)
    {
        var statistics = new OnnxPoolStatistics();
        using OrtSession session = Open(Network.Find(name)!.Build(), o => o.Statistics = statistics);
        Assert.That(statistics.Nodes, Has.Count.EqualTo(claimed));
    }

    [Test]
    public void Only_the_operators_that_are_named_are_claimed()
    {
        ModelProto model = Chain();
        var statistics = new OnnxPoolStatistics();
        using OrtSession session = Open(model, o => (o.Claim, o.Operators, o.Statistics) = (ClaimPolicy.Always, ["GlobalMaxPool", "Flatten"], statistics));
        Assert.That(statistics.Nodes.Select(n => n.Name), Is.EquivalentTo(["global", "flatten"]));
        Assert.That(() => Open(model, o => o.Operators = ["Conv"]), Throws.TypeOf<InvalidPoolingException>().With.Message.EqualTo(
            "option operators: found 'Conv'; allowed: MaxPool, AveragePool, GlobalAveragePool, Flatten, GlobalMaxPool, LpPool, GlobalLpPool, MaxUnpool"));
    }

    [Test]
    public void What_is_not_supported_is_left_to_ONNX_Runtime()
    {
        Problem texts = Problem.Parse("Flatten:13 string 2x3x2");
        var statistics = new OnnxPoolStatistics();
        using OrtSession session = PluginRuns.Open(ProblemModel.Build(texts), statistics);
        Tensor result = session.Run(ProblemData.Feeds(texts, 1), texts.Outputs)[0];
        Assert.That(result.Shape.ToArray(), Is.EqualTo(new long[] { 2, 6 }));
        Assert.That(statistics.Nodes, Is.Empty);
    }

    [Test]
    public void The_other_name_of_the_domain_of_ONNX_is_as_good()
    {
        ModelProto model = new ModelBuilder(22).Input("X", ElementType.Float, [1, 1, 4, 4])
            .Node("MaxPool", ["X"], ["Y"], [new("kernel_shape", AttributeValue.Of([2L, 2L]))], "pool", "ai.onnx").Output("Y", ElementType.Float).Build();
        var statistics = new OnnxPoolStatistics();
        using OrtSession session = PluginRuns.Open(model, statistics);
        Assert.That(statistics.Nodes.Select(n => n.Operator), Is.EqualTo(new[] { "MaxPool-22" }));
    }

    // What ONNX Runtime makes of each is its own affair: an output, or its own words.
    [TestCase("MaxPool", ElementType.Float, "ceil_mode", 2)]
    [TestCase("MaxPool", ElementType.Float, "storage_order", 3)]
    [TestCase("MaxPool", ElementType.Float, "no_such_attribute", 1)]
    [TestCase("MaxPool", ElementType.Int16, "ceil_mode", 0)]
    [TestCase("LpPool", ElementType.Float, "p", 0)]
    [TestCase("AveragePool", ElementType.Float, "count_include_pad", 5)]
    public void A_standard_node_that_we_refuse_is_as_if_nothing_of_ours_were_there(string operation, ElementType type, string attribute, long value)
    {
        ModelProto model = new ModelBuilder(22).Input("X", type, [1, 1, 4, 4])
            .Node(operation, ["X"], ["Y"], [new("kernel_shape", AttributeValue.Of([2L, 2L])), new(attribute, AttributeValue.Of(value))], "wrong").Output("Y", type).Build();
        var x = new Tensor(type, [1, 1, 4, 4]);
        var statistics = new OnnxPoolStatistics();
        string alone = Outcome(() => new OrtSession(ModelFile.ToBytes(model)), x), ours = Outcome(() => PluginRuns.Open(model, statistics), x);
        Assert.That(ours, Is.EqualTo(alone));
        Assert.That(statistics.Nodes, Is.Empty);
    }

    static string Outcome(Func<OrtSession> open, Tensor x)
    {
        try
        {
            using OrtSession session = open();
            return Convert.ToHexString(session.Run(new Dictionary<string, Tensor> { ["X"] = x }, ["Y"])[0].Bytes);
        }
        catch (OrtRefusedException e)
        {
            return e.Message;
        }
    }

    [TestCase("kernel_shape", "2,2,2", "kernel_shape: found 2,2,2; allowed: 2 values >= 1")]
    [TestCase("ceil_mode", "2", "ceil_mode: found 2; allowed: 0 or 1")]
    [TestCase("count_include_pad", "1", "count_include_pad: found 1, which ai.onnxpool.MaxPool-1 does not have")]
    [TestCase("auto_pad", "SAME", "auto_pad: found 'SAME'; allowed: NOTSET, VALID, SAME_UPPER, SAME_LOWER")]
    public void A_wrong_node_of_our_domain_is_refused_by_name_when_it_is_loaded(string attribute, string value, string message)
    {
        AttributeKind kind = attribute switch { "kernel_shape" => AttributeKind.Ints, "auto_pad" => AttributeKind.String, _ => AttributeKind.Int };
        List<KeyValuePair<string, AttributeValue>> attributes = [new(attribute, AttributeValue.Parse(kind, value)!)];
        if (attribute != "kernel_shape") attributes.Add(new("kernel_shape", AttributeValue.Of([2L, 2L])));
        ModelProto model = new ModelBuilder(22).Import(OperatorTable.OwnDomain, 1).Input("X", ElementType.Float, [1, 1, 4, 4])
            .Node("MaxPool", ["X"], ["Y"], attributes, "wrong", OperatorTable.OwnDomain).Output("Y", ElementType.Float).Build();
        var thrown = Assert.Throws<OrtRefusedException>(() => PluginRuns.Open(model));
        Assert.That(thrown!.Message, Does.Contain("OnnxPool: ai.onnxpool.MaxPool-1 node 'wrong': " + message));
    }

    [Test]
    public void A_type_that_our_domain_does_not_have_is_refused_when_it_is_loaded()
    {
        ModelProto model = new ModelBuilder(22).Import(OperatorTable.OwnDomain, 1).Input("X", ElementType.Int32, [1, 1, 4, 4])
            .Node("GlobalMaxPool", ["X"], ["Y"], [], "wrong", OperatorTable.OwnDomain).Output("Y", ElementType.Int32).Build();
        var thrown = Assert.Throws<OrtRefusedException>(() => PluginRuns.Open(model));
        Assert.That(thrown!.Message, Does.Contain("wrong").And.Contain("int32"));
    }

    [Test]
    public void A_rank_that_our_domain_does_not_have_is_refused_when_it_is_loaded()
    {
        ModelProto model = new ModelBuilder(22).Import(OperatorTable.OwnDomain, 1).Input("X", ElementType.Float, [4])
            .Node("GlobalMaxPool", ["X"], ["Y"], [], "wrong", OperatorTable.OwnDomain).Output("Y", ElementType.Float).Build();
        var thrown = Assert.Throws<OrtRefusedException>(() => PluginRuns.Open(model));
        Assert.That(thrown!.Message, Does.Contain("OnnxPool: ai.onnxpool.GlobalMaxPool-1 node 'wrong': ").And.Contain("rank"));
    }

    [Test]
    public void An_operator_that_our_domain_does_not_have_is_refused_when_it_is_loaded()
    {
        ModelProto model = new ModelBuilder(22).Import(OperatorTable.OwnDomain, 1).Input("X", ElementType.Float, [1, 1, 4, 4])
            .Node("MinPool", ["X"], ["Y"], [], "wrong", OperatorTable.OwnDomain).Output("Y", ElementType.Float).Build();
        Assert.That(Assert.Throws<OrtRefusedException>(() => PluginRuns.Open(model))!.Message, Does.Contain("MinPool").And.Contain(OperatorTable.OwnDomain));
    }

    [Test]
    public void ONNX_Runtime_takes_a_later_version_of_our_domain_for_the_first()
    {
        ModelProto model = new ModelBuilder(22).Import(OperatorTable.OwnDomain, 2).Input("X", ElementType.Float, [1, 1, 2, 2])
            .Node("GlobalMaxPool", ["X"], ["Y"], [], "later", OperatorTable.OwnDomain).Output("Y", ElementType.Float).Build();
        var statistics = new OnnxPoolStatistics();
        using OrtSession session = PluginRuns.Open(model, statistics);
        Assert.That(session.Run(new Dictionary<string, Tensor> { ["X"] = Tensor.Of<float>([1, 1, 2, 2], [1, 4, 3, 2]) }, ["Y"])[0].Values<float>().ToArray(), Is.EqualTo(new[] { 4f }));
        Assert.That(statistics.Nodes.Single().Operator, Is.EqualTo("ai.onnxpool.GlobalMaxPool-1"));
    }

    [TestCase("kernel_size")]
    [TestCase("stride")]
    [TestCase("padding")]
    [TestCase("dilation")]
    [TestCase("axes")]
    public void What_other_libraries_call_an_attribute_is_refused_by_name(string attribute)
    {
        ModelProto model = new ModelBuilder(22).Import(OperatorTable.OwnDomain, 1).Input("X", ElementType.Float, [1, 1, 4, 4])
            .Node("MaxPool", ["X"], ["Y"], [new("kernel_shape", AttributeValue.Of([2L, 2L])), new(attribute, AttributeValue.Of([2L, 2L]))], "wrong", OperatorTable.OwnDomain)
            .Output("Y", ElementType.Float).Build();
        Assert.That(Assert.Throws<OrtRefusedException>(() => PluginRuns.Open(model))!.Message, Does.Contain($"ai.onnxpool.MaxPool-1 node 'wrong': {attribute}: found 2,2, which ai.onnxpool.MaxPool-1 does not have"));
    }

    static OrtSession Open(ModelProto model, Action<OnnxPoolOptions> configure) =>
        new(ModelFile.ToBytes(model), new OrtSettings { Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL, Configure = options => options.UseOnnxPool(configure) });

    static ModelProto Chain() => new ModelBuilder(22).Input("X", ElementType.Float, [2, 3, 8, 8])
        .Node("AveragePool", ["X"], ["A"], [new("kernel_shape", AttributeValue.Of([2L, 2L]))], "average")
        .Node("GlobalMaxPool", ["A"], ["G"], [], "global")
        .Node("Flatten", ["G"], ["Y"], [], "flatten")
        .Output("Y", ElementType.Float).Build();

    static ModelProto Convolutions(int channels) => new ModelBuilder(22).Input("X", ElementType.Float, [1, 3, 66, 66])
        .Initializer("W1", Weights(channels, 3)).Initializer("W2", Weights(channels, channels))
        .Node("Conv", ["X", "W1"], ["A"], [], "first")
        .Node("MaxPool", ["A"], ["B"], [new("kernel_shape", AttributeValue.Of([2L, 2L])), new("strides", AttributeValue.Of([2L, 2L]))], "pool")
        .Node("Conv", ["B", "W2"], ["Y"], [], "second")
        .Output("Y", ElementType.Float).Build();

    static Tensor Weights(int to, int from) =>
        Tensor.Of<float>([to, from, 3, 3], [.. Enumerable.Range(0, to * from * 9).Select(i => ((i * 53 % 29) - 14) / 256f)]);
}
