using System.Text;
using System.Text.Json;
using OnnxPool.Cli;
using OnnxPool.Conformance;
using OnnxPool.Tests.CommandLine;
using OnnxPool.Tests.Models;

namespace OnnxPool.Tests.Sweep.Report;

/// <summary>Text, JSON and Markdown of a sweep say the same.</summary>
[TestFixture]
public sealed class SweepOutputTests
{
    static readonly Lazy<SweepReport> s_bad = new(() => Reports.OfGenerated(400, new HostileRunner(), isPartial: true));

    [Test]
    public void Json_has_the_counts_the_coverage_and_what_was_found()
    {
        SweepReport report = s_bad.Value;
        using var json = JsonDocument.Parse(SweepJson.Serialize(report));
        JsonElement root = json.RootElement;
        Assert.That(root.EnumerateObject().Select(p => p.Name), Is.EqualTo((string[])["cases", "passed", "failed", "divergent", "unsupported", "crashed", "unstable",
            "partial", "seed", "onnx_runtime", "checked", "coverage", "divergences", "crashes", "failures", "other_failures"]));
        int Said(string name) => root.GetProperty(name).GetInt32();
        Assert.That(((string[])["passed", "failed", "divergent", "unsupported", "crashed", "unstable"]).Sum(Said), Is.EqualTo(Said("cases")).And.EqualTo(400));
        Assert.That((Said("failed"), root.GetProperty("partial").GetBoolean(), root.GetProperty("seed").GetInt64()), Is.EqualTo((report.Outcome.Count(SweepVerdict.Failed), true, Reports.Seed)));
        Assert.That(root.GetProperty("coverage").EnumerateArray().Sum(c => c.GetProperty("cases").GetInt32()), Is.EqualTo(400));
        JsonElement[] divergences = [.. root.GetProperty("divergences").EnumerateArray()];
        Assert.That(divergences.Select(d => (d.GetProperty("row").GetString(), d.GetProperty("count").GetInt32())), Is.EqualTo(report.Divergences.Select(d => (d.Row.Id, d.Problems))));
        foreach (JsonElement d in divergences) Assert.That(Problem.Parse(d.GetProperty("line").GetString()!).ToString(), Is.EqualTo(d.GetProperty("line").GetString()));
        JsonElement[] failures = [.. root.GetProperty("failures").EnumerateArray()];
        Assert.That(failures.Sum(f => f.GetProperty("alike").GetInt32()) + Said("other_failures"), Is.EqualTo(Said("failed")));
        JsonElement max = failures.Single(f => f.GetProperty("operator").GetString()!.StartsWith("MaxPool", StringComparison.Ordinal));
        Assert.That((max.GetProperty("who").GetString(), max.GetProperty("index").GetInt32()), Is.EqualTo((HostileRunner.Hostile, 0)));
        JsonElement thrown = failures.Single(f => f.GetProperty("operator").GetString()!.StartsWith("Flatten", StringComparison.Ordinal));
        Assert.That((thrown.GetProperty("max_ulp").ValueKind, thrown.TryGetProperty("index", out _)), Is.EqualTo((JsonValueKind.Null, false)));
        JsonElement candidate = root.GetProperty("checked")[0];
        Assert.That(candidate.GetProperty("bad").GetInt32(), Is.EqualTo(Said("failed")).And.LessThan(candidate.GetProperty("cases").GetInt32()));
    }

    [Test]
    public void Two_runs_of_one_sweep_give_the_same_bytes()
    {
        SweepReport again = Reports.OfGenerated(400, new HostileRunner(), isPartial: true);
        Assert.That(SweepJson.Serialize(again), Is.EqualTo(SweepJson.Serialize(s_bad.Value)));
        Assert.That(SweepMarkdown.Render(again), Is.EqualTo(SweepMarkdown.Render(s_bad.Value)));
        Assert.That(SweepPage.Render(again, default), Is.EqualTo(SweepPage.Render(s_bad.Value, default)));
    }

