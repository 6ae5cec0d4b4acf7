using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Tests.Models;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Models of older opsets compute the same bits after they have been raised.</summary>
[TestFixture]
public class RaisingTests
{
    const long Newest = 16;
    static readonly RealModels s_list = RealModels.Read(Repository.PathOf("tests", "models"));

    static IEnumerable<TestCaseData> Cases => RaisingCases.All.Select(c => new TestCaseData(c).SetArgDisplayNames($"{c}"));

    static IEnumerable<TestCaseData> Published => s_list.Models.Select(m => new TestCaseData(m).SetArgDisplayNames(m.Name));

    [TestCaseSource(nameof(Cases))]
    public void A_node_computes_the_same_bits(object one)
    {
        var raising = (RaisingCase)one;
        foreach (bool knowsShapes in (bool[])[true, false])
        {
            ModelProto model = raising.Model(knowsShapes), raised = TrainableForm.Of(model);
            Assert.That(raised.OpsetImport.Single(i => i.Domain.Length == 0).Version, Is.EqualTo(Newest));
            Assert.That(TrainableForm.Of(raised), Is.EqualTo(raised), "what has been raised stays as it is");
            RequireSame(model, raised, raising.Feeds);
            // With a rank that is known, an axis may be the last, and right as it is.
            if (!knowsShapes) Assert.That(raised.Graph.Node.SequenceEqual(model.Graph.Node), Is.EqualTo(!raising.IsRewritten));
        }
    }

    [TestCaseSource(nameof(Published))]
    public void A_published_model_computes_the_same_bits(object one)
    {
        var published = (RealModel)one;
        ModelProto model = ModelFile.Read(s_list.Fetch(published, TestContext.Progress.WriteLine));
        var random = new Random(5);
        long[] shape = [2, 3, published.Name.EndsWith("rec", StringComparison.Ordinal) ? 48 : 64, 96];
        Tensor image = Tensor.Of(shape, (ReadOnlySpan<float>)[.. Enumerable.Range(0, (int)Shapes.ElementCount(shape)).Select(_ => (float)((random.NextDouble() * 2) - 1))]);
        RequireSame(model, TrainableForm.Of(model), new Dictionary<string, Tensor> { ["x"] = image });
    }

    [TestCase(2, "Softmax")]
    [TestCase(1, "Shape Flatten Softmax Reshape")]
    public void An_axis_that_is_known_to_be_the_last_needs_no_other_shape(long axis, string operators)
    {
        ModelProto model = new ModelBuilder(11).Input("x", ElementType.Float, -1, 3, 4).Node("Softmax", ["x"], ["y"], [new("axis", AttributeValue.Of(axis))]).Output("y", ElementType.Float).Build();
        Assert.That(TrainableForm.Of(model).Graph.Node.Select(n => n.OpType), Is.EqualTo(operators.Split(' ')));
    }

