using System.Xml.Linq;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>Where ONNX Runtime departs and a row of the divergence table says why.</summary>
static class DivergencePart
{
    /// <summary>The section; null if nothing departs.</summary>
    public static XElement? Render(SweepReport report)
    {
        if (report.Divergences.Count == 0) return null;
        int most = report.Divergences[0].Problems;
        return Html.Section(
            "divergences", "Divergences of ONNX Runtime",
            Html.Node(
                "p",
                "Here OnnxPool and the reference agree, and ONNX Runtime does something else that is known: each is a row of tests/divergences.txt. ",
                "A row that stops being true fails the run. A problem that several rows speak of counts for the first that explains what it shows."),
            report.Divergences.Select(d => Render(report, d, most)));
    }

    /// <summary>What a row does, in words.</summary>
    public static string Departs(Departure departure) => departure switch
    {
        Departure.Refuses => "does not load or run it",
        Departure.Shape => "gives another shape",
        Departure.Values => "gives other values, depending on the data",
        Departure.Optimized => "gives other values with its graph optimizations",
        _ => "gives another shape or other values, or does not run it, depending on the data",
    };

    static XElement Render(SweepReport report, ShownDivergence shown, int most)
    {
        Divergence row = shown.Row;
        return Html.Node(
            "article.divergence", Html.Attribute("id", $"row-{row.Id}"),
            Html.Node(
                "h3", row.Id,
                Html.Node("span.count", $"{SweepText.Counted(shown.Problems, "problem")} "),
                Html.Node("span.bar", Html.Node("span", Html.Attribute("style", $"width:{Html.Number(100.0 * shown.Problems / most)}%")))),
            Html.Node("p", row.Reason, "."),
            Html.Node(
                "dl.row",
                Entry("what", $"{Departs(row.Departs)} ({(row.Condition == "any" ? "always" : row.Condition)})"),
                Entry("who decides", row.Clause),
                Entry("where", $"{row.OperatorsText} of {row.TypesText}"),
                Entry("ONNX Runtime", row.Versions.ToString())),
            Html.Command(report.Repro(shown.Example)));
    }

    static XElement Entry(string name, string value) => Html.Node("div", Html.Node("dt", name), Html.Node("dd", value));
}
