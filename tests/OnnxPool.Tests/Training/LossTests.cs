using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Reference;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Losses and their gradients, in double, against the oracle.</summary>
[TestFixture]
public class LossTests
{
    static readonly double[] s_logits = [0.3, -1.2, 2.5, 0.1, 0.9, -0.4, 1.7, 0.2, -2.1, 0.6, 1.1, -0.8];
    static readonly double[] s_probabilities = [0.1, 0.8, 0.35, 0.999, 0.5, 0.04];
    static readonly double[] s_wanted = [0, 1, 0.25, 1, 0.7, 0];

    static readonly long[] s_labels = [3, 0, 2];

    [TestCase(13)]
    [TestCase(11)]
    public void Cross_entropy_of_classes(long opset)
    {
        Check(opset, Loss.SoftmaxCrossEntropy, LabelForm.Index, [3, 4], s_logits, Classes(), y => LossFunction.SoftmaxCrossEntropy(y, s_labels));
        Check(opset, Loss.SoftmaxCrossEntropy, LabelForm.OneHot, [3, 4], s_logits, Hot(), y => LossFunction.SoftmaxCrossEntropy(y, s_labels));
        Check(opset, Loss.NegativeLogLikelihood, LabelForm.Index, [3, 4], s_logits, Classes(), y => LossFunction.NegativeLogLikelihood(y, s_labels));
        Check(opset, Loss.NegativeLogLikelihood, LabelForm.OneHot, [3, 4], s_logits, Hot(), y => LossFunction.NegativeLogLikelihood(y, s_labels));
    }

    [TestCase(13)]
    [TestCase(11)]
    public void Squares(long opset) =>
        Check(opset, Loss.MeanSquaredError, LabelForm.Index, [2, 3], s_probabilities, Tensor.Of([2, 3], (ReadOnlySpan<double>)s_wanted), y => LossFunction.MeanSquaredError(y, s_wanted));

    [TestCase(13)]
    [TestCase(11)]
    public void Binary_cross_entropy(long opset) =>
        Check(opset, Loss.BinaryCrossEntropy, LabelForm.Index, [6], s_probabilities, Tensor.Of([6], (ReadOnlySpan<double>)s_wanted), y => LossFunction.BinaryCrossEntropy(y, s_wanted));

    [TestCase(17)]
    [TestCase(11)]
    public void Cross_entropy_of_every_place_of_an_image(long opset)
    {
        // Classes along axis 1, places behind it: the rows of the oracle are the places.
        int[] places = [0, 1];
        long[] labels = [1, 0, 2, 2];
        double[] Rows(double[] y) => [.. from n in places from place in places from c in Enumerable.Range(0, 3) select y[(n * 6) + (c * 2) + place]];
        Check(opset, Loss.SoftmaxCrossEntropy, LabelForm.Index, [2, 3, 2], s_logits, Tensor.Of(ElementType.Int64, [2, 2], (ReadOnlySpan<long>)labels), y => LossFunction.SoftmaxCrossEntropy(Rows(y), labels));
    }

    [Test]
    public void One_hot_labels_may_weigh_their_example()
    {
        double[] weights = [0.5, 2, 0];
        double[] labels = [.. s_labels.SelectMany((label, n) => Enumerable.Range(0, 4).Select(c => c == label ? weights[n] : 0))];
        double Weighted(double[] y) => Enumerable.Range(0, 3).Sum(n => weights[n] * LossFunction.SoftmaxCrossEntropy(y[(4 * n)..((4 * n) + 4)], [s_labels[n]])) / 3;
        Check(17, Loss.SoftmaxCrossEntropy, LabelForm.OneHot, [3, 4], s_logits, Tensor.Of([3, 4], (ReadOnlySpan<double>)labels), Weighted);
    }

    [Test]
    public void The_number_of_classes_may_be_known_only_when_it_runs()
    {
        ModelProto model = new ModelBuilder(17).Initializer("p", Tensor.Of([3, 4], (ReadOnlySpan<double>)s_logits)).Input("shape", ElementType.Int64, 2)
            .Node("Reshape", ["p", "shape"], ["y"]).Output("y", ElementType.Double).Build();
        GradientModel gradient = GradientGraph.Build(model, new GradientOptions { Loss = Loss.SoftmaxCrossEntropy });
        using OrtSession session = RuleCheck.Open(gradient.Model);
        var feeds = new Dictionary<string, Tensor> { [gradient.Labels!] = Classes(), ["shape"] = Tensor.Of(ElementType.Int64, [2], (ReadOnlySpan<long>)[3, 4]) };
        double[] expected = Differences.Gradient(y => LossFunction.SoftmaxCrossEntropy(y, s_labels), s_logits, 1e-4);
        Assert.That(session.Run(feeds, ["p.grad"])[0].ToDoubles(), Is.EqualTo(expected).Within(1e-8));
    }

