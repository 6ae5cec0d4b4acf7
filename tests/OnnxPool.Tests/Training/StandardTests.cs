using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>ONNX's own training operators: its backend tests, as Debian packs them, and what they leave open.</summary>
[TestFixture]
public class StandardTests
{
    const string Tree = "/usr/share/libonnx-testdata/data";

    [TestCase("simple/test_gradient_of_add")]
    [TestCase("simple/test_gradient_of_add_and_mul")]
    [TestCase("node/test_adagrad")]
    [TestCase("node/test_adagrad_multiple")]
    [TestCase("node/test_adam")]
    [TestCase("node/test_adam_multiple")]
    [TestCase("node/test_momentum")]
    [TestCase("node/test_momentum_multiple")]
    [TestCase("node/test_nesterov_momentum")]
    public void A_backend_test_gives_its_recorded_outputs(string folder)
    {
        string path = Path.Combine(Tree, folder);
        if (!Directory.Exists(path)) Assert.Ignore($"{path} is not installed (libonnx-testdata)");
        ModelProto model = ModelFile.Read(Path.Combine(path, "model.onnx"));
        Assert.That(TrainingStandard.IsUsed(model));
        BackendDataSet data = BackendDataSet.Read(Path.Combine(path, "test_data_set_0"), model.Graph);
        if (folder == "node/test_adam_multiple") LeavesOutItsEpsilon(model, data);
        using OrtSession session = RuleCheck.Open(TrainingStandard.Lower(model));
        string[] outputs = [.. data.Recorded.Keys];
        foreach ((string name, Tensor given) in outputs.Zip(session.Run(data.Feeds, outputs)))
        {
            Assert.That(given.Shape.ToArray(), Is.EqualTo(data.Recorded[name].Shape.ToArray()), name);
            Assert.That(given.ToDoubles(), Is.EqualTo(data.Recorded[name].ToDoubles()).Within(1e-6), name);
        }
    }

    // The outputs were made with an epsilon that the file does not say, and whose default is another: as it is, the file gives others.
    static void LeavesOutItsEpsilon(ModelProto model, BackendDataSet data)
    {
        using (OrtSession session = RuleCheck.Open(TrainingStandard.Lower(model)))
            Assert.That(RecordedCheck.Compare(session.Run(data.Feeds, ["X1_new"])[0], data.Recorded["X1_new"]).IsAccepted, Is.False);
        Assert.That(model.Graph.Node[0].Attribute.Select(a => a.Name), Has.None.EqualTo("epsilon"));
        model.Graph.Node[0].Attribute.Add(NodeAttributes.ToProto("epsilon", AttributeValue.Of(0.01f)));
    }

    [Test]
    public void A_gradient_is_taken_where_its_inputs_say_and_of_a_gradient_as_well()
    {
        // y = x²·z; at x = u: dy/dx = 2uz and its derivative by u 2z, while y itself stays at x.
        ModelProto model = new ModelBuilder(17).Import(TrainingStandard.Domain, 1)
            .Input("x", ElementType.Double, 2).Input("z", ElementType.Double, 2).Input("u", ElementType.Double, 2)
            .Node("Mul", ["x", "x"], ["s"]).Node("Mul", ["s", "z"], ["y"])
            .Node(Gradient("first", ["x"], ["z"], "y", ["u", "z"])).Node(Gradient("second", ["u"], [], "first", ["u"]))
            .Output("y", ElementType.Double).Output("first", ElementType.Double).Output("second", ElementType.Double).Build();
        using OrtSession session = RuleCheck.Open(TrainingStandard.Lower(model));
        var feeds = new Dictionary<string, Tensor> { ["x"] = Doubles(2, 3), ["z"] = Doubles(5, 7), ["u"] = Doubles(11, 13) };
        IReadOnlyList<Tensor> given = session.Run(feeds, ["y", "first", "second"]);
        Assert.That(given[0].ToDoubles(), Is.EqualTo(new double[] { 20, 63 }));
        Assert.That(given[1].ToDoubles(), Is.EqualTo(new double[] { 110, 182 }));
        Assert.That(given[2].ToDoubles(), Is.EqualTo(new double[] { 10, 14 }));
    }

    [Test]
    public void Later_updates_count_their_number()
    {
        // X = 2, G = 0.5, with 0.1·X added to it, at T = 3; the backend tests are all at T = 0.
        const double x = 2, g = 0.5 + (0.1f * x), r = 0.1, v = 0.3, h = 0.25, alpha = 0.7f, beta = 0.8f, epsilon = 0.01f;
        (string, float)[] common = [("norm_coefficient", 0.1f), ("epsilon", 0.01f)];
        double squares = h + (g * g);
        Assert.That(Update("Adagrad", [h], [.. common, ("decay_factor", 0.5f)]), Is.EqualTo(new[] { x - (r / (1 + (3 * 0.5)) * g / (Math.Sqrt(squares) + epsilon)), squares }).Within(1e-12));
        double mean = (alpha * v) + ((1 - alpha) * g), square = (beta * h) + ((1 - beta) * g * g);
        double rate = r * Math.Sqrt(1 - Math.Pow(beta, 3)) / (1 - Math.Pow(alpha, 3));
        Assert.That(
            Update("Adam", [v, h], [.. common, ("alpha", 0.7f), ("beta", 0.8f), ("norm_coefficient_post", 0.2f)]),
            Is.EqualTo(new[] { (1 - (double)0.2f) * (x - (rate * mean / (Math.Sqrt(square) + epsilon))), mean, square }).Within(1e-12));
    }

