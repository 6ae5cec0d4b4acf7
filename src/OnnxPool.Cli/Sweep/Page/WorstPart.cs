using System.Xml.Linq;

namespace OnnxPool.Cli;

/// <summary>The problems that are farthest from the reference.</summary>
static class WorstPart
{
    const int Listed = 12;

    /// <summary>The section; null if everything is exact.</summary>
    public static XElement? Render(SweepReport report)
    {
        var parties = UlpHistogram.Of(report.Outcome.Results, ErrorPart.MeasuredParties(report)).Where(h => h.Worst > 0).GroupBy(h => h.Who).ToList();
        if (parties.Count == 0) return null;
        return Html.Section(
            "worst", "Worst cases",
            Html.Node("p", "The problem that is farthest off, of each operator and type; accepted unless it is among the failures."),
            parties.Select(party => (XElement[])
            [
                Html.Node("h3", party.Key),
                Html.Table(
                    [Html.Node("th.number", "ULP"), Html.Node("th", "problem")],
                    party.OrderByDescending(h => h.Worst).Take(Listed).Select(h => Html.Node(
                        "tr", Html.Node("td.number", ErrorPart.Text(h.Worst)), Html.Node("td", Html.Command(h.Line.ToString()))))),
            ]));
    }
}
