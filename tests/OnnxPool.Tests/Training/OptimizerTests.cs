using OnnxPool.Onnx;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Optimizers against their formulas in double, over a few steps of a loss whose gradient is known.</summary>
[TestFixture]
public class OptimizerTests
{
    const int Count = 5;
    const float Rate = 0.05f;
    static readonly double[] s_start = [0.5, -2, 3];
    static readonly double[] s_wanted = [1, 4, -0.5];

    static IEnumerable<TestCaseData> Cases
    {
        get
        {
            const double decay = 0.1f, mu = 0.8f, b1 = 0.7f, b2 = 0.9f, eps = 0.25f;
            yield return Case(new Sgd(Rate) { WeightDecay = 0.1f }, (x, g, _, _, r, _) => x - (r * (g + (decay * x))));
            yield return Case(new Momentum(Rate, 0.8f), (x, g, s, _, r, _) => x - (r * (s[0] = (mu * s[0]) + g)));
            yield return Case(new Momentum(Rate, 0.8f) { WeightDecay = 0.1f }, (x, g, s, _, r, _) => x - (r * (s[0] = (mu * s[0]) + g + (decay * x))));
            yield return Case(new Momentum(Rate, 0.8f, Nesterov: true), (x, g, s, _, r, _) => x - (r * (g + (mu * (s[0] = (mu * s[0]) + g)))));
            yield return Case(new Adagrad(Rate, 0.25f), (x, g, s, _, r, _) => AdagradStep(x, g, s, r));
            yield return Case(new Adagrad(Rate, 0.25f) { WeightDecay = 0.1f }, (x, g, s, _, r, _) => AdagradStep(x, g + (decay * x), s, r));
            yield return Case(new Adam(Rate, 0.7f, 0.9f, 0.25f) { WeightDecay = 0.1f }, (x, g, s, _, r, t) => AdamStep(x, g + (decay * x), s, r, t));
            yield return Case(new AdamW(Rate, 0.7f, 0.9f, 0.25f) { WeightDecay = 0.1f }, (x, g, s, _, r, t) => AdamStep(x * (1 - (r * decay)), g, s, r, t));

            static double AdagradStep(double x, double g, double[] s, double r) => x - (r * g / (Math.Sqrt(s[0] += g * g) + eps));

            static double AdamStep(double x, double g, double[] s, double r, int t)
            {
                s[0] = (b1 * s[0]) + ((1 - b1) * g);
                s[1] = (b2 * s[1]) + ((1 - b2) * g * g);
                return x - (r * Math.Sqrt(1 - Math.Pow(b2, t)) / (1 - Math.Pow(b1, t)) * s[0] / (Math.Sqrt(s[1]) + eps));
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Steps_follow_the_formula(Optimizer optimizer, Func<double, double, double[], int, double, int, double> formula)
    {
        using Trainer trainer = Train(optimizer, null);
        double[] x = [.. s_start];
        double[][] slots = [.. x.Select(_ => new double[2])];
        for (int t = 1; t <= Count; t++)
        {
            _ = trainer.Step(Batch(), Rate);
            double[] gradient = Gradient(x);
            for (int i = 0; i < x.Length; i++) x[i] = formula(x[i], gradient[i], slots[i], i, Rate, t);
        }
        Assert.That(Now(trainer), Is.EqualTo(x).Within(1e-4));
    }

    [TestCase(1f, true)]
    [TestCase(100f, false)]
    public void Gradients_together_are_no_longer_than_they_may_be(float most, bool isClipped)
    {
        using Trainer trainer = Train(new Sgd(Rate), most);
        _ = trainer.Step(Batch(), Rate);
        double[] gradient = Gradient(s_start);
        double norm = Math.Sqrt(gradient.Sum(g => g * g));
        Assert.That(norm > most, Is.EqualTo(isClipped));
        Assert.That(Now(trainer), Is.EqualTo(s_start.Select((x, i) => x - (Rate * gradient[i] * Math.Min(1, most / norm)))).Within(1e-6));
    }

    static TestCaseData Case(Optimizer optimizer, Func<double, double, double[], int, double, int, double> formula) =>
        new TestCaseData(optimizer, formula).SetArgDisplayNames($"{optimizer}");

    // The loss is the mean of (p·1 − wanted)².
    static double[] Gradient(double[] p) => [.. p.Select((x, i) => 2 * (x - s_wanted[i]) / p.Length)];

    static Examples Batch() => new(Floats([1, 3], 1, 1, 1), Floats([1, 3], [.. s_wanted]));

    static double[] Now(Trainer trainer) => TensorConversion.ToTensor(trainer.Export().Graph.Initializer.Single()).ToDoubles();

    static Trainer Train(Optimizer optimizer, float? clip)
    {
        ModelProto model = new ModelBuilder(17).Input("x", ElementType.Float, -1, 3).Initializer("p", Floats([3], s_start))
            .Node("Mul", ["x", "p"], ["y"]).Output("y", ElementType.Float, [-1, 3]).Build();
        return new Trainer(model, new TrainerOptions { Gradient = new GradientOptions { Loss = Loss.MeanSquaredError }, Optimizer = optimizer, ClipNorm = clip, Threads = 1 });
    }

    static Tensor Floats(long[] shape, params double[] values) => Tensor.Of(shape, (ReadOnlySpan<float>)[.. values.Select(v => (float)v)]);
}
