using OnnxPool.Onnx;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>ModelProto.training_info: steps against hand-written ones in double and against the trainer.</summary>
[TestFixture]
public class TrainingInfoTests
{
    static readonly double[] s_x = [1, 2, -1, 0.5, 3, -2], s_t = [1, -2, 4];

    static Dictionary<string, Tensor> Feeds => new() { ["x"] = InfoModel.Doubles([3, 2], s_x), ["t"] = InfoModel.Doubles([3, 1], s_t) };

    [TestCase("standard")]
    [TestCase("nesterov")]
    public void A_line_is_fitted_as_by_hand(string mode)
    {
        using var trainer = new StandardTrainer(InfoModel.Regression(mode), 1);
        Assert.That(trainer.Inputs, Is.EqualTo(new[] { "x", "t" }));
        Assert.That(trainer.Variables, Is.EqualTo(new[] { "w", "b", "vw", "count", "vb" }));
        const double alpha = 0.8f, beta = 0.5f, norm = 0.1f, rate = 0.05;
        double[] p = [0.5, -1, 2], v = [0, 0, 0.25];
        for (int step = 0; step < 4; step++)
        {
            (double loss, double[] slope) = Slope(p);
            IReadOnlyDictionary<string, Tensor> given = trainer.Step(Feeds);
            Assert.That(given.Keys, Is.EqualTo(new[] { "y", "loss" }));
            Assert.That(given["loss"].ToDoubles()[0], Is.EqualTo(loss).Within(1e-12));
            for (int i = 0; i < 3; i++)
            {
                double g = (norm * p[i]) + slope[i];
                v[i] = (alpha * v[i]) + ((step == 0 ? 1 : beta) * g);
                p[i] -= rate * (mode == "nesterov" ? g + (alpha * v[i]) : v[i]);
            }
            Assert.That(Parameters(trainer), Is.EqualTo(p).Within(1e-12), $"step {step}");
            Assert.That((double[])[.. trainer.Value("vw").ToDoubles(), .. trainer.Value("vb").ToDoubles()], Is.EqualTo(v).Within(1e-12));
            Assert.That(trainer.Value("count").Values<long>()[0], Is.EqualTo(step + 1));
        }
    }

    [Test]
    public void Several_algorithms_run_one_after_the_other_each_on_what_the_last_has_left()
    {
        using var trainer = new StandardTrainer(InfoModel.Blocks(), 1);
        double[] p = [0.5, -1, 2];
        for (int step = 0; step < 3; step++)
        {
            double[] slope = Slope(p).Slope;
            (p[0], p[1]) = (p[0] - (0.1 * slope[0]), p[1] - (0.1 * slope[1]));
            (double loss, slope) = Slope(p);
            p[2] -= 0.1 * slope[2];
            // The output of the last algorithm is what is seen.
            Assert.That(trainer.Step(Feeds)["loss"].ToDoubles()[0], Is.EqualTo(loss).Within(1e-12));
            Assert.That(Parameters(trainer), Is.EqualTo(p).Within(1e-12));
        }
    }

