using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Models that are built layer by layer.</summary>
[TestFixture]
public class SequentialTests
{
    [Test]
    public void The_network_of_the_teaching_framework_runs_and_is_trained()
    {
        Sequential network = Sequential.Input(1, 28, 28).Conv(16, 3).MaxPool(2).Flatten().Dropout(0.2f).Linear(64).Relu().Linear(10);
        ModelProto model = network.Build();
        Assert.That(network.Shape, Is.EqualTo(new long[] { 10 }));
        Assert.That(model.Graph.Initializer.Where(t => t.Dims.Count > 0).Select(t => t.Name), Is.EqualTo(new[] { "0.weight", "0.bias", "4.weight", "4.bias", "6.weight", "6.bias" }));
        using (var session = new OrtSession(ModelFile.ToBytes(model)))
            Assert.That(session.Run(new Dictionary<string, Tensor> { ["input"] = new(ElementType.Float, [3, 1, 28, 28]) }, ["output"])[0].Shape.ToArray(), Is.EqualTo(new long[] { 3, 10 }));
        using var trainer = new Trainer(model, new TrainerOptions());
        (double loss, _) = trainer.Step(new Examples(new Tensor(ElementType.Float, [2, 1, 28, 28]), new Tensor(ElementType.Int64, [2])), 0.01f);
        Assert.That(loss, Is.EqualTo(Math.Log(10)).Within(0.3));
    }

    [Test]
    public void Every_layer_gives_the_shape_that_it_says()
    {
        Sequential network = Sequential.Input(5, [2, 12, 9]).Conv(4, 3, stride: 2, padding: 1).BatchNormalization().Tanh().AveragePool(2, 1).Sigmoid().GlobalAveragePool().Flatten().Linear(3).Softmax();
        using var session = new OrtSession(ModelFile.ToBytes(network.Build()));
        Tensor y = session.Run(new Dictionary<string, Tensor> { ["input"] = new(ElementType.Float, [2, 2, 12, 9]) }, ["output"])[0];
        Assert.That(y.Shape.ToArray(), Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(y.ToDoubles().Sum(), Is.EqualTo(2).Within(1e-6), "two rows of probabilities");
    }

    [Test]
    public void A_seed_decides_the_weights()
    {
        byte[] Bytes(int seed) => ModelFile.ToBytes(Sequential.Input(seed, [4]).Linear(3).Build());
        Assert.That(Bytes(1), Is.EqualTo(Bytes(1)));
        Assert.That(Bytes(2), Is.Not.EqualTo(Bytes(1)));
    }

    [Test]
    public void Layers_that_do_not_fit_are_refused()
    {
        Assert.Multiple(() =>
        {
            Refused(() => Sequential.Input(1, 8, 8).Linear(3), "Linear after shape: found 1x8x8; allowed: one axis, as after Flatten");
            Refused(() => Sequential.Input(8).Conv(3, 3), "Conv after shape: found 8; allowed: channels and spatial axes");
            Refused(() => Sequential.Input(1, 2, 2).MaxPool(3), "MaxPool after shape: found 1x2x2; allowed: a shape that a window fits into");
            Refused(() => Sequential.Input(8).Dropout(1), "ratio: found 1; allowed: 0 or more and less than 1");
            Refused(() => Sequential.Input(), "input shape: found scalar");
            Refused(() => Sequential.Input(8).Build(), "layers: found none");
        });

        static void Refused(Func<object?> call, string message) => Assert.That(call, Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith(message));
    }
}
