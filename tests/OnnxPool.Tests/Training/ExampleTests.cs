using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Examples in memory: how they are divided, moved, and brought into a model's form.</summary>
[TestFixture]
public class ExampleTests
{
    [Test]
    public void A_split_keeps_pairs_together_and_classes_in_proportion()
    {
        // 60, 30 and 10 of a hundred; the input says which example it is, so that a label of another shows.
        int[] classes = [.. Enumerable.Range(0, 100).Select(i => i < 60 ? 0 : i < 90 ? 1 : 2)];
        var all = Examples.Of([.. Enumerable.Range(0, 100).Select(i => (float)i)], [1], classes);
        (Examples train, Examples test) = all.Split(50, 20, 7);
        foreach ((Examples part, int[] counts) in ((Examples, int[])[])[(train, [30, 15, 5]), (test, [12, 6, 2])])
        {
            Assert.That(part.Labels.Values<long>().ToArray(), Is.EqualTo(part.Inputs.Values<float>().ToArray().Select(i => (long)classes[(int)i])));
            for (int c = 0; c < 3; c++) Assert.That(part.Labels.Values<long>().ToArray().Count(l => l == c), Is.EqualTo(counts[c]).Within(1), $"class {c}");
        }
        float[] seen = [.. train.Inputs.Values<float>(), .. test.Inputs.Values<float>()];
        Assert.That(seen, Is.Unique);
        Assert.That(seen, Is.Not.Ordered, "mixed");
        Assert.That(all.Split(50, 20, 7).Train.Inputs.Bytes.ToArray(), Is.EqualTo(train.Inputs.Bytes.ToArray()));
        Assert.That(all.Split(50, 20, 8).Train.Inputs.Bytes.ToArray(), Is.Not.EqualTo(train.Inputs.Bytes.ToArray()));
        Assert.That(all.Split(10, 20, 7).Test.Inputs.Bytes.ToArray(), Is.EqualTo(test.Inputs.Bytes.ToArray()), "the test does not depend on how many are trained with");
        Assert.That(() => all.Split(90, 20), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("split: found 90 examples to train and 20 to test; allowed: 1 or more of each, 100 together"));
        Assert.That(() => all.Split(0, 20), Throws.InstanceOf<InvalidPoolingException>());
    }

    [Test]
    public void Arrays_become_examples()
    {
        var classes = Examples.Of([1, 2, 3, 4], [2], (ReadOnlySpan<int>)[0, 5]);
        Assert.That((Shapes.Format(classes.Inputs.Shape), classes.Labels.Type, classes.Labels.Values<long>()[1]), Is.EqualTo(("2x2", ElementType.Int64, 5L)));
        var numbers = Examples.Of([1, 2, 3, 4], [2, 1], (ReadOnlySpan<float>)[5, 6], [1]);
        Assert.That((Shapes.Format(numbers.Inputs.Shape), Shapes.Format(numbers.Labels.Shape)), Is.EqualTo(("2x2x1", "2x1")));
        Assert.That(() => Examples.Of([1, 2, 3], [2], (ReadOnlySpan<int>)[0, 1]), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("tensor data: found 3 values; allowed: 4"));
        Assert.That(() => Examples.Of([], [2], (ReadOnlySpan<int>)[]), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("examples: found 0x2"));
    }

    [Test]
    public void Shifted_images_are_the_same_elsewhere()
    {
        float[] image = [1, 2, 3, 4, 5, 6];
        var many = Examples.Of([.. Enumerable.Repeat(image, 200).SelectMany(i => i)], [1, 2, 3], new int[200]);
        Examples shifted = Augmentations.Shift(1)(many, new Random(1));
        string[] seen = [.. shifted.Inputs.Values<float>().ToArray().Chunk(6).Select(i => string.Join(' ', i)).Distinct().Order(StringComparer.Ordinal)];
        string[] all =
            [
                "0 0 0 0 1 2", "0 0 0 1 2 3", "0 0 0 2 3 0",
                "0 1 2 0 4 5", "1 2 3 4 5 6", "2 3 0 5 6 0",
                "0 4 5 0 0 0", "4 5 6 0 0 0", "5 6 0 0 0 0",
            ];
        Assert.That(seen, Is.EquivalentTo(all));
        Assert.That(Augmentations.Shift(9)(many, new Random(2)).Inputs.Shape.ToArray(), Is.EqualTo((long[])[200, 1, 2, 3]), "also farther than an image is wide");
        Assert.That(() => Augmentations.Shift(1)(Examples.Of([1], [1], (ReadOnlySpan<int>)[0]), new Random(1)), Throws.InstanceOf<InvalidPoolingException>().With.Message.StartsWith("shift: found inputs of shape 1x1"));
    }

