using System.Xml.Linq;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>What failed: who, where, and why the reference is believed.</summary>
static class FailurePart
{
    /// <summary>The section; null if nothing failed.</summary>
    public static XElement? Render(SweepReport report)
    {
        if (report.Failures.Count == 0 && report.OtherFailures == 0) return null;
        return Html.Section(
            "failures", "Failures",
            report.Failures.Select(f => Render(report, f)),
            report.OtherFailures > 0 ? Html.Node("p", $"{SweepText.Counted(report.OtherFailures, "more problem")} failed, of other parties or operators.") : null);
    }

    static XElement Render(SweepReport report, ShrunkFailure failure)
    {
        SweepFinding shown = failure.Shown;
        return Html.Node(
            "article.failure",
            Html.Node(
                "h3",
                Html.Node("span.mark", shown.Verdict == SweepVerdict.Unstable ? "unstable" : "failed"),
                $" {shown.Who} · {failure.Smallest.Version}{(shown.Output.Length > 0 ? $", {shown.Output}" : "")}"),
            Html.Node("p", shown.Reason),
            shown.Difference is { } difference ? Places(difference) : null,
            Html.Node(
                "dl.lines",
                Entry("smallest problem", Html.Command(failure.Smallest.ToString())),
                Entry("shows it again", Html.Command(report.Repro(failure))),
                Entry($"found in {SweepText.Counted(failure.Alike, "problem")}, such as", Html.Command(failure.Finding.Case.ToString())),
                SweepText.Belief(failure) is { } belief ? Entry("the reference is believed because", Html.Node("span", $"{belief}.")) : null));
    }

    static XElement? Places(OutputDifference difference)
    {
        (string Name, Mismatch? Place)[] places = [("first", difference.First), ("worst", difference.Worst == difference.First ? null : difference.Worst)];
        if (places.All(p => p.Place is null)) return null;
        return Html.Table(
            [Html.Node("th", "place"), Html.Node("th.number", "index"), Html.Node("th.number", "found"), Html.Node("th.number", "right")],
            places.Where(p => p.Place is not null).Select(p => Html.Node(
                "tr",
                Html.Node("td", p.Name), Html.Node("td.number", $"{p.Place!.Value.Index}"),
                Html.Node("td.number bad", p.Place.Value.Actual), Html.Node("td.number", p.Place.Value.Expected))));
    }

    static IEnumerable<XElement> Entry(string name, XElement value) => [Html.Node("dt", name), Html.Node("dd", value)];
}
