using OnnxPool.Onnx;
using OnnxPool.Tests.Models;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Whole runs: they learn, repeat themselves bit by bit, go on from a checkpoint, and stop at what is wrong.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TrainerTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void A_network_learns_which_half_of_an_image_is_bright()
    {
        using Trainer trainer = Train();
        IReadOnlyList<EpochReport> reports = trainer.Fit(Halves(1, 200), new FitOptions { Epochs = 4, BatchSize = 16, Validation = Halves(2, 100) });
        Assert.That(reports.Select(r => r.Epoch), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(reports[^1].Validation!.Accuracy, Is.GreaterThan(0.95));
        Assert.That(reports[^1].Loss, Is.LessThan(reports[0].Loss / 2));
        // What is exported is the model itself, with other numbers, and comes to the same without us.
        ModelProto trained = trainer.Export();
        Assert.That(trained.Graph.Node, Is.EqualTo(Network().Graph.Node));
        using var again = new Trainer(trained, Options());
        Assert.That(again.Evaluate(Halves(2, 100)), Is.EqualTo(trainer.Evaluate(Halves(2, 100))));
    }

    [Test]
    public void The_same_run_gives_the_same_bits_also_when_it_is_broken_off()
    {
        var whole = new FitOptions { Epochs = 3, BatchSize = 16 };
        byte[] Bits(Action<Trainer> run)
        {
            using Trainer trainer = Train();
            run(trainer);
            return ModelFile.ToBytes(trainer.Export());
        }
        byte[] expected = Bits(t => t.Fit(Halves(1, 50), whole));
        Assert.That(Bits(t => t.Fit(Halves(1, 50), whole)), Is.EqualTo(expected));
        string file = _folder.File("run.checkpoint");
        _ = Bits(t => t.Fit(Halves(1, 50), whole with { Epochs = 2, Checkpoint = file }));
        Assert.That(Bits(t => t.Fit(Halves(1, 50), whole with { Checkpoint = file })), Is.EqualTo(expected));
        Assert.That(Bits(t => t.Fit(Halves(1, 50), whole with { Epochs = 2 })), Is.Not.EqualTo(expected));
    }

    [Test]
    public void A_checkpoint_of_another_run_is_refused()
    {
        string file = _folder.File("run.checkpoint");
        using (Trainer trainer = Train()) trainer.Save(file);
        using var other = new Trainer(Network(), Options() with { Optimizer = new Sgd(0.1f) });
        Assert.That(() => other.Load(file), Throws.InstanceOf<InvalidModelException>().With.Message.Contains("checkpoint: found one of another model or with other settings"));
        Assert.That(() => other.Load(CommandLine.ModelFiles.Save(Network(), _folder)), Throws.InstanceOf<InvalidModelException>().With.Message.Contains("checkpoint: found a model that is none"));
    }

    [Test]
    public void Frozen_parameters_keep_their_bits()
    {
        using var trainer = new Trainer(Network(), Options() with { Gradient = new GradientOptions { Frozen = ["conv.*", "norm.*"] } });
        _ = trainer.Fit(Halves(1, 30), new FitOptions { Epochs = 1 });
        foreach ((TensorProto before, TensorProto after) in Network().Graph.Initializer.Zip(trainer.Export().Graph.Initializer))
            Assert.That(after.Equals(before), Is.EqualTo(!before.Name.StartsWith("fc", StringComparison.Ordinal)), before.Name);
    }

    [Test]
    public void Weights_in_constants_are_trained_and_exported_as_well()
    {
        ModelProto model = new ModelBuilder(9).Input("x", ElementType.Float, -1, 2).Node(new NodeProto
        {
            OpType = "Constant",
            Output = { "w" },
            Attribute = { new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = TensorConversion.ToProto("", Tensor.Of([2, 2], (ReadOnlySpan<float>)[1, 2, 3, 4])) } },
        }).Node("MatMul", ["x", "w"], ["m"], name: "fc").Node("Clip", ["m"], ["y"], [new("min", AttributeValue.Of(-9f))]).Output("y", ElementType.Float, [-1, 2]).Build();
        using var trainer = new Trainer(model, Options());
        Assert.That(trainer.Parameters.Select(p => p.Name), Is.EqualTo(new[] { "w" }));
        _ = trainer.Step(new Examples(Tensor.Of([1, 2], (ReadOnlySpan<float>)[1, 1]), Tensor.Of(ElementType.Int64, [1], (ReadOnlySpan<long>)[1])), 0.1f);
        Assert.That(TensorConversion.ToTensor(trainer.Export().Graph.Initializer.Single(t => t.Name == "w")).ToDoubles()[0], Is.Not.EqualTo(1));
    }

    [Test]
    public void What_is_wrong_with_examples_is_said_before_anything_is_trained()
    {
        using Trainer trainer = Train();
        Examples good = Halves(1, 4);
        Assert.Multiple(() =>
        {
            Refused(() => new Examples(new Tensor(ElementType.Float, [0, 1, 8, 8]), new Tensor(ElementType.Int64, [0])), "examples: found 0x1x8x8");
            Refused(() => new Examples(good.Inputs, new Tensor(ElementType.Int64, [3])), "labels: found 3; allowed: 4 along the first axis");
            Refused(() => trainer.Fit(new Examples(good.Inputs, Tensor.Of(ElementType.Int64, [4], (ReadOnlySpan<long>)[0, 1, 2, 0])), new FitOptions()), "labels[2]: found 2; allowed: 0 to 1");
            Refused(() => trainer.Fit(new Examples(good.Inputs, new Tensor(ElementType.Int64, [4, 2])), new FitOptions()), "batch: found one that ONNX Runtime refuses");
            Refused(() => trainer.Fit(good, new FitOptions { BatchSize = 0 }), "batch size: found 0");
        });
        Assert.That(trainer.Steps, Is.Zero);

        static void Refused(Func<object?> call, string message) => Assert.That(call, Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith(message));
    }

    [Test]
    public void A_loss_that_is_not_finite_stops_the_run_and_names_where_it_began()
    {
        using Trainer trainer = Train();
        _ = trainer.Step(Halves(1, 4), 0.01f);
        byte[] before = ModelFile.ToBytes(trainer.Export());
        Examples bad = Halves(1, 4);
        bad.Inputs.Values<float>()[5] = float.NaN;
        Assert.That(() => trainer.Step(bad, 0.01f), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("loss of step 2: found NaN, first in node 'conv' (Conv-17)"));
        Assert.That(ModelFile.ToBytes(trainer.Export()), Is.EqualTo(before));
    }

    [Test]
    public void A_run_stops_early_and_on_demand()
    {
        using Trainer trainer = Train();
        IReadOnlyList<EpochReport> reports = trainer.Fit(Halves(1, 8), new FitOptions { Epochs = 9, Patience = 2, Schedule = epoch => epoch < 2 ? 1 : 0 });
        Assert.That(reports, Has.Count.LessThan(9));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.That(() => trainer.Fit(Halves(1, 8), new FitOptions { Epochs = 99 }, stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_run_that_is_broken_off_remembers_what_it_has_reached()
    {
        // The rate is so small after the second epoch that nothing gets better any more; dropout and moved images make every epoch another.
        var whole = new FitOptions
        {
            Epochs = 30,
            BatchSize = 8,
            Patience = 3,
            Schedule = epoch => epoch < 2 ? 1 : 0,
            Augment = Augmentations.Shift(1),
            Validation = Halves(2, 20),
        };
        using Trainer unbroken = Train();
        IReadOnlyList<EpochReport> expected = unbroken.Fit(Halves(1, 40), whole);
        Assert.That(expected, Has.Count.InRange(4, 29));
        string file = _folder.File("run.checkpoint");
        for (int epochs = 1; epochs < expected.Count; epochs++)
        {
            using Trainer part = Train();
            Assert.That(part.Fit(Halves(1, 40), whole with { Epochs = epochs, Checkpoint = file }), Has.Count.EqualTo(1));
        }
        using Trainer last = Train();
        _ = last.Fit(Halves(1, 40), whole with { Checkpoint = file });
        Assert.That(last.History, Is.EqualTo(expected));
        Assert.That(ModelFile.ToBytes(last.Export()), Is.EqualTo(ModelFile.ToBytes(unbroken.Export())));
    }

    [Test]
    public void Batches_may_come_from_a_sequence()
    {
        using Trainer fromArrays = Train(), fromSequence = Train();
        Examples all = Halves(1, 20);
        IReadOnlyList<EpochReport> expected = fromArrays.Fit(all, new FitOptions { Epochs = 2, BatchSize = 8, Shuffle = false });
        int passes = 0;
        Assert.That(fromSequence.Fit(Batches(), new FitOptions { Epochs = 2 }), Is.EqualTo(expected));
        Assert.That(passes, Is.EqualTo(2));
        Assert.That(ModelFile.ToBytes(fromSequence.Export()), Is.EqualTo(ModelFile.ToBytes(fromArrays.Export())));
        Assert.That(() => fromSequence.Fit([], new FitOptions { Epochs = 3 }), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("batches: found none"));
        var wrong = new Examples(Halves(1, 1).Inputs, Tensor.Of(ElementType.Int64, [1], (ReadOnlySpan<long>)[9]));
        Assert.That(() => fromSequence.Fit([wrong], new FitOptions { Epochs = 3 }), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("labels[0]: found 9"));

        IEnumerable<Examples> Batches()
        {
            passes++;
            foreach (int[] places in Enumerable.Range(0, 20).Chunk(8)) yield return all.Take(places);
        }
    }

    [Test]
    public void A_run_may_be_told_apart_by_its_data()
    {
        string file = _folder.File("run.checkpoint");
        using (var one = new Trainer(Network(), Options() with { Run = "data 1" })) one.Save(file);
        using var same = new Trainer(Network(), Options() with { Run = "data 1" });
        same.Load(file);
        using var other = new Trainer(Network(), Options() with { Run = "data 2" });
        Assert.That(() => other.Load(file), Throws.InstanceOf<InvalidModelException>().With.Message.Contains("found one of another model or with other settings"));
    }

    static TrainerOptions Options() => new() { Optimizer = new Adam(0.01f), Threads = 1 };

    static Trainer Train() => new(Network(), Options());

    // Noise, brighter in the upper half for class 0 and in the lower for class 1.
    static Examples Halves(int seed, int count)
    {
        var random = new Random(seed);
        var images = new Tensor(ElementType.Float, [count, 1, 8, 8]);
        var labels = new Tensor(ElementType.Int64, [count]);
        for (int n = 0; n < count; n++)
        {
            int label = random.Next(2);
            labels.Values<long>()[n] = label;
            for (int i = 0; i < 64; i++) images.Values<float>()[(n * 64) + i] = (float)random.NextDouble() + (i / 32 == label ? 0.4f : 0);
        }
        return new Examples(images, labels);
    }

    static ModelProto Network()
    {
        var random = new Random(3);
        Tensor New(params long[] shape) =>
            Tensor.Of(shape, (ReadOnlySpan<float>)[.. Enumerable.Range(0, (int)Shapes.ElementCount(shape)).Select(_ => (float)((random.NextDouble() - 0.5) / 2))]);
        var ones = Tensor.Of([3], (ReadOnlySpan<float>)[1, 1, 1]);
        return new ModelBuilder(17).Input("x", ElementType.Float, -1, 1, 8, 8)
            .Initializer("conv.weight", New(3, 1, 3, 3)).Initializer("norm.weight", ones).Initializer("norm.bias", New(3))
            .Initializer("norm.mean", New(3)).Initializer("norm.variance", ones)
            .Initializer("ratio", Tensor.Of([], (ReadOnlySpan<float>)[0.2f])).Initializer("fc.weight", New(27, 2)).Initializer("fc.bias", New(2))
            .Node("Conv", ["x", "conv.weight"], ["c"], name: "conv")
            .Node("BatchNormalization", ["c", "norm.weight", "norm.bias", "norm.mean", "norm.variance"], ["n"], name: "norm")
            .Node("Relu", ["n"], ["r"], name: "relu")
            .Node("MaxPool", ["r"], ["m"], SampleModels.Attributes(("kernel_shape", AttributeValue.Of([2, 2])), ("strides", AttributeValue.Of([2, 2]))), "pool")
            .Node("Flatten", ["m"], ["f"], name: "flatten")
            .Node("Dropout", ["f", "ratio"], ["d"], name: "dropout")
            .Node("Gemm", ["d", "fc.weight", "fc.bias"], ["y"], name: "fc")
            .Output("y", ElementType.Float, [-1, 2]).Build();
    }
}
