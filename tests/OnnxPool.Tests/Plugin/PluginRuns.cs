using Microsoft.ML.OnnxRuntime;
using OnnxPool.Conformance;
using OnnxPool.Onnx;
using OnnxPool.OnnxRuntime;
using OnnxPool.Plugin;

namespace OnnxPool.Tests.Plugin;

/// <summary>Problems in ONNX Runtime with our provider in the process.</summary>
static class PluginRuns
{
    /// <summary>A session in which everything that can runs in our kernels.</summary>
    public static OrtSession Open(ModelProto model, OnnxPoolStatistics? statistics = null, Action<OnnxPoolOptions>? configure = null, int threads = 0,
        GraphOptimizationLevel optimization = GraphOptimizationLevel.ORT_DISABLE_ALL) =>
        new(ModelFile.ToBytes(model), new OrtSettings
        {
            Threads = threads,
            Optimization = optimization,
            Configure = options => options.UseOnnxPool(o =>
            {
                o.Claim = ClaimPolicy.Always;
                o.Statistics = statistics;
                configure?.Invoke(o);
            }),
        });

    /// <summary>The outputs of a problem, which must have run in one of our kernels, once.</summary>
    public static Tensor[] Run(Problem problem, long seed = 1, int threads = 0)
    {
        var statistics = new OnnxPoolStatistics();
        using OrtSession session = Open(ProblemModel.Build(problem), statistics, threads: threads);
        IReadOnlyList<Tensor> outputs = session.Run(ProblemData.Feeds(problem, seed), problem.Outputs);
        Assert.That(statistics.Nodes.Select(n => (n.Name, n.Operator, n.Calls)), Is.EqualTo(new[] { (problem.Operator.Name, $"{problem.Version}", 1L) }));
        return [.. outputs];
    }

    /// <summary>What the operators give without ONNX Runtime.</summary>
    public static Tensor[] Own(Problem problem, long seed = 1) => new OnnxPoolRunner().Run(problem, ProblemData.Inputs(problem, seed));

    /// <summary>Asserts the same bits.</summary>
    public static void AssertSame(IReadOnlyList<Tensor> actual, IReadOnlyList<Tensor> expected)
    {
        Assert.That(actual, Has.Count.EqualTo(expected.Count));
        for (int i = 0; i < actual.Count; i++)
        {
            Assert.That(actual[i].Type, Is.EqualTo(expected[i].Type));
            Assert.That(actual[i].Shape.ToArray(), Is.EqualTo(expected[i].Shape.ToArray()));
            Assert.That(actual[i].Bytes.SequenceEqual(expected[i].Bytes), $"output {i}");
        }
    }
}