    [Test]
    public void Markdown_is_short_and_takes_nothing_for_a_mark()
    {
        string text = Encoding.UTF8.GetString(SweepMarkdown.Render(s_bad.Value));
        Assert.That(text, Does.StartWith("## OnnxPool sweep: PARTIAL, interrupted\n"));
        Assert.That(text, Does.Contain(s_bad.Value.Counts));
        foreach (string line in text.Split('\n').Where(l => !l.Contains('`', StringComparison.Ordinal)))
            Assert.That(line, Does.Not.Contain("<").And.Not.Contain("\u0001"), line);
        Assert.That(text, Does.Contain("### Failed: &#60;script&#62;alert(1)&#60;/script&#62;&#38;\"'&#124;&#96;&#42;, MaxPool\n"));
        Assert.That(text, Does.Contain($"`` {HostileRunner.Hostile} `` was checked on "));
        // In every table as many cells in each row.
        foreach (string table in text.Split("\n\n").Where(p => p.StartsWith('|')))
            Assert.That(table.Trim().Split('\n').Select(l => l.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|')).Distinct().Count(), Is.EqualTo(1), table);
    }

    [Test]
    public void Text_names_who_why_where_and_how_to_see_it_again()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        SweepText.Write(writer, s_bad.Value);
        string text = writer.ToString();
        Assert.That(text, Does.EndWith($"\nPARTIAL: interrupted; {s_bad.Value.Counts} (ONNX Runtime {OrtSession.Version})\n"));
        Assert.That(text, Does.Contain($"checked: {HostileRunner.Hostile} on ").And.Contain(" of 400 problems\n"));
        ShrunkFailure max = s_bad.Value.Failures.Single(f => f.Smallest.Operator is MaxPool);
        Assert.That(text, Does.Contain($"FAILED {HostileRunner.Hostile}, MaxPool: against the reference, which is written from ONNX's text alone: "));
        Assert.That(text, Does.Contain($"\n  first  {max.Shown.Difference!.First}\n").And.Contain($"\n  case   {max.Smallest}\n").And.Contain($", and {max.Alike - 1} alike\n").And.Match(" the reference is believed: it is written from ONNX's text alone and computes exactly, and OnnxPool(, .*)? and ONNX Runtime agree with it on this problem\n"));
        Assert.That(text.Split(" is believed: "), Has.Length.EqualTo(2), "what throws gives no values");
        Assert.That(text.Split('\n').Count(l => l.StartsWith("divergence ", StringComparison.Ordinal)), Is.EqualTo(s_bad.Value.Divergences.Count));
    }

    [Test]
    public void The_tool_writes_all_of_them()
    {
        using var folder = new TemporaryFolder();
        string page = folder.File("p.html"), json = folder.File("j.json"), markdown = folder.File("m.md");
        ToolResult result = Tool.Run("sweep", "--cases", "60", "--ops", "Flatten,LpPool", "--seed", "2", "--report", page, "--json", json, "--markdown", markdown);
        Assert.That((result.Status, result.Error), Is.EqualTo((0, "")));
        Assert.That(File.ReadAllText(page), Does.Contain("Nothing failed").And.Contain($"./onnxpool sweep --cases 60 --ops Flatten,LpPool --seed 2 --report {page}"));
        Assert.That(File.ReadAllText(markdown), Does.StartWith("## OnnxPool sweep: passed\n"));
        using var parsed = JsonDocument.Parse(File.ReadAllBytes(json));
        Assert.That(parsed.RootElement.GetProperty("cases").GetInt32(), Is.EqualTo(60));
        Assert.That(result.Out.TrimEnd().Split('\n')[^1], Is.EqualTo(
            $"{parsed.RootElement.GetProperty("passed")} passed, 0 failed, {parsed.RootElement.GetProperty("divergent")} divergent, 0 unsupported, 0 crashed, 0 unstable (ONNX Runtime {OrtSession.Version})"));
    }

    [TestCase("--report")]
    [TestCase("--markdown")]
    [TestCase("--json")]
    public void A_file_that_cannot_be_written_is_refused_before_the_work(string option)
    {
        Tool.IsRefused(["sweep", "--cases", "100000000", option, ""], $"{option}: found an empty path");
        Tool.IsRefused(["sweep", "--cases", "100000000", option, "/no-such-folder/file"], "/no-such-folder/file: its folder does not exist");
    }
}
