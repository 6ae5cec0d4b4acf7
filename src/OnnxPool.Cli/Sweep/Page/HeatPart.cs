using System.Xml.Linq;

namespace OnnxPool.Cli;

/// <summary>Operator × attribute value × verdict. Numbers say it; the shade, by lightness alone, helps to find them.</summary>
static class HeatPart
{
    // Shades from none to all.
    const int Shades = 5;

    /// <summary>The section; null if no problem is of ONNX's own operators.</summary>
    public static XElement? Render(SweepReport report)
    {
        IReadOnlyList<HeatGrid> grids = HeatGrid.Of(report.Outcome.Results);
        if (grids.Count == 0) return null;
        return Html.Section(
            "attributes", "By attribute value",
            Html.Node(
                "p",
                "Of the problems with this value that ONNX Runtime runs, the percentage that it answers otherwise than ONNX's rules, the stronger the shade, the more. ",
                Html.Node("b.bad", "✗"), " stands before the percentage of problems that failed, crashed or were unstable, where there are any; ",
                "“refused” where it runs none, as rows of the divergence table say; · where ONNX has no such combination."),
            Html.Node(
                "p.key",
                grids.SelectMany(g => g.Operators).Distinct().Select(o => Html.Node("span", Html.Node("b", Short(o)), $" {o.Name}"))),
            Html.Node("div.grids", grids.Select(Render)));
    }

    static XElement Render(HeatGrid grid) => Html.Node("div.scroll", Html.Node(
        "table.heat",
        Html.Node("caption", grid.Name),
        Html.Node("thead", Html.Node("tr", Html.Node("td"), grid.Operators.Select(o => Html.Node("th", Html.Attribute("title", o.Name), Html.Attribute("scope", "col"), Short(o))))),
        Html.Node("tbody", grid.Values.Select((value, v) => Html.Node(
            "tr",
            Html.Node("th", Html.Attribute("scope", "row"), value),
            grid.Operators.Select((o, i) => Cell(grid.Cells[v, i], $"{o}, {grid.Name}={value}")))))));

    static XElement Cell(HeatCell cell, string what)
    {
        if (cell.Problems == 0) return Html.Node("td.empty", "·");
        XAttribute title = Html.Attribute(
            "title", $"{what}: {SweepText.Counted(cell.Problems, "problem")}, {cell.Refused} refused, {cell.Departing} with another answer, {cell.Bad} wrong, unstable or crashed");
        if (cell.Bad > 0) return Html.Node("td.fail", title, $"✗ {Percent(cell.Bad, cell.Problems)}");
        if (cell.Ran == 0) return Html.Node("td.refused", title, "refused");
        int shade = cell.Departing == 0 ? 0 : 1 + Math.Min(Shades - 1, cell.Departing * Shades / cell.Ran);
        return Html.Node($"td.h{shade}", title, Percent(cell.Departing, cell.Ran));
    }

    /// <summary>Percent, of which only none is 0 and only all are 100.</summary>
    public static string Percent(int count, int all) =>
        count == 0 ? "0" : count * 100L < all ? "<1" : count == all ? "100" : $"{Math.Min(99, (long)Math.Round(100.0 * count / all))}";

    static string Short(PoolOperator op) =>
        op is MaxUnpool ? "Unpool" : op.Name.Replace("Global", "G", StringComparison.Ordinal).Replace("Average", "Avg", StringComparison.Ordinal).Replace("Pool", "", StringComparison.Ordinal);
}
