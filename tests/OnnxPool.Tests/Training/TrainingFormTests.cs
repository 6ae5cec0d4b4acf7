using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>What batch normalization and dropout do while a model is trained.</summary>
[TestFixture]
public class TrainingFormTests
{
    [TestCase(11)]
    [TestCase(15)]
    [TestCase(15, "scale")]
    [TestCase(15, "bias")]
    public void Normalization_takes_the_statistics_of_the_batch_and_moves_the_running_ones(long opset, params string[] frozen)
    {
        double[] x = [1, 5, 2, -3, 0.5, 7, 4, -1, 2, 6, 8, -2];
        ModelProto model = new ModelBuilder(opset).Input("x", ElementType.Double, -1, 2, 3)
            .Initializer("scale", Doubles(2, -0.5)).Initializer("bias", Doubles(0.1, 0.2)).Initializer("mean", Doubles(10, 20)).Initializer("variance", Doubles(3, 5))
            .Node("BatchNormalization", ["x", "scale", "bias", "mean", "variance"], ["y"], [new("momentum", AttributeValue.Of(0.75f)), new("epsilon", AttributeValue.Of(0.125f))])
            .Output("y", ElementType.Double).Build();
        GradientModel gradient = GradientGraph.Build(model, new GradientOptions { Loss = Loss.MeanSquaredError, Frozen = frozen });
        using OrtSession session = RuleCheck.Open(gradient.Model);
        var feeds = new Dictionary<string, Tensor> { ["x"] = Tensor.Of([2, 2, 3], (ReadOnlySpan<double>)x), ["labels"] = new(ElementType.Double, [2, 2, 3]) };
        IReadOnlyList<Tensor> given = session.Run(feeds, ["y", "mean.next", "variance.next"]);
        (double[] y, double[] mean, double[] variance) = Reference.BatchNormalization.Forward(x, [2, 2, 3], [2, -0.5], [0.1, 0.2], 0.125);
        Assert.Multiple(() =>
        {
            Assert.That(gradient.Statistics, Is.EqualTo(new[] { new RunningStatistic("mean", "mean.next"), new RunningStatistic("variance", "variance.next") }));
            Assert.That(given[0].ToDoubles(), Is.EqualTo(y).Within(1e-12));
            Assert.That(given[1].ToDoubles(), Is.EqualTo(new[] { (0.75 * 10) + (0.25 * mean[0]), (0.75 * 20) + (0.25 * mean[1]) }).Within(1e-12));
            Assert.That(given[2].ToDoubles(), Is.EqualTo(new[] { (0.75 * 3) + (0.25 * variance[0]), (0.75 * 5) + (0.25 * variance[1]) }).Within(1e-12));
        });
    }

    [Test]
    public void Normalization_with_frozen_parameters_is_as_at_inference()
    {
        ModelProto model = new ModelBuilder(15).Input("x", ElementType.Double, -1, 2).Initializer("w", Doubles(1, 2))
            .Initializer("scale", Doubles(2, -0.5)).Initializer("bias", Doubles(0.1, 0.2)).Initializer("mean", Doubles(10, 20)).Initializer("variance", Doubles(3, 5))
            .Node("Mul", ["x", "w"], ["m"]).Node("BatchNormalization", ["m", "scale", "bias", "mean", "variance"], ["y"]).Output("y", ElementType.Double).Build();
        GradientModel gradient = GradientGraph.Build(model, new GradientOptions { Loss = Loss.MeanSquaredError, Frozen = ["scale", "bias"] });
        Assert.That(gradient.Statistics, Is.Empty);
        Assert.That(gradient.Parameters.Select(p => p.Name), Is.EqualTo(new[] { "w" }));
        Assert.That(gradient.Model.Graph.Node.Select(n => n.OpType), Does.Contain("BatchNormalization"));
    }

    [TestCase(11)]
    [TestCase(13)]
    public void Dropout_drops_its_share_scales_the_rest_and_passes_gradients_through_what_is_left(long opset)
    {
        GradientModel gradient = GradientGraph.Build(Dropping(opset), new GradientOptions { Loss = Loss.Output, Seed = 5 });
        using OrtSession session = RuleCheck.Open(gradient.Model);
        IReadOnlyList<Tensor> given = session.Run(new Dictionary<string, Tensor>(), ["d", "p.grad"]);
        double[] y = given[0].ToDoubles();
        // p is 1 everywhere, and the loss the sum of (d + 1)², whose slope is 2 where something was dropped: none of it may come through.
        Assert.That(y.Distinct().Order(), Is.EqualTo(new[] { 0.0, 4.0 / 3 }).Within(1e-6));
        Assert.That(y.Count(v => v == 0) / (double)y.Length, Is.EqualTo(0.25).Within(0.03));
        Assert.That(given[1].ToDoubles(), Is.EqualTo(y.Select(v => 2 * (v + 1) * v)).Within(1e-5));
        Assert.That(session.Run(new Dictionary<string, Tensor>(), ["d"])[0].ToDoubles(), Is.Not.EqualTo(y), "another run, another mask");
        if (opset < 12) return;
        IReadOnlyList<Tensor> masked = session.Run(new Dictionary<string, Tensor>(), ["d", "mask"]);
        Assert.That(masked[1].Bytes.ToArray(), Is.EqualTo(masked[0].ToDoubles().Select(v => (byte)(v == 0 ? 0 : 1))));
    }

    [Test]
    public void One_seed_is_one_mask()
    {
        double[] Mask(long seed, bool training = true)
        {
            using OrtSession session = RuleCheck.Open(GradientGraph.Build(Dropping(13), new GradientOptions { Loss = Loss.Output, Seed = seed, Training = training }).Model);
            return session.Run(new Dictionary<string, Tensor>(), ["d"])[0].ToDoubles();
        }
        Assert.That(Mask(5), Is.EqualTo(Mask(5)));
        Assert.That(Mask(6), Is.Not.EqualTo(Mask(5)));
        Assert.That(Mask(5, training: false), Is.All.EqualTo(1));
    }

    static ModelProto Dropping(long opset)
    {
        var ones = new Tensor(ElementType.Float, [40, 50]);
        ones.Values<float>().Fill(1);
        ModelBuilder builder = new ModelBuilder(opset).Initializer("p", ones);
        if (opset < 12) builder.Node("Dropout", ["p"], ["d"], [new("ratio", AttributeValue.Of(0.25f))], "drop");
        else builder.Initializer("ratio", Tensor.Of([], (ReadOnlySpan<float>)[0.25f])).Node("Dropout", ["p", "ratio"], ["d", "mask"], name: "drop");
        builder.Initializer("one", Tensor.Of([], (ReadOnlySpan<float>)[1])).Node("Add", ["d", "one"], ["e"]).Node("Mul", ["e", "e"], ["s"]).Node("ReduceSum", ["s"], ["y"], [new("keepdims", AttributeValue.Of(0))])
            .Output("y", ElementType.Float, []).Output("d", ElementType.Float);
        return (opset < 12 ? builder : builder.Output("mask", ElementType.Bool)).Build();
    }

    static Tensor Doubles(params double[] values) => Tensor.Of([values.Length], (ReadOnlySpan<double>)values);
}