    [Test]
    public void Schedules_begin_with_the_whole_rate()
    {
        Assert.That(Enumerable.Range(0, 4).Select(Schedules.Cosine(4)), Is.EqualTo((float[])[1, 0.853553f, 0.5f, 0.146447f]).Within(1e-6f));
        Assert.That(Enumerable.Range(0, 4).Select(Schedules.Linear(4)), Is.EqualTo((float[])[1, 0.75f, 0.5f, 0.25f]));
        Assert.That(Enumerable.Range(0, 5).Select(Schedules.Step(2, 0.5f)), Is.EqualTo((float[])[1, 1, 0.5f, 0.5f, 0.25f]));
        Assert.That(Enumerable.Range(0, 3).Select(Schedules.Exponential(0.5f)), Is.EqualTo((float[])[1, 0.5f, 0.25f]));
    }

    static readonly ModelProto s_images = Sequential.Input(1, 2, 2).Flatten().Linear(3).Build();

    static readonly ModelProto s_numbers = Sequential.Input(4).Linear(1).Build();

    [Test]
    public void Bytes_become_shares_and_images_get_their_channel()
    {
        var raw = new Examples(Tensor.Of([2, 2, 2], (ReadOnlySpan<byte>)[0, 51, 102, 255, 1, 2, 3, 4]), Tensor.Of(ElementType.UInt8, [2, 1], (ReadOnlySpan<byte>)[2, 0]));
        (Examples fitted, LabelForm form) = ModelExamples.Fit(raw, s_images, new GradientOptions());
        Assert.That((Shapes.Format(fitted.Inputs.Shape), form), Is.EqualTo(("2x1x2x2", LabelForm.Index)));
        Assert.That(fitted.Inputs.Values<float>()[..4].ToArray(), Is.EqualTo((float[])[0, 0.2f, 0.4f, 1]).Within(1e-7f));
        Assert.That(fitted.Labels.Values<long>().ToArray(), Is.EqualTo((long[])[2, 0]));
    }

    [Test]
    public void Labels_are_classes_shares_or_numbers()
    {
        var inputs = Tensor.Of([2, 4], (ReadOnlySpan<double>)[1, 2, 3, 4, 5, 6, 7, 8]);
        var shares = Tensor.Of([2, 3], (ReadOnlySpan<double>)[0, 0.5, 0.5, 1, 0, 0]);
        (Examples fitted, LabelForm form) = ModelExamples.Fit(new Examples(inputs.Reshape([2, 1, 2, 2]), shares), s_images, new GradientOptions());
        Assert.That((form, fitted.Labels.Type, fitted.Labels.Values<float>()[1]), Is.EqualTo((LabelForm.OneHot, ElementType.Float, 0.5f)));
        (fitted, _) = ModelExamples.Fit(new Examples(inputs, Tensor.Of(ElementType.Int32, [2], (ReadOnlySpan<int>)[-3, 7])), s_numbers, new GradientOptions { Loss = Loss.MeanSquaredError });
        Assert.That((Shapes.Format(fitted.Labels.Shape), fitted.Labels.Values<float>()[0]), Is.EqualTo(("2x1", -3f)));
    }

    [Test]
    public void What_a_model_cannot_take_is_said()
    {
        var inputs = new Tensor(ElementType.Float, [2, 2, 2]);
        Tensor Labels(params long[] values) => Tensor.Of(ElementType.Int64, [values.Length], (ReadOnlySpan<long>)values);
        Refused(inputs, Labels(0, 3), "labels[1]: found 3; allowed: 0 to 2");
        Refused(inputs, Labels(-1, 0), "labels[0]: found -1; allowed: 0 to 2");
        Refused(inputs, new Tensor(ElementType.Int64, [2, 3]), "labels: found int64 2x3; allowed: 2, the number of a class for each example");
        Refused(inputs, new Tensor(ElementType.Double, [2]), "labels: found scalar for each example; allowed: 3, as 'output' of the model");
        Refused(new Tensor(ElementType.Float, [2, 2, 3]), Labels(0, 0), "inputs: found 2x3 for each example; allowed: 1x2x2, as 'input' of the model");
        Refused(new Tensor(ElementType.Complex64, [2, 2, 2]), Labels(0, 0), "inputs: found complex64; allowed: float, as the model has it");

        static void Refused(Tensor inputs, Tensor labels, string message) =>
            Assert.That(() => ModelExamples.Fit(new Examples(inputs, labels), s_images, new GradientOptions()), Throws.InstanceOf<PoolingException>().With.Message.StartsWith(message));
    }
}
