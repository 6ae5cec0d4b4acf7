using System.Xml.Linq;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>How many problems have which verdict, and who was checked.</summary>
static class TotalsPart
{
    static readonly (SweepVerdict Verdict, string Name)[] s_verdicts =
    [
        (SweepVerdict.Failed, "failed"), (SweepVerdict.Unstable, "unstable"), (SweepVerdict.Crashed, "crashed"),
        (SweepVerdict.Divergence, "divergent"), (SweepVerdict.Agree, "passed"), (SweepVerdict.Unsupported, "unsupported"),
    ];

    public static IEnumerable<XElement> Render(SweepReport report)
    {
        (string Name, int Count)[] totals = [.. s_verdicts.Select(v => (v.Name, report.Outcome.Count(v.Verdict)))];
        yield return Html.Node(
            "dl.totals",
            totals.Select(t => Html.Node($"div.{t.Name}{(t.Count == 0 ? " none" : "")}", Html.Node("dt", t.Name), Html.Node("dd", Html.Count(t.Count)))));
        yield return Html.Node(
            "div.shares", Html.Attribute("aria-hidden", "true"),
            totals.Where(t => t.Count > 0).Select(t => Html.Node($"span.{t.Name}", Html.Attribute("style", $"flex-grow:{t.Count}"))));
        yield return Html.Table(
            [Html.Node("th", "checked"), Html.Node("th.number", "problems"), Html.Node("th.number", "divergent"), Html.Node("th.number", "wrong or crashed")],
            report.Parties.Select(p => Html.Node(
                "tr",
                Html.Node("td", p.Who, p.Who == report.Candidate ? Html.Node("span.note", " candidate; the other problems it does not have") : null),
                Html.Node("td.number", $"{Html.Count(p.Problems)} of {Html.Count(report.Problems)}"),
                Html.Node("td.number", Html.Count(p.Divergent)),
                Html.Node(p.Bad > 0 ? "td.number bad" : "td.number", Html.Count(p.Bad)))));
    }
}
