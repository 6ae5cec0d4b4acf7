using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.Reference;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Gradients of every parameter of whole networks against the oracle, which differentiates by differences in double.</summary>
[TestFixture]
public class NetworkTests
{
    const double RelativeError = 1e-4;

    static IEnumerable<TestCaseData> Networks => SmallNetwork.All.Select(n => new TestCaseData(n).SetArgDisplayNames(n.Name));

    [TestCaseSource(nameof(Networks))]
    public void Every_parameter_has_the_gradient_of_the_oracle(object one)
    {
        var network = (SmallNetwork)one;
        GradientModel gradient = GradientGraph.Build(network.Model, new GradientOptions { Loss = network.Loss });
        Dictionary<string, double[]> values = network.Model.Graph.Initializer.ToDictionary(t => t.Name, t => TensorConversion.ToTensor(t).ToDoubles());
        using OrtSession session = RuleCheck.Open(gradient.Model);
        IReadOnlyList<Tensor> results = session.Run(network.Feeds, [gradient.Loss, .. gradient.Parameters.Select(p => p.Gradient)]);
        Assert.That(results[0].Shape.Length, Is.Zero);
        Assert.That(results[0].ToDoubles()[0], Is.EqualTo(network.Evaluate(values)).Within(RelativeError));
        Assert.That(gradient.Parameters.Select(p => p.Name), Is.EquivalentTo(values.Keys.Where(n => n is not ("mean" or "variance"))));
        foreach ((ParameterGradient parameter, Tensor given) in gradient.Parameters.Zip(results.Skip(1)))
        {
            double[] expected = Differences.Gradient(x => network.Evaluate(new Dictionary<string, double[]>(values) { [parameter.Name] = x }), values[parameter.Name], 1e-5);
            double scale = expected.Max(Math.Abs);
            Assert.That(scale, Is.GreaterThan(1e-3), $"{parameter.Name}: a gradient that tells something");
            Assert.That(given.ToDoubles(), Is.EqualTo(expected).Within(RelativeError * scale), parameter.Name);
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void Nothing_is_computed_that_nobody_asked_for(object one)
    {
        var network = (SmallNetwork)one;
        GradientModel gradient = GradientGraph.Build(network.Model, new GradientOptions { Loss = network.Loss });
        RuleCheck.AssertNothingIdle(gradient.Model);
        // The first layer has weights but no need of a gradient of the images.
        Assert.That(gradient.Model.Graph.Node.Count(n => n.OpType == "ConvTranspose"), Is.EqualTo(network.Model.Graph.Node.Count(n => n.OpType == "Conv") - 1));
    }

    [TestCaseSource(nameof(Networks))]
    public void What_was_symbolic_stays_so(object one)
    {
        var network = (SmallNetwork)one;
        GradientModel gradient = GradientGraph.Build(network.Model, new GradientOptions { Loss = network.Loss });
        Assert.That(gradient.Model.Graph.Input[0], Is.EqualTo(network.Model.Graph.Input[0]));
        Assert.That(gradient.Model.Graph.Input[^1].Type.TensorType.Shape.Dim[0].DimParam, Is.EqualTo("batch"));
        // A batch of another size runs in the same model: here every image twice.
        Dictionary<string, Tensor> twice = network.Feeds.ToDictionary(f => f.Key, f => Doubled(f.Value));
        using OrtSession session = RuleCheck.Open(gradient.Model);
        string[] outputs = [gradient.Loss, .. gradient.Parameters.Select(p => p.Gradient)];
        foreach ((Tensor a, Tensor b) in session.Run(network.Feeds, outputs).Zip(session.Run(twice, outputs)))
            Assert.That(b.ToDoubles(), Is.EqualTo(a.ToDoubles()).Within(1e-5));
    }

    static Tensor Doubled(Tensor value)
    {
        var doubled = new Tensor(value.Type, [2 * value.Shape[0], .. value.Shape[1..]]);
        value.Bytes.CopyTo(doubled.Bytes);
        value.Bytes.CopyTo(doubled.Bytes[value.Bytes.Length..]);
        return doubled;
    }
}