    static double[] Update(string op, double[] states, (string Name, float Value)[] attributes)
    {
        string[] inputs = ["R", "X", "G", .. states.Select((_, i) => $"S{i}")], outputs = ["X.next", .. states.Select((_, i) => $"S{i}.next")];
        double[] values = [0.1, 2, 0.5, .. states];
        var builder = new ModelBuilder(17).Import(TrainingStandard.Domain, 1).Initializer("T", Tensor.Of(ElementType.Int64, [], (ReadOnlySpan<long>)[3]));
        for (int i = 0; i < inputs.Length; i++) builder.Initializer(inputs[i], Tensor.Of(i == 0 ? [] : [1], (ReadOnlySpan<double>)[values[i]]));
        builder.Node(op, ["R", "T", .. inputs[1..]], outputs, attributes.Select(a => KeyValuePair.Create(a.Name, AttributeValue.Of(a.Value))), domain: TrainingStandard.Domain);
        foreach (string output in outputs) builder.Output(output, ElementType.Double);
        using OrtSession session = RuleCheck.Open(TrainingStandard.Lower(builder.Build()));
        return [.. session.Run(new Dictionary<string, Tensor>(), outputs).Select(o => o.ToDoubles()[0])];
    }

    [Test]
    public void Dropout_that_may_drop_has_no_gradient_in_a_node()
    {
        ModelProto Model(bool isFed) => (isFed ? Begin().Input("mode", ElementType.Bool, []) : Begin().Initializer("mode", new Tensor(ElementType.Bool, [])))
            .Node(Gradient("g", ["x"], [], "y", ["x"])).Output("g", ElementType.Double).Build();
        ModelBuilder Begin() => new ModelBuilder(17).Import(TrainingStandard.Domain, 1).Input("x", ElementType.Double, 2).Initializer("ratio", Tensor.Of([], (ReadOnlySpan<double>)[0.5]))
            .Node("Dropout", ["x", "ratio", "mode"], ["y"], name: "drop");
        Assert.That(() => TrainingStandard.Lower(Model(isFed: true)), Throws.InstanceOf<UnsupportedPoolingException>().With.Message.Contains("node 'drop' (Dropout-17): training_mode: found a computed one; allowed: a constant"));
        using OrtSession session = RuleCheck.Open(TrainingStandard.Lower(Model(isFed: false)));
        Assert.That(session.Run(new Dictionary<string, Tensor> { ["x"] = Doubles(2, 3) }, ["g"])[0].ToDoubles(), Is.EqualTo(new double[] { 1, 1 }));
    }

    [Test]
    public void What_breaks_its_rules_is_refused()
    {
        Assert.Multiple(() =>
        {
            Refused(Gradient("g", ["x"], ["z"], "y", ["x"]), "1 inputs and 1 outputs");
            Refused(Gradient("g", ["x"], [], "nothing", ["x"]), "'nothing'");
            Refused(new NodeProto { OpType = "Adam", Domain = TrainingStandard.Domain, Input = { "x", "z", "y" }, Output = { "g" } }, "3 inputs and 1 outputs");
            Refused(new NodeProto { OpType = "Lion", Domain = TrainingStandard.Domain, Input = { "x" }, Output = { "g" } }, "allowed: Gradient, Adagrad, Adam, Momentum");
        });

        void Refused(NodeProto node, string message)
        {
            ModelProto model = new ModelBuilder(17).Import(TrainingStandard.Domain, 1).Input("x", ElementType.Double, 2).Input("z", ElementType.Double, 2)
                .Node("Mul", ["x", "z"], ["y"]).Node(node).Output("g", ElementType.Double).Build();
            Assert.That(() => TrainingStandard.Lower(model), Throws.InstanceOf<PoolingException>().With.Message.Contains(message));
        }
    }

    internal static NodeProto Gradient(string output, string[] xs, string[] zs, string y, string[] inputs)
    {
        var node = new NodeProto { OpType = "Gradient", Domain = TrainingStandard.Domain, Output = { output } };
        node.Input.AddRange(inputs);
        foreach ((string name, string[] values) in ((string, string[])[])[("xs", xs), ("zs", zs)])
        {
            var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
            attribute.Strings.AddRange(values.Select(Google.Protobuf.ByteString.CopyFromUtf8));
            node.Attribute.Add(attribute);
        }
        node.Attribute.Add(NodeAttributes.ToProto("y", AttributeValue.Of(y)));
        return node;
    }

    static Tensor Doubles(params double[] values) => Tensor.Of([values.Length], (ReadOnlySpan<double>)values);
}
