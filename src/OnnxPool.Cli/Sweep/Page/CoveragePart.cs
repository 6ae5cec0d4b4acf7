using System.Globalization;
using System.Xml.Linq;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>Which combinations of attribute values the problems showed.</summary>
static class CoveragePart
{
    const int Listed = 200;

    /// <summary>The section; null for problems that were given, not generated.</summary>
    public static XElement? Render(SweepReport report)
    {
        if (!report.HasCoverage) return null;
        IReadOnlyList<OperatorCoverage> operators = report.Outcome.Coverage.Operators;
        int count = report.Settings.Strength;
        string what = count == 3 ? "Triples" : "Pairs";
        return Html.Section(
            "coverage", "Coverage",
            Html.Node("p", $"{what} of values of {count} attributes (versions, types, sizes and kinds of data among them) that can occur together, and how many of them did."),
            Html.Table(
                [Html.Node("th", "operator"), Html.Node("th.number", "problems"), Html.Node("th.number", $"{report.CombinationsName} seen"), Html.Node("th.number", "possible"), Html.Node("th.number", "%"), Html.Node("th.wide")],
                operators.Select(o => Row("tr", o.Operator.Name, o.Problems, o.Seen, o.Possible))
                    .Append(Row("tr.total", "all", operators.Sum(o => o.Problems), operators.Sum(o => o.Seen), operators.Sum(o => o.Possible)))),
            operators.Where(o => o.Missing.Count > 0).Select(o => Html.Node(
                "details",
                Html.Node("summary", $"{o.Operator}: {Html.Count(o.Missing.Count)} not seen{(o.Missing.Count > Listed ? $", of which {Listed}" : "")}"),
                Html.Node("ul", o.Missing.Take(Listed).Select(m => Html.Node("li", m))))));
    }

    static XElement Row(string tag, string name, int problems, int seen, int possible)
    {
        double share = possible == 0 ? 1 : (double)seen / possible;
        return Html.Node(
            tag,
            Html.Node("td", name), Html.Node("td.number", Html.Count(problems)), Html.Node("td.number", Html.Count(seen)), Html.Node("td.number", Html.Count(possible)),
            // Rounded down, so that only all of them are 100.
            Html.Node("td.number", (Math.Floor(share * 1000) / 10).ToString("0.0", CultureInfo.InvariantCulture)),
            Html.Node("td.wide", Html.Node("span.bar", Html.Node("span", Html.Attribute("style", $"width:{Html.Number(share * 100)}%")))));
    }
}
