using System.Runtime.InteropServices;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;
using OnnxPool.Training;

namespace OnnxPool.Tests.Training;

/// <summary>Holds the gradients of a case against differences of its own weighted sum.</summary>
static class RuleCheck
{
    public static OrtSession Open(ModelProto model) => new(ModelFile.ToBytes(model), new OrtSettings { Threads = 1, Configure = options => options.UseOnnxPool() });

    public static void Run(RuleCase rule, Known known)
    {
        Dictionary<string, Tensor> feeds = rule.Feeds(known);
        Tensor y;
        using (OrtSession forward = Open(rule.Model(known, null))) y = forward.Run(feeds, ["y"])[0];
        var random = new Random(11);
        Tensor weights = rule.Numbers(y.Shape, [.. Enumerable.Range(0, (int)y.ElementCount).Select(_ => Math.Round((random.NextDouble() * 4) - 2, 2))]);
        ModelProto model = rule.Model(known, weights);
        GradientModel gradient = GradientGraph.Build(model, new GradientOptions
        {
            Loss = Loss.Output,
            Training = rule.Training,
            Parameters = [.. Enumerable.Range(0, rule.Inputs.Count).Where(i => rule.Inputs[i].IsTrained).Select(i => $"p{i}")],
        });
        AssertNothingIdle(gradient.Model);
        using OrtSession session = Open(gradient.Model);
        if (rule.Function is { } function)
        {
            CheckFunction(session, gradient, feeds, weights, function);
            return;
        }
        IReadOnlyList<Tensor> results = session.Run(feeds, [gradient.Loss, .. gradient.Parameters.Select(p => p.Gradient)]);
        for (int i = 0; i < gradient.Parameters.Count; i++) Check(session, gradient, rule, feeds, gradient.Parameters[i], results[i + 1]);
    }

    // Whatever was written leads to an output: nothing is computed that nobody asked for.
    public static void AssertNothingIdle(ModelProto model)
    {
        HashSet<string> used = [.. model.Graph.Output.Select(o => o.Name), .. model.Graph.Node.SelectMany(n => n.Input)];
        string[] idle = [.. model.Graph.Node.Where(n => n.Name.Contains("/grad/", StringComparison.Ordinal) && !n.Output.Any(used.Contains)).Select(n => n.Name)];
        Assert.That(idle, Is.Empty);
    }

    // Differences in float see no more than three digits of what is curved; in double they see eight.
    static void CheckFunction(OrtSession session, GradientModel gradient, Dictionary<string, Tensor> feeds, Tensor weights, Func<double, double> function)
    {
        const double step = 1e-4, relative = 1e-5;
        IReadOnlyList<Tensor> results = session.Run(feeds, [gradient.Loss, gradient.Parameters.Single().Gradient]);
        double[] x = feeds["p0"].ToDoubles(), w = weights.ToDoubles(), given = results[1].ToDoubles();
        Assert.That(results[0].ToDoubles()[0], Is.EqualTo(x.Zip(w, (x, w) => w * function(x)).Sum()).Within(1e-4));
        for (int i = 0; i < x.Length; i++)
        {
            double slope = w[i] * (function(x[i] + step) - function(x[i] - step)) / (2 * step);
            Assert.That(given[i], Is.EqualTo(slope).Within(relative * Math.Abs(slope)), $"at {x[i]}");
        }
    }

    static void Check(OrtSession session, GradientModel gradient, RuleCase rule, Dictionary<string, Tensor> feeds, ParameterGradient parameter, Tensor actual)
    {
        Tensor value = feeds[parameter.Name];
        Assert.That(actual.Shape.ToArray(), Is.EqualTo(value.Shape.ToArray()), parameter.Gradient);
        double[] given = actual.ToDoubles();
        double[] values = value.ToDoubles();
        double tolerance = rule.Type == ElementType.Double ? 1e-7 : 1e-4;
        for (int i = 0; i < values.Length; i++)
        {
            double above = Total(+1), below = Total(-1);
            double difference = (above - below) / (2 * rule.Step);
            Assert.That(given[i], Is.EqualTo(difference).Within(tolerance * Math.Max(1, Math.Abs(difference))), $"{parameter.Gradient}[{i}]");

            double Total(int sign)
            {
                double[] moved = [.. values];
                moved[i] += sign * rule.Step;
                var fed = new Dictionary<string, Tensor>(feeds) { [parameter.Name] = rule.Numbers(value.Shape, moved) };
                Tensor total = session.Run(fed, [gradient.Loss])[0];
                return rule.Type == ElementType.Double ? MemoryMarshal.Read<double>(total.Bytes) : MemoryMarshal.Read<float>(total.Bytes);
            }
        }
    }
}
