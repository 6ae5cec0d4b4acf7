using System.Globalization;
using OnnxPool.Cli;
using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;

namespace OnnxPool.Tests.Sweep.Report;

/// <summary>What reports count, and the commands that they give.</summary>
[TestFixture]
public sealed class ReportCountTests
{
    const string Ours = "OnnxPool";

    static readonly Problem s_average = Problem.Parse("AveragePool:22 float 1x1x4 kernel_shape=2");

    [TestCase(0, "0")]
    [TestCase(1e-9, "½")]
    [TestCase(0.5, "½")]
    [TestCase(0.501, "1")]
    [TestCase(1, "1")]
    [TestCase(2, "2")]
    [TestCase(16.5, "256")]
    [TestCase(1e300, "more")]
    [TestCase(double.PositiveInfinity, "∞")]
    public void A_distance_counts_where_it_belongs(double ulp, string bin) =>
        Assert.That(UlpHistogram.Bins[UlpHistogram.BinOf(ulp)], Is.EqualTo(bin));

    [Test]
    public void Histograms_are_by_party_operator_and_type()
    {
        Problem doubles = s_average.With(type: ElementType.Double);
        SweepResult[] results =
        [
            Result(0, s_average, (Ours, 0)), Result(1, s_average, (Ours, 0.5), ("mine", 3)), Result(2, doubles, (Ours, 1.5)), Result(3, s_average, (Ours, 0.25)),
        ];
        IReadOnlyList<UlpHistogram> histograms = UlpHistogram.Of(results, [Ours, "mine"]);
        Assert.That(histograms.Select(h => (h.Who, h.Type, h.Problems, h.Worst)), Is.EqualTo(new[]
        {
            (Ours, ElementType.Float, 3, 0.5), (Ours, ElementType.Double, 1, 1.5), ("mine", ElementType.Float, 1, 3.0),
        }));
        Assert.That(histograms[0].Counts.Take(4), Is.EqualTo((int[])[1, 2, 0, 0]));
        Assert.That(histograms[2].Counts.Take(5), Is.EqualTo((int[])[0, 0, 0, 0, 1]));
    }

    [TestCase(0, 7, "0")]
    [TestCase(1, 1000, "<1")]
    [TestCase(1, 3, "33")]
    [TestCase(999, 1000, "99")]
    [TestCase(5, 5, "100")]
    public void Percent(int count, int all, string text) => Assert.That(HeatPart.Percent(count, all), Is.EqualTo(text));

    [Test]
    public void A_heat_grid_counts_every_problem_once_for_each_attribute()
    {
        SweepReport report = Reports.OfGenerated(300, new HostileRunner());
        foreach (HeatGrid grid in HeatGrid.Of(report.Outcome.Results))
        {
            for (int o = 0; o < grid.Operators.Count; o++)
            {
                HeatCell[] column = [.. Enumerable.Range(0, grid.Values.Count).Select(v => grid.Cells[v, o])];
                SweepResult[] own = [.. report.Outcome.Results.Where(r => r.Problem.Operator == grid.Operators[o])];
                Assert.That(column.Sum(c => c.Problems), Is.EqualTo(own.Length), $"{grid.Name} {grid.Operators[o]}");
                Assert.That(column.Sum(c => c.Bad), Is.EqualTo(own.Count(r => r.IsBad)));
                Assert.That(column.Sum(c => c.Refused + c.Departing), Is.EqualTo(own.Count(r => r.Findings.Any(f => f.Verdict == SweepVerdict.Divergence))));
            }
        }
        HeatGrid types = HeatGrid.Of(report.Outcome.Results).Single(g => g.Name == "type");
        HeatCell doubles = types.Cells[types.Values.ToList().IndexOf("double"), types.Operators.ToList().IndexOf(OperatorTable.Find("AveragePool")!)];
        Assert.That((doubles.Problems > 0, doubles.Ran), Is.EqualTo((true, 0)), "ONNX Runtime has no AveragePool of double");
    }

    [Test]
    public void Commands_show_what_they_are_beside()
    {
        SweepReport report = Reports.OfGenerated(400);
        Assert.That(report.Divergences, Has.Count.GreaterThan(10));
        foreach (ShownDivergence shown in report.Divergences)
        {
            string[] words = report.Repro(shown.Example).Split('\'');
            Assert.That((words[0], words[2]), Is.EqualTo(("./onnxpool verify ", $" --seed {Reports.Seed}")));
            ToolResult result = Tool.Run("verify", words[1], "--seed", Reports.Seed.ToString(CultureInfo.InvariantCulture));
            Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
            Assert.That(result.Out, Does.Contain($"divergence {shown.Row.Id}: "));
        }
    }

    [Test]
    public void A_problem_counts_once_for_a_row_that_it_shows_twice()
    {
        Divergence row = DivergenceTable.Standard.Rows[0], other = DivergenceTable.Standard.Rows[1];
        Problem larger = s_average.With(shape: [1, 1, 9]);
        SweepFinding Finding(Divergence of, Problem problem) => new(SweepVerdict.Divergence, SweepJudge.Runtime, of.Id, problem, Row: of);
        SweepResult Shows(int index, Problem problem, params Divergence[] rows) =>
            new(index, problem, [.. rows.Select(r => Finding(r, problem))], [Ours], new Dictionary<string, double>());
        SweepReport report = Reports.OfResults(null, Shows(0, larger, row, row, other), Shows(1, s_average, row), Shows(2, larger));
        Assert.That(report.Divergences.Select(d => (d.Row, d.Problems)), Is.EqualTo(new[] { (row, 2), (other, 1) }));
        Assert.That(report.Divergences[0].Example.Case, Is.SameAs(s_average));
    }

    [Test]
    public void Crashes_of_one_kind_are_one_and_their_commands_have_the_options()
    {
        const string Who = "ONNX Runtime, optimized";
        Problem larger = s_average.With(shape: [1, 1, 9]);
        SweepResult Crash(int index, Problem problem, string reason) =>
            new(index, problem, [new SweepFinding(SweepVerdict.Crashed, Who, reason, problem)], [Ours, Who], new Dictionary<string, double>());
        SweepReport report = Reports.OfResults(null, Crash(0, larger, "signal 8"), Crash(1, s_average, "signal 8"), Crash(2, larger, "late"));
        Assert.That(report.Crashes.Select(c => (c.Reason, c.Findings.Count)), Is.EqualTo(new[] { ("signal 8", 2), ("late", 1) }));
        Assert.That(report.Crashes[0].Findings[0].Case, Is.SameAs(s_average));
        Assert.That(report.Repro(report.Crashes[0].Findings[0]), Is.EqualTo($"./onnxpool sweep '{s_average}' --seed {Reports.Seed} --optimized --timeout 5"));
        using var text = new StringWriter { NewLine = "\n" };
        SweepText.Write(text, report);
        Assert.That(text.ToString(), Does.Contain($"crash {Who}, AveragePool: 2 problems: signal 8\n  repro  ./onnxpool sweep"));
        Assert.That(text.ToString(), Does.EndWith($"0 passed, 0 failed, 0 divergent, 0 unsupported, 3 crashed, 0 unstable (ONNX Runtime {OrtSession.Version})\n"));
    }

    static SweepResult Result(int index, Problem problem, params (string Who, double Ulp)[] ulps) =>
        new(index, problem, [], [.. ulps.Select(u => u.Who)], ulps.ToDictionary(u => u.Who, u => u.Ulp));
}