    [Test]
    public void Certain_and_wrong_is_finite()
    {
        double[] given = Run(17, Loss.BinaryCrossEntropy, LabelForm.Index, [2], [0, 1], Tensor.Of([2], (ReadOnlySpan<double>)[1, 1])).Gradient;
        Assert.That(given, Is.All.Matches<double>(double.IsFinite));
        double Binary(params double[] wanted) => Run(17, Loss.BinaryCrossEntropy, LabelForm.Index, [2], [0, 1], Tensor.Of([2], (ReadOnlySpan<double>)wanted)).Loss;
        Assert.That((double[])[Binary(1, 1), Binary(0, 0), Binary(1, 0), Binary(0, 1)], Is.EqualTo(new double[] { 50, 50, 100, 0 }));
        (double loss, double[] gradient) = Run(17, Loss.SoftmaxCrossEntropy, LabelForm.Index, [1, 2], [1000, -1000], Tensor.Of(ElementType.Int64, [1], (ReadOnlySpan<long>)[1]));
        Assert.That(loss, Is.EqualTo(2000));
        Assert.That(gradient, Is.EqualTo(new double[] { 1, -1 }));
    }

    [Test]
    public void A_label_that_no_class_has_is_refused_when_it_runs()
    {
        var labels = Tensor.Of(ElementType.Int64, [3], (ReadOnlySpan<long>)[0, 4, 1]);
        Assert.That(() => Run(17, Loss.SoftmaxCrossEntropy, LabelForm.Index, [3, 4], s_logits, labels), Throws.InstanceOf<OrtRefusedException>());
    }

    [TestCase(17, "axis=1", true)]
    [TestCase(17, "axis=-1", true)]
    [TestCase(17, "axis=0", false)]
    [TestCase(11, "", true)]
    [TestCase(17, "", true)]
    public void Cross_entropy_takes_the_logits_of_a_softmax_that_ends_the_model(long opset, string axis, bool isTaken)
    {
        ModelProto model = Model(opset, [3, 4], s_logits, "Softmax", axis.Length == 0 ? null : long.Parse(axis.AsSpan(5), provider: null));
        GradientModel gradient = GradientGraph.Build(model, new GradientOptions { Loss = Loss.SoftmaxCrossEntropy });
        using OrtSession session = RuleCheck.Open(gradient.Model);
        double loss = session.Run(new Dictionary<string, Tensor> { [gradient.Labels!] = Classes() }, [gradient.Loss])[0].ToDoubles()[0];
        double ofLogits = LossFunction.SoftmaxCrossEntropy(s_logits, s_labels);
        Assert.That(Math.Abs(loss - ofLogits) < 1e-9, Is.EqualTo(isTaken));
    }

    static Tensor Classes() => Tensor.Of(ElementType.Int64, [3], (ReadOnlySpan<long>)s_labels);

    static Tensor Hot() => Tensor.Of([3, 4], (ReadOnlySpan<double>)[.. s_labels.SelectMany(label => Enumerable.Range(0, 4).Select(c => c == label ? 1.0 : 0.0))]);

    static void Check(long opset, Loss loss, LabelForm form, long[] shape, double[] y, Tensor labels, Func<double[], double> oracle)
    {
        (double value, double[] gradient) = Run(opset, loss, form, shape, y, labels);
        Assert.That(value, Is.EqualTo(oracle(y)).Within(1e-12));
        Assert.That(gradient, Is.EqualTo(Differences.Gradient(oracle, y, 1e-4)).Within(1e-8));
    }

    static (double Loss, double[] Gradient) Run(long opset, Loss loss, LabelForm form, long[] shape, double[] y, Tensor labels)
    {
        GradientModel gradient = GradientGraph.Build(Model(opset, shape, y, "Identity", null), new GradientOptions { Loss = loss, Labels = form });
        using OrtSession session = RuleCheck.Open(gradient.Model);
        IReadOnlyList<Tensor> results = session.Run(new Dictionary<string, Tensor> { [gradient.Labels!] = labels }, [gradient.Loss, "p.grad"]);
        return (results[0].ToDoubles()[0], results[1].ToDoubles());
    }

    static ModelProto Model(long opset, long[] shape, double[] y, string op, long? axis) => new ModelBuilder(opset)
        .Initializer("p", Tensor.Of(shape, (ReadOnlySpan<double>)y))
        .Node(op, ["p"], ["y"], axis is { } a ? [new("axis", AttributeValue.Of(a))] : null)
        .Output("y", ElementType.Double, shape).Build();
}
