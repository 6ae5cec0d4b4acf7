using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>What cannot be differentiated, and what says so.</summary>
[TestFixture]
public class RefusedTests
{
    static readonly Tensor s_square = Tensor.Of([2, 2], (ReadOnlySpan<float>)[1, 2, 3, 4]);

    [Test]
    public void An_operator_without_a_rule_names_itself_and_what_to_freeze()
    {
        ModelProto model = Chain().Node("Det", ["m"], ["y"], name: "det").Output("y", ElementType.Float).Build();
        Assert.That(() => Build(model), Throws.InstanceOf<UnsupportedPoolingException>().With.Message.EqualTo(
            "node 'det' (Det-17): gradient: found no rule for Det-17; allowed: an operator with one; or freeze the parameters before it: v,w"));
        Assert.That(() => Build(model, o => o with { Frozen = ["v", "w"] }), Throws.InstanceOf<InvalidPoolingException>());
    }

    [Test]
    public void An_operator_without_a_rule_before_the_first_parameter_does_not_matter()
    {
        ModelProto model = new ModelBuilder(17).Input("x", ElementType.Float, 2, 2).Initializer("v", s_square)
            .Node("Det", ["x"], ["d"]).Node("Mul", ["d", "v"], ["y"]).Output("y", ElementType.Float).Build();
        Assert.That(Build(model).Parameters.Select(p => p.Name), Is.EqualTo(new[] { "v" }));
    }

    [Test]
    public void A_parameter_inside_a_branch_is_not_passed_over()
    {
        var branch = new GraphProto { Name = "branch" };
        branch.Node.Add(new NodeProto { OpType = "Identity", Input = { "m" }, Output = { "inner" } });
        branch.Output.Add(ValueTypes.Named("inner", ValueTypes.Tensor(ElementType.Float)));
        var node = new NodeProto { OpType = "If", Name = "choice", Input = { "condition" }, Output = { "y" } };
        foreach (string name in (string[])["then_branch", "else_branch"])
            node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = branch });
        ModelProto model = Chain().Input("condition", ElementType.Bool).Node(node).Output("y", ElementType.Float).Build();
        Assert.That(() => Build(model), Throws.InstanceOf<UnsupportedPoolingException>().With.Message.Contains("node 'choice' (If-17)"));
    }

    [Test]
    public void A_limit_that_depends_on_a_parameter_is_refused()
    {
        ModelProto model = Chain().Initializer("s", Tensor.Of([1], (ReadOnlySpan<float>)[1f])).Node("ReduceSum", ["s"], ["limit"], [new("keepdims", AttributeValue.Of(0))])
            .Node("Clip", ["m", "limit"], ["y"], name: "clip").Output("y", ElementType.Float).Build();
        Assert.That(() => Build(model), Throws.InstanceOf<UnsupportedPoolingException>().With.Message.Contains("node 'clip' (Clip-17): gradient of input 1 ('limit')"));
    }

    [TestCase("coordinate_transformation_mode", "tf_crop_and_resize", "node 'resize' (Resize-18): coordinate_transformation_mode: found tf_crop_and_resize; allowed: another one; or freeze the parameters before it: v,w")]
    [TestCase("keep_aspect_ratio_policy", "not_larger", "node 'resize' (Resize-18): keep_aspect_ratio_policy: found not_larger; allowed: stretch; or freeze the parameters before it: v,w")]
    public void A_resizing_that_is_not_linear_or_not_by_its_numbers_is_refused(string attribute, string value, string message)
    {
        var sizes = Tensor.Of(ElementType.Int64, [2], (ReadOnlySpan<long>)[4, 4]);
        var region = Tensor.Of([4], (ReadOnlySpan<float>)[0, 0, 1, 1]);
        ModelProto model = Chain(18).Initializer("sizes", sizes).Initializer("region", region)
            .Node("Resize", ["m", "region", "", "sizes"], ["y"], [new(attribute, AttributeValue.Of(value)), new("mode", AttributeValue.Of("linear"))], "resize").Output("y", ElementType.Float).Build();
        Assert.That(() => Build(model, o => o with { Parameters = ["v", "w"] }), Throws.InstanceOf<UnsupportedPoolingException>().With.Message.EqualTo(message));
    }

    [Test]
    public void What_the_options_name_must_be_there()
    {
        ModelProto model = Chain().Output("m", ElementType.Float).Build();
        Assert.Multiple(() =>
        {
            Refused(o => o with { Parameters = ["u"] }, "parameter: found 'u'; allowed: v, w");
            Refused(o => o with { Frozen = ["conv*"] }, "frozen: found 'conv*'; allowed: v, w");
            Refused(o => o with { Output = "z" }, "output: found 'z'; allowed: m");
            Refused(o => o with { Frozen = ["*"] }, "parameters: found none; allowed: at least one floating-point initializer that is not frozen and that 'm' depends on");
            Refused(o => o with { Loss = Loss.Output }, "output: found 'm' of shape 2x2; allowed: one number, if it is to be the loss itself");
        });

        void Refused(Func<GradientOptions, GradientOptions> change, string message) =>
            Assert.That(() => Build(model, change), Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo(message));
    }

    [Test]
    public void An_old_model_a_broken_one_and_one_with_names_that_are_taken_are_refused()
    {
        ModelProto old = new ModelBuilder(6).Input("x", ElementType.Float, 2, 2).Initializer("v", s_square).Node("Mul", ["x", "v"], ["m"]).Output("m", ElementType.Float).Build();
        ModelProto taken = new ModelBuilder(17).Input("labels", ElementType.Float, 2, 2).Initializer("v", s_square).Node("Mul", ["labels", "v"], ["m"]).Output("m", ElementType.Float).Build();
        ModelProto broken = Chain().Node("Nonsense", ["m"], ["y"]).Output("y", ElementType.Float).Build();
        Assert.Multiple(() =>
        {
            Assert.That(() => Build(old), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("opset: found 6; allowed: 7 or newer"));
            Assert.That(() => Build(taken), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("name of a value: found 'labels'"));
            Assert.That(() => Build(broken), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains("Nonsense").And.Message.Not.Contains("\n"));
        });
    }

    [Test]
    public void Only_what_is_asked_for_gets_a_gradient()
    {
        ModelProto model = Chain().Output("m", ElementType.Float).Build();
        Assert.That(Build(model).Parameters.Select(p => p.Name), Is.EqualTo(new[] { "v", "w" }));
        GradientModel gradient = Build(model, o => o with { Frozen = ["v"] });
        Assert.That(gradient.Model.Graph.Output.Select(o => o.Name), Is.EqualTo(new[] { "m", "loss", "w.grad" }));
        Assert.That(gradient.Model.Graph.Node.Count(n => n.Name.Contains("/grad/", StringComparison.Ordinal)), Is.EqualTo(1), "one product, for w");
    }

    static GradientModel Build(ModelProto model, Func<GradientOptions, GradientOptions>? change = null)
    {
        var options = new GradientOptions { Loss = Loss.MeanSquaredError };
        return GradientGraph.Build(model, change?.Invoke(options) ?? options);
    }

    static ModelBuilder Chain(long opset = 17) => new ModelBuilder(opset).Input("x", ElementType.Float, 2, 2).Initializer("v", s_square).Initializer("w", s_square)
        .Node("Mul", ["x", "v"], ["a"]).Node("MatMul", ["a", "w"], ["m"]);
}