    [Test]
    public void Graphs_inside_of_nodes_are_raised_as_well()
    {
        GraphProto Branch(string name, float max)
        {
            var graph = new GraphProto { Name = name };
            graph.Node.Add(new NodeProto { OpType = "Unsqueeze", Input = { "x" }, Output = { $"{name}u" }, Attribute = { NodeAttributes.ToProto("axes", AttributeValue.Of([0L])) } });
            graph.Node.Add(new NodeProto { OpType = "Clip", Input = { $"{name}u" }, Output = { $"{name}y" }, Attribute = { NodeAttributes.ToProto("max", AttributeValue.Of(max)) } });
            graph.ValueInfo.Add(ValueTypes.Named($"{name}u", ValueTypes.Tensor(ElementType.Float)));
            graph.Output.Add(ValueTypes.Named($"{name}y", ValueTypes.Tensor(ElementType.Float)));
            return graph;
        }
        var choice = new NodeProto { OpType = "If", Name = "choice", Input = { "condition" }, Output = { "y" } };
        foreach ((string name, float max) in ((string, float)[])[("then_branch", 1.5f), ("else_branch", -0.5f)])
            choice.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = Branch(name, max) });
        ModelProto model = new ModelBuilder(9).Input("x", ElementType.Float, 2, 3).Input("condition", ElementType.Bool).Node(choice).Output("y", ElementType.Float).Build();
        foreach (byte condition in (byte[])[0, 1])
            RequireSame(model, TrainableForm.Of(model), new Dictionary<string, Tensor> { ["x"] = RaisingCase.Numbers(2, 3), ["condition"] = Tensor.Of(ElementType.Bool, [], (ReadOnlySpan<byte>)[condition]) });
        GraphProto untyped = model.Graph.Node[0].Attribute[0].G;
        untyped.ValueInfo.Clear();
        Assert.That(() => TrainableForm.Of(model), Throws.InstanceOf<UnsupportedPoolingException>().With.Message.EqualTo(
            "node 'choice/then_branch/#1' (Clip-9): type of 'then_branchu': found not known before the model runs; allowed: a declared one"));
    }

    [Test]
    public void Functions_are_raised_as_well()
    {
        var function = new FunctionProto { Name = "Column", Domain = "own", Input = { "a" }, Output = { "b" } };
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 11 });
        // Functions came with version 8 of the format.
        function.Node.Add(new NodeProto { OpType = "Unsqueeze", Input = { "a" }, Output = { "b" }, Attribute = { NodeAttributes.ToProto("axes", AttributeValue.Of([-1L])) } });
        ModelProto model = new ModelBuilder(11).Import("own", 1).Input("x", ElementType.Float, 2, 3).Node("Column", ["x"], ["y"], domain: "own").Output("y", ElementType.Float).Build();
        model.IrVersion = 8;
        model.Functions.Add(function);
        ModelProto raised = TrainableForm.Of(model);
        Assert.That(raised.Functions[0].OpsetImport.Single().Version, Is.EqualTo(Newest));
        RequireSame(model, raised, new Dictionary<string, Tensor> { ["x"] = RaisingCase.Numbers(2, 3) });
    }

    [Test]
    public void Initializers_of_old_files_are_no_inputs_any_more()
    {
        ModelProto model = new ModelBuilder(7).Input("x", ElementType.Float, 2, 3).Initializer("w", RaisingCase.Numbers(2, 3)).Node("Mul", ["x", "w"], ["y"]).Output("y", ElementType.Float).Build();
        Assert.That(model.Graph.Input.Select(i => i.Name), Does.Contain("w"));
        Assert.That(TrainableForm.Of(model).Graph.Input.Select(i => i.Name), Is.EqualTo(new[] { "x" }));
        Assert.That(TrainableForm.Of(model).IrVersion, Is.EqualTo(IrVersions.For(Newest)));
    }

    [Test]
    public void New_values_have_names_that_nothing_else_has()
    {
        ModelProto model = new ModelBuilder(11).Input("x", ElementType.Float, 1, 2).Input("y/axes", ElementType.Float, 2)
            .Node("Squeeze", ["x"], ["y"], [new("axes", AttributeValue.Of([0L]))]).Node("Add", ["y", "y/axes"], ["z"]).Output("z", ElementType.Float).Build();
        RequireSame(model, TrainableForm.Of(model), new Dictionary<string, Tensor> { ["x"] = RaisingCase.Numbers(1, 2), ["y/axes"] = RaisingCase.Numbers(2) });
    }

    [Test]
    public void What_has_no_equal_says_so()
    {
        Assert.Multiple(() =>
        {
            Refused(9, "Dropout", ["x"], ["y", "mask"], "'mask', which is read; allowed: a mask that nothing reads, as its meaning is another from opset 12 on");
            Refused(9, "BatchNormalization", ["x", "c", "c", "c", "c"], ["y", "mask"], "'mask', which is read; allowed: statistics that nothing reads, as there are others from opset 14 on");
            Refused(7, "BatchNormalization", ["x", "c", "c", "c", "c"], ["y"], "spatial: found 0; allowed: 1, as there is no other normalization from opset 9 on", ("spatial", AttributeValue.Of(0)));
            Refused(10, "Resize", ["x", "s"], ["y"], "scales: found computed ones; allowed: constants, as opset 10 rounds up along an axis that it makes shorter, and down along others");
            Refused(11, "Resize", ["x", "s", "s"], ["y"], "coordinate_transformation_mode: found tf_half_pixel_for_nn; allowed: another one, as there is no such one from opset 13 on",
                ("coordinate_transformation_mode", AttributeValue.Of("tf_half_pixel_for_nn")));
            Refused(8, "Scan", ["", "x"], ["y"], "opset: found 8, whose Scan has sequence lengths and a batch; allowed: 9 or newer");
        });

        static void Refused(long opset, string op, string[] inputs, string[] outputs, string message, params (string Name, AttributeValue Value)[] attributes)
        {
            ModelBuilder builder = new ModelBuilder(opset).Input("x", ElementType.Float, 1, 3, 2, 2).Input("c", ElementType.Float, 3).Input("s", ElementType.Float, 4)
                .Node(op, inputs, outputs, SampleModels.Attributes(attributes), "node");
            foreach (string output in outputs) builder.Output(output, ElementType.Float);
            Assert.That(() => TrainableForm.Of(builder.Build()), Throws.InstanceOf<UnsupportedPoolingException>().With.Message.EndsWith(message).And.Message.StartsWith($"node 'node' ({op}-{opset}): "));
        }
    }

    static void RequireSame(ModelProto model, ModelProto raised, Dictionary<string, Tensor> feeds)
    {
        string[] outputs = [.. model.Graph.Output.Select(o => o.Name)];
        using OrtSession before = RuleCheck.Open(model), after = RuleCheck.Open(raised);
        foreach ((string name, Tensor a, Tensor b) in outputs.Zip(before.Run(feeds, outputs), after.Run(feeds, outputs)))
        {
            Assert.That(b.Shape.ToArray(), Is.EqualTo(a.Shape.ToArray()), name);
            Assert.That(b.Bytes.ToArray(), Is.EqualTo(a.Bytes.ToArray()), name);
        }
    }
}
