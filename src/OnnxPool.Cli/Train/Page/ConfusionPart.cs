using System.Xml.Linq;

namespace OnnxPool.Cli;

/// <summary>How often which class is taken for which.</summary>
static class ConfusionPart
{
    const int MostClasses = 40;

    /// <summary>The section; null where there are no classes, or too many for a page.</summary>
    public static XElement? Render(TrainResult result)
    {
        if (result.Predictions is not { } predictions || result.Plain.Output.Shape[1] is not (> 1 and <= MostClasses)) return null;
        int classes = (int)result.Plain.Output.Shape[1];
        var counts = new int[classes, classes];
        foreach ((int found, int right) in predictions) counts[right, found]++;
        int most = Enumerable.Range(0, classes).SelectMany(r => Enumerable.Range(0, classes).Where(f => f != r).Select(f => counts[r, f])).Max();
        return Html.Section(
            "confusion", "Which is taken for which",
            Html.Node("p", "A row for each right class, a column for each that was found. The diagonal is right; the darker a cell beside it, the more often that mistake."),
            Html.Node("div.scroll", Html.Node(
                "table.heat",
                Html.Node("thead", Html.Node("tr", Html.Node("th", "right"), Enumerable.Range(0, classes).Select(f => Html.Node("th", $"{f}")), Html.Node("th", "of them right"))),
                Html.Node("tbody", Enumerable.Range(0, classes).Select(Row)))));

        XElement Row(int right)
        {
            int all = Enumerable.Range(0, classes).Sum(f => counts[right, f]);
            return Html.Node(
                "tr", Html.Node("th", $"{right}"), Enumerable.Range(0, classes).Select(found => Cell(right, found)),
                Html.Node("td.h0", all == 0 ? "–" : TrainText.Percent((double)counts[right, right] / all)));
        }

        XElement Cell(int right, int found)
        {
            int count = counts[right, found];
            if (right == found) return Html.Node("td.h0", Html.Node("b", Html.Count(count)));
            return count == 0 ? Html.Node("td.empty", "·") : Html.Node($"td.h{Math.Clamp(1 + (4 * count / most), 1, 5)}", Html.Count(count));
        }
    }
}
