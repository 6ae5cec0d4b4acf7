using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>What differences cannot tell: the side that is taken at a kink, equal maxima, and where a formula divides by zero.</summary>
[TestFixture]
public class KinkTests
{
    static readonly double[] s_values = [-1, -0.0, 0, 1, 2, 2];

    [TestCase("Relu", 0, 0, 0, 1, 1, 1)]
    [TestCase("Abs", -1, 0, 0, 1, 1, 1)]
    [TestCase("ReduceMax", 0, 0, 0, 0, 0.5, 0.5)]
    [TestCase("ReduceMin", 1, 0, 0, 0, 0, 0)]
    public void One_number_decides(string op, params double[] slopes) => Check(Node(op, ["p"]), slopes);

    [TestCase("LeakyRelu", 0.01, 0.01, 0.01, 1, 1, 1)]
    [TestCase("Elu", 0.36787944, 1, 1, 1, 1, 1)]
    [TestCase("HardSigmoid", 0.2, 0.2, 0.2, 0.2, 0.2, 0.2)]
    public void One_number_decides_in_float(string op, params double[] slopes) => Check(Node(op, ["p"]), slopes, ElementType.Float);

    [Test]
    public void A_hard_sigmoid_is_flat_where_it_ends() =>
        Check(Node("HardSigmoid", ["p"], ("alpha", AttributeValue.Of(1f)), ("beta", AttributeValue.Of(0f))), [0, 0, 0, 0, 0, 0], ElementType.Float);

    [Test]
    public void A_limit_of_clip_belongs_to_what_is_inside() => Check(Node("Clip", ["p", "one", "two"]), [0, 0, 0, 1, 1, 1]);

    [Test]
    public void Equal_operands_share()
    {
        Check(Node("Max", ["p", "zero"]), [0, 0.5, 0.5, 1, 1, 1]);
        Check(Node("Min", ["p", "two", "two"]), [1, 1, 1, 1, 1 / 3.0, 1 / 3.0]);
    }

    [Test]
    public void Powers_of_zero_have_slopes()
    {
        Check(Node("Pow", ["p", "zero"]), [0, 0, 0, 0, 0, 0]);
        Check(Node("Pow", ["p", "two"]), [-2, 0, 0, 2, 4, 4]);
        Check(Node("Pow", ["zero", "p"]), [double.NaN, 0, 0, 0, 0, 0], only: 1);
        Check(Node("Pow", ["two", "p"]), [.. s_values.Select(v => Math.Pow(2, v) * Math.Log(2))]);
    }

    [TestCase(ElementType.Float, ElementType.Double)]
    [TestCase(ElementType.Double, ElementType.Float)]
    public void A_cast_gives_its_gradient_in_the_type_that_it_came_from(ElementType from, ElementType to) =>
        Check(Node("Cast", ["p"], ("to", AttributeValue.Of((long)to))), [1, 1, 1, 1, 1, 1], from, to);

    [Test]
    public void Axes_that_keep_their_length_cost_nothing()
    {
        ModelProto model = new ModelBuilder(17).Initializer("p", new Tensor(ElementType.Float, [1, 2, 3, 4])).Initializer("scales", Tensor.Of([4], (ReadOnlySpan<float>)[1, 1, 2.5f, 1]))
            .Node("Resize", ["p", "", "scales"], ["y"], [new("mode", AttributeValue.Of("linear"))]).Output("y", ElementType.Float).Build();
        ModelProto gradient = GradientGraph.Build(model, new GradientOptions { Loss = Loss.MeanSquaredError }).Model;
        Assert.That(gradient.Graph.Node.Count(n => n.OpType == "MatMul"), Is.EqualTo(1));
    }

    // The slope of the sum of what the node gives, by p, from element `only` on.
    static void Check(NodeProto node, double[] slopes, ElementType type = ElementType.Double, ElementType? result = null, int only = 0)
    {
        ModelBuilder builder = new ModelBuilder(17).Initializer("p", Numbers(type, [6], s_values));
        foreach ((string name, double value) in ((string, double)[])[("zero", 0), ("one", 1), ("two", 2)]) builder.Initializer(name, Numbers(type, [], [value]));
        ModelProto model = builder.Node(node).Node("ReduceSum", ["y"], ["total"], [new("keepdims", AttributeValue.Of(0))])
            .Output("total", result ?? type, []).Build();
        GradientModel gradient = GradientGraph.Build(model, new GradientOptions { Loss = Loss.Output, Parameters = ["p"] });
        using OrtSession session = RuleCheck.Open(gradient.Model);
        Tensor given = session.Run(new Dictionary<string, Tensor>(), ["p.grad"])[0];
        Assert.That(given.Type, Is.EqualTo(type));
        Assert.That(given.ToDoubles()[only..], Is.EqualTo(slopes[only..]).Within(1e-7), node.OpType);
    }

    static NodeProto Node(string op, string[] inputs, params (string Name, AttributeValue Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = "node", Input = { inputs }, Output = { "y" } };
        node.Attribute.AddRange(attributes.Select(a => NodeAttributes.ToProto(a.Name, a.Value)));
        return node;
    }

    static Tensor Numbers(ElementType type, long[] shape, double[] values) =>
        type == ElementType.Double ? Tensor.Of(shape, (ReadOnlySpan<double>)values) : Tensor.Of(shape, (ReadOnlySpan<float>)[.. values.Select(v => (float)v)]);
}
