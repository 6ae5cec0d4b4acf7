using OnnxPool.Conformance;
using OnnxPool.Plugin;

namespace OnnxPool.Tests.Plugin;

/// <summary>What ran, and how often.</summary>
[TestFixture]
public class StatisticsTests
{
    [Test]
    public void Nodes_are_counted_by_session_and_forgotten_when_asked()
    {
        Problem problem = Problem.Parse("LpPool:22 float16 1x2x9x9 kernel_shape=3,3");
        Dictionary<string, Tensor> feeds = ProblemData.Feeds(problem, 1);
        OnnxPoolStatistics statistics = new(), others = new();
        using OrtSession first = PluginRuns.Open(ProblemModel.Build(problem), statistics), second = PluginRuns.Open(ProblemModel.Build(problem), statistics),
            other = PluginRuns.Open(ProblemModel.Build(problem), others);
        for (int i = 0; i < 3; i++) _ = first.Run(feeds, ["Y"]);
        _ = second.Run(feeds, ["Y"]);
        Assert.That(statistics.Nodes.Select(n => (n.Name, n.Operator, n.Type, n.Calls)), Is.EqualTo(new[] { ("LpPool", "LpPool-22", ElementType.Float16, 3L), ("LpPool", "LpPool-22", ElementType.Float16, 1L) }));
        Assert.That(statistics.Nodes.Select(n => n.Time), Has.All.GreaterThan(TimeSpan.Zero));
        Assert.That((statistics.Calls, others.Calls), Is.EqualTo((4L, 0L)));
        string[][] lines = [.. statistics.ToText().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t'))];
        Assert.That(lines.Select(l => string.Join(' ', l[..4])), Is.EqualTo(new[] { "LpPool LpPool-22 float16 3", "LpPool LpPool-22 float16 1" }));
        Assert.That(lines.Select(l => long.Parse(l[4], System.Globalization.CultureInfo.InvariantCulture)), Has.All.GreaterThan(0));
        statistics.Clear();
        Assert.That(statistics.Nodes.Select(n => (n.Calls, n.Time)), Is.EqualTo(new[] { (0L, TimeSpan.Zero), (0L, TimeSpan.Zero) }));
        _ = second.Run(feeds, ["Y"]);
        Assert.That(statistics.Calls, Is.EqualTo(1));
    }
}
