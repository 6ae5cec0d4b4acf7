using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Models that others published: their gradients, and one whose last layer learns something else.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PublishedModelTests : IDisposable
{
    const string Weights = "fc_0.w_0", Bias = "fc_0.b_0";
    static readonly RealModels s_list = RealModels.Read(Repository.PathOf("tests", "models"));

    readonly Models.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The losses are taken before the last Softmax or Sigmoid, which lets next to nothing through for images such as these.
    [TestCase("pp-ocr-cls", "p2o.Add.87", 48)]
    [TestCase("pp-ocr-rec", "p2o.Add.277", 48)]
    [TestCase("pp-ocr-det", "p2o.Add.281", 64)]
    public void A_whole_model_has_gradients_that_point_uphill(string name, string output, long rows)
    {
        ModelProto model = GraphOutputs.Expose(Read(name), [output]).Model;
        GradientModel gradient = GradientGraph.Build(model, new GradientOptions { Loss = Loss.MeanSquaredError, Output = output, Training = false });
        RuleCheck.AssertNothingIdle(gradient.Model);
        Tensor images = Stripes(2, 2, rows, 64).Inputs;
        using OrtSession session = RuleCheck.Open(gradient.Model);
        Tensor y;
        using (OrtSession forward = RuleCheck.Open(model)) y = forward.Run(new Dictionary<string, Tensor> { ["x"] = images }, [gradient.Output])[0];
        var labels = new Tensor(ElementType.Float, y.Shape);
        labels.Values<float>()[..(labels.Values<float>().Length / 3)].Fill(1);
        Dictionary<string, Tensor> feeds = new() { ["x"] = images, [gradient.Labels!] = labels };
        IReadOnlyList<Tensor> results = session.Run(feeds, [gradient.Loss, .. gradient.Parameters.Select(p => p.Gradient)]);
        Dictionary<string, double[]> slopes = gradient.Parameters.Zip(results.Skip(1)).ToDictionary(p => p.First.Name, p => p.Second.ToDoubles());
        double squares = slopes.Values.Sum(s => s.Sum(v => v * v));
        Assert.That(double.IsFinite(squares) && squares > 0);

        // Against the gradient the loss falls by its length: most of what has been computed is in this number.
        double step = 3e-3 * results[0].ToDoubles()[0] / squares;
        double difference = (Moved(step) - Moved(-step)) / (2 * step);
        Assert.That(difference, Is.EqualTo(squares).Within(0.02 * squares));

        double Moved(double by)
        {
            ModelProto moved = gradient.Model.Clone();
            for (int i = 0; i < moved.Graph.Initializer.Count; i++)
            {
                if (!slopes.TryGetValue(moved.Graph.Initializer[i].Name, out double[]? slope)) continue;
                var value = TensorConversion.ToTensor(moved.Graph.Initializer[i]);
                for (int k = 0; k < slope.Length; k++) value.Values<float>()[k] += (float)(by * slope[k]);
                moved.Graph.Initializer[i] = TensorConversion.ToProto(moved.Graph.Initializer[i].Name, value);
            }
            using OrtSession other = RuleCheck.Open(moved);
            return other.Run(feeds, [gradient.Loss])[0].ToDoubles()[0];
        }
    }

    [Test]
    public void The_last_layer_of_a_published_model_learns_other_classes_and_nothing_else_changes()
    {
        ModelProto model = Read("pp-ocr-cls");
        Examples training = Stripes(1, 48, 48, 96), others = Stripes(2, 32, 48, 96);
        string[] frozen = [.. TrainableForm.Of(model).Graph.Initializer.Where(t => t.Name is not (Weights or Bias) && t.DataType == (int)ElementType.Float).Select(t => t.Name)];
        using var trainer = new Trainer(model, new TrainerOptions { Gradient = new GradientOptions { Frozen = frozen, Seed = 1 }, Optimizer = new Adam(0.05f), Threads = 1 });
        Assert.That(trainer.Parameters.Select(p => p.Name), Is.EquivalentTo(new[] { Weights, Bias }));
        Score before = trainer.Evaluate(others);
        IReadOnlyList<EpochReport> reports = trainer.Fit(training, new FitOptions { Epochs = 6, BatchSize = 16 });
        Score after = trainer.Evaluate(others);
        Assert.That(before.Accuracy, Is.LessThan(0.75));
        Assert.That(after.Accuracy, Is.GreaterThan(0.95));
        Assert.That(reports[^1].Loss, Is.LessThan(reports[0].Loss / 3));

        ModelProto exported = trainer.Export();
        Dictionary<string, byte[]> values = Values(model), trained = Values(exported);
        foreach ((string name, byte[] bytes) in values) Assert.That(trained[name].SequenceEqual(bytes), Is.EqualTo(name is not (Weights or Bias)), name);

        string file = _folder.File("trained.onnx");
        ModelFile.Write(file, exported);
        // ONNX Runtime alone, without a single operator of ours.
        using (var plain = new OrtSession(File.ReadAllBytes(file), new OrtSettings { Threads = 1 }))
        {
            Tensor y = plain.Run(new Dictionary<string, Tensor> { ["x"] = others.Inputs }, ["softmax_0.tmp_0"])[0];
            (long right, long all) = Accuracy.Count(Loss.SoftmaxCrossEntropy, y, others.Labels);
            Assert.That((double)right / all, Is.EqualTo(after.Accuracy));
        }
        IReadOnlyList<CheckResult> checks = new ModelVerifier(new VerifyOptions { Seed = 3 }).Verify(file);
        Assert.That(checks.Select(c => c.Operator.Split('-')[0]).Distinct(), Is.EquivalentTo(new[] { "MaxPool", "GlobalAveragePool" }));
        Assert.That(checks.Select(c => c.Verdict), Has.All.EqualTo(Verdict.Exact).Or.EqualTo(Verdict.Within));
    }

    static ModelProto Read(string name) => ModelFile.Read(s_list.Fetch(s_list.Models.Single(m => m.Name == name), TestContext.Progress.WriteLine));

    // Every tensor that is in the file, as an initializer or in a Constant node.
    static Dictionary<string, byte[]> Values(ModelProto model) =>
        model.Graph.Initializer.Select(t => (t.Name, t)).Concat(model.Graph.Node.Where(n => n.OpType == "Constant").Select(n => (n.Output[0], n.Attribute.Single().T)))
            .ToDictionary(t => t.Item1, t => TensorConversion.ToTensor(t.Item2).Bytes.ToArray());

    // Noise with stripes: lying for class 0, standing for class 1.
    static Examples Stripes(int seed, int count, long rows, long columns)
    {
        var random = new Random(seed);
        var images = new Tensor(ElementType.Float, [count, 3, rows, columns]);
        var labels = new Tensor(ElementType.Int64, [count]);
        Span<float> pixels = images.Values<float>();
        for (int n = 0; n < count; n++)
        {
            labels.Values<long>()[n] = n % 2;
            long width = random.Next(3, 7);
            for (long i = 0; i < 3 * rows * columns; i++)
            {
                long place = n % 2 == 0 ? i / columns % rows : i % columns;
                pixels[(int)((n * 3 * rows * columns) + i)] = (float)((place / width % 2 * 1.4) - 0.7 + ((random.NextDouble() - 0.5) * 0.6));
            }
        }
        return new Examples(images, labels);
    }
}