    [Test]
    public void A_pooled_network_is_trained_as_by_the_trainer()
    {
        ModelProto network = Network();
        ModelProto model = network.Clone();
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = TrainingStandard.Domain, Version = 1 });
        string[] names = [.. network.Graph.Initializer.Select(t => t.Name)];
        var algorithm = new ModelBuilder(17).Import(TrainingStandard.Domain, 1).Input("labels", ElementType.Float, -1, 3)
            // At 0 ONNX's Adam takes the averages as they are, from 1 on without their beginning at 0, as the trainer does.
            .Initializer("rate", Floats([], 0.1f)).Initializer("count", Tensor.Of(ElementType.Int64, [], (ReadOnlySpan<long>)[1]))
            .Initializer("one", Tensor.Of(ElementType.Int64, [], (ReadOnlySpan<long>)[1]))
            .Node("LogSoftmax", ["y"], ["logs"], [new("axis", AttributeValue.Of(1))]).Node("Mul", ["logs", "labels"], ["hits"]).Node("ReduceSum", ["hits", "axes"], ["each"], [new("keepdims", AttributeValue.Of(0))])
            .Initializer("axes", Tensor.Of(ElementType.Int64, [1], (ReadOnlySpan<long>)[1]))
            .Node("ReduceMean", ["each"], ["mean"], [new("keepdims", AttributeValue.Of(0))]).Node("Neg", ["mean"], ["loss"])
            .Node(InfoModel.Twice(names, ["x"], [.. names, "x"], [.. names.Select(n => $"{n}.slope")]))
            .Node("Adam", ["rate", "count", .. names, .. names.Select(n => $"{n}.slope"), .. names.Select(n => $"{n}.v"), .. names.Select(n => $"{n}.h")],
                [.. names.Select(n => $"{n}.next"), .. names.Select(n => $"{n}.v.next"), .. names.Select(n => $"{n}.h.next")], [new("epsilon", AttributeValue.Of(1e-8f))], domain: TrainingStandard.Domain)
            .Node("Add", ["count", "one"], ["count.next"]).Output("loss", ElementType.Float, []).Output("count.next", ElementType.Int64);
        var info = new TrainingInfoProto();
        foreach (TensorProto tensor in network.Graph.Initializer)
        {
            foreach (string state in (string[])["", ".v", ".h"])
            {
                if (state.Length > 0) algorithm.Initializer(tensor.Name + state, new Tensor(ElementType.Float, [.. tensor.Dims]));
                algorithm.Output($"{tensor.Name}{state}.next", ElementType.Float);
                InfoModel.Bind(info.UpdateBinding, (tensor.Name + state, $"{tensor.Name}{state}.next"));
            }
        }
        InfoModel.Bind(info.UpdateBinding, ("count", "count.next"));
        info.Algorithm = algorithm.Build().Graph;
        model.TrainingInfo.Add(info);
        Assert.That(TrainingStandard.Step(model).Stages[0].Model.Graph.Node.Select(n => n.OpType), Does.Contain("MaxPoolGrad").And.Contain("AveragePoolGrad"));

        using var standard = new StandardTrainer(model, 1);
        using var trainer = new Trainer(network, new TrainerOptions { Optimizer = new Adam(0.1f), Threads = 1, Gradient = new GradientOptions { Labels = LabelForm.OneHot } });
        var random = new Random(4);
        for (int step = 0; step < 5; step++)
        {
            Tensor x = Floats([4, 1, 6, 6], [.. Enumerable.Range(0, 144).Select(_ => (float)random.NextDouble())]), labels = new(ElementType.Float, [4, 3]);
            for (int n = 0; n < 4; n++) labels.Values<float>()[(n * 3) + random.Next(3)] = 1;
            double expected = trainer.Step(new Examples(x, labels), 0.1f).Loss;
            Assert.That(standard.Step(new Dictionary<string, Tensor> { ["x"] = x, ["labels"] = labels })["loss"].ToDoubles()[0], Is.EqualTo(expected).Within(1e-4));
        }
        Assert.That(standard.Steps, Is.EqualTo(5));
        ModelProto trained = trainer.Export(), ours = standard.Export();
        foreach (string name in names)
        {
            double[] wanted = Initializer(trained, name);
            Assert.That(Initializer(ours, name), Is.EqualTo(wanted).Within(1e-3), name);
            Assert.That(Initializer(network, name), Is.Not.EqualTo(wanted).Within(1e-2), $"{name} has moved");
        }
    }

    [Test]
    public void An_exported_model_goes_on_and_initialization_begins_again()
    {
        static double[] After(StandardTrainer trainer, int steps)
        {
            for (int i = 0; i < steps; i++) _ = trainer.Step(Feeds);
            return [.. Parameters(trainer), .. trainer.Value("vw").ToDoubles(), trainer.Value("count").Values<long>()[0]];
        }

        using var whole = new StandardTrainer(InfoModel.Regression(), 1);
        double[] two = After(whole, 2);
        ModelProto exported = whole.Export();
        double[] five = After(whole, 3);
        Assert.That(exported.TrainingInfo[0].UpdateBinding, Has.Count.EqualTo(5));
        using var resumed = new StandardTrainer(exported, 1, initialize: false);
        Assert.That(After(resumed, 3), Is.EqualTo(five));
        // Initialization sets velocity and count, and leaves the parameters where the file has them.
        using var again = new StandardTrainer(exported, 1);
        Assert.That(After(again, 0), Is.EqualTo((double[])[.. two[..3], 0, 0, 0]));
        whole.Initialize();
        Assert.That(whole.Steps, Is.Zero);
        Assert.That(After(whole, 2), Is.EqualTo(two));
    }

    [Test]
    public void Assignments_happen_at_once_and_an_output_may_go_to_several()
    {
        ModelProto model = Pairs(("a", "b.copy"), ("b", "a.copy"));
        using (var trainer = new StandardTrainer(model, 1))
        {
            _ = trainer.Step(new Dictionary<string, Tensor>());
            Assert.That((trainer.Value("a").ToDoubles()[0], trainer.Value("b").ToDoubles()[0]), Is.EqualTo((2.0, 1.0)));
            _ = trainer.Step(new Dictionary<string, Tensor>());
            Assert.That((trainer.Value("a").ToDoubles()[0], trainer.Value("b").ToDoubles()[0]), Is.EqualTo((1.0, 2.0)));
        }
        using var same = new StandardTrainer(Pairs(("a", "sum"), ("b", "sum")), 1);
        for (int step = 0; step < 3; step++) _ = same.Step(new Dictionary<string, Tensor>());
        Assert.That((same.Value("a").ToDoubles()[0], same.Value("b").ToDoubles()[0]), Is.EqualTo((12.0, 12.0)));
    }

    [Test]
    public void Random_initialization_runs_once_for_each_beginning()
    {
        ModelProto model = InfoModel.Regression();
        TrainingInfoProto info = model.TrainingInfo[0];
        info.Initialization.Node.Add(new NodeProto
        {
            OpType = "RandomNormal",
            Output = { "w.first" },
            Attribute = { NodeAttributes.ToProto("shape", AttributeValue.Of([2, 1])), NodeAttributes.ToProto("seed", AttributeValue.Of(3f)), NodeAttributes.ToProto("dtype", AttributeValue.Of((long)ElementType.Double)) },
        });
        info.Initialization.Output.Add(ValueTypes.Named("w.first", ValueTypes.Tensor(ElementType.Double)));
        InfoModel.Bind(info.InitializationBinding, ("w", "w.first"));
        using var trainer = new StandardTrainer(model, 1);
        double[] first = Parameters(trainer);
        Assert.That(first[..2], Is.Not.EqualTo(new[] { 0.5, -1 }).Within(0.01));
        _ = trainer.Step(Feeds);
        Assert.That(Parameters(trainer), Is.Not.EqualTo(first));
        trainer.Initialize();
        Assert.That(Parameters(trainer), Is.EqualTo(first));
    }

    [Test]
    public void A_step_that_fails_changes_nothing()
    {
        using var trainer = new StandardTrainer(InfoModel.Blocks(), 1);
        double[] before = Parameters(trainer);
        Refused(new() { ["x"] = Feeds["x"], ["t"] = InfoModel.Doubles([2, 1], 1, 2) }, "batch: found one that ONNX Runtime refuses");
        Refused(new() { ["x"] = Feeds["x"] }, "inputs: found x; allowed: x, t, each");
        Refused(new() { ["x"] = Feeds["x"], ["t"] = Feeds["t"], ["q"] = Feeds["t"] }, "inputs: found x, t, q; allowed: x, t, each");
        Assert.That(Parameters(trainer), Is.EqualTo(before));
        Assert.That(trainer.Steps, Is.Zero);
        Assert.That(() => trainer.Value("q"), Throws.InstanceOf<InvalidPoolingException>().With.Message.Contains("'q'; allowed: w, b"));

        void Refused(Dictionary<string, Tensor> feeds, string message) =>
            Assert.That(() => trainer.Step(feeds), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith(message));
    }

    [Test]
    public void A_shape_that_only_a_run_shows_is_held_against_the_initializer()
    {
        ModelProto model = InfoModel.Blocks();
        model.TrainingInfo[1].UpdateBinding[0].Value = "difference";
        model.TrainingInfo[1].Algorithm.Output.Add(ValueTypes.Named("difference", ValueTypes.Tensor(ElementType.Double)));
        model.TrainingInfo[1].UpdateBinding[0].Key = "c";
        model.Graph.Initializer.Add(TensorConversion.ToProto("c", InfoModel.Doubles([2, 1], 1, 2)));
        using var trainer = new StandardTrainer(model, 1);
        double[] before = Parameters(trainer);
        Assert.That(() => trainer.Step(Feeds), Throws.InstanceOf<InvalidPoolingException>().With.Message.EqualTo(
            "training_info[1].update_binding: 'difference' for 'c': found double 3x1; allowed: double 2x1, as the initializer is"));
        Assert.That(Parameters(trainer), Is.EqualTo(before), "what the first algorithm had assigned is taken back");
    }

    [Test]
    public void The_other_verbs_take_such_models()
    {
        using var folder = new TemporaryFolder();
        string path = InfoModel.Regression().Save(folder), gradients = folder.File("gradients.onnx");
        Assert.That(Tool.Run("verify", path).Status, Is.Zero);
        ToolResult result = Tool.Run("gradient", path, "--loss", "mse", "--out", gradients);
        Assert.That(result.Status, Is.Zero, result.Error);
        Assert.That(ModelFile.Read(gradients).TrainingInfo, Is.Empty);
        TensorFile.Write(folder.File("x.pb"), Feeds["x"], "x");
        Assert.That(Tool.Run("run", path, "--input", $"x={folder.File("x.pb")}", "--output", folder.File("out")).Status, Is.Zero);
    }

    [Test]
    public void Steps_are_run_from_files_and_the_trained_model_is_written()
    {
        using var folder = new TemporaryFolder();
        string path = InfoModel.Blocks().Save(folder), output = folder.File("out");
        foreach ((string name, Tensor value) in Feeds) TensorFile.Write(folder.File($"{name}.pb"), value, name);
        string[] feeds = ["--input", $"x={folder.File("x.pb")}", "--input", $"t={folder.File("t.pb")}", "--output", output];
        ToolResult result = Tool.Run(["run", path, .. feeds, "--steps", "3"]);
        Assert.That(result.Status, Is.Zero, result.Error);
        using var trainer = new StandardTrainer(InfoModel.Blocks());
        for (int step = 0; step < 2; step++) _ = trainer.Step(Feeds);
        Assert.That(TensorFile.Read(Path.Combine(output, "loss.pb")).Tensor.ToDoubles(), Is.EqualTo(trainer.Step(Feeds)["loss"].ToDoubles()).Within(1e-12));
        using var trained = new StandardTrainer(ModelFile.Read(Path.Combine(output, "trained.onnx")));
        Assert.That(Parameters(trained), Is.EqualTo(Parameters(trainer)).Within(1e-12));
        Tool.IsRefused(["run", path, .. feeds[2..], "--steps", "3"], path, "inputs: found t; allowed: x, t, each");
        Tool.IsRefused(["run", path, .. feeds, "--steps", "0"], "--steps: found 0; allowed: 1 or more");
        Tool.IsRefused(["run", path, .. feeds, "--steps", "3", "--provider", "ort"], "--provider: found ort beside --steps; allowed: plugin, or none");
        string plain = ModelFiles.One("MaxPool", 12, [1, 1, 4, 4], ("kernel_shape", AttributeValue.Of([2, 2]))).Save(folder, "plain.onnx");
        Tool.IsRefused(["run", plain, "--output", output, "--steps", "3"], plain, "training_info: found none; allowed: at least one");
    }

    // The loss and its derivatives by w1, w2 and b.
    static (double Loss, double[] Slope) Slope(double[] p)
    {
        double[] slope = new double[3];
        double loss = 0;
        for (int n = 0; n < 3; n++)
        {
            double d = (s_x[2 * n] * p[0]) + (s_x[(2 * n) + 1] * p[1]) + p[2] - s_t[n];
            loss += d * d / 3;
            slope[0] += 2 * d * s_x[2 * n] / 3;
            slope[1] += 2 * d * s_x[(2 * n) + 1] / 3;
            slope[2] += 2 * d / 3;
        }
        return (loss, slope);
    }

    static double[] Parameters(StandardTrainer trainer) => [.. trainer.Export().Graph.Initializer.Where(t => t.Name is "w" or "b").SelectMany(t => TensorConversion.ToTensor(t).ToDoubles())];

    static double[] Initializer(ModelProto model, string name) => TensorConversion.ToTensor(model.Graph.Initializer.Single(t => t.Name == name)).ToDoubles();

    static ModelProto Pairs(params (string, string)[] bindings)
    {
        ModelProto model = new ModelBuilder(17).Initializer("a", InfoModel.Doubles([], 1)).Initializer("b", InfoModel.Doubles([], 2))
            .Node("Identity", ["a"], ["a.copy"]).Output("a.copy", ElementType.Double, []).Build();
        var info = new TrainingInfoProto
        {
            Algorithm = new ModelBuilder(17).Node("Identity", ["b"], ["b.copy"]).Node("Add", ["a.copy", "b"], ["sum"]).Output("b.copy", ElementType.Double, []).Output("sum", ElementType.Double, []).Build().Graph,
        };
        InfoModel.Bind(info.UpdateBinding, bindings);
        model.TrainingInfo.Add(info);
        return model;
    }

    static ModelProto Network()
    {
        var random = new Random(9);
        Tensor New(params long[] shape) => Floats(shape, [.. Enumerable.Range(0, (int)Shapes.ElementCount(shape)).Select(_ => (float)(random.NextDouble() - 0.5))]);
        var window = SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2])));
        return new ModelBuilder(17).Input("x", ElementType.Float, -1, 1, 6, 6)
            .Initializer("conv.weight", New(2, 1, 3, 3)).Initializer("conv.bias", New(2)).Initializer("fc.weight", New(8, 3)).Initializer("fc.bias", New(3))
            .Node("Conv", ["x", "conv.weight", "conv.bias"], ["c"], name: "conv").Node("MaxPool", ["c"], ["m"], window, "max")
            .Node("AveragePool", ["m"], ["a"], window, "average").Node("Flatten", ["a"], ["f"], name: "flatten")
            .Node("Gemm", ["f", "fc.weight", "fc.bias"], ["y"], name: "fc").Output("y", ElementType.Float, [-1, 3]).Build();
    }

    static Tensor Floats(long[] shape, params float[] values) => Tensor.Of(shape, (ReadOnlySpan<float>)values);
}
