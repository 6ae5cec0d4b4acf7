using System.Globalization;
using System.Xml.Linq;

namespace OnnxPool.Cli;

/// <summary>Histograms of the distances to the reference.</summary>
static class ErrorPart
{
    const double BarWidth = 26, Gap = 4, Height = 60, Above = 14, Below = 16;

    // Up to 1 ULP, so that neighbours can be compared.
    const int FewestBins = 3;

    /// <summary>The section; null if nobody's distance was measured.</summary>
    public static XElement? Render(SweepReport report)
    {
        IReadOnlyList<UlpHistogram> all = UlpHistogram.Of(report.Outcome.Results, MeasuredParties(report));
        if (all.Count == 0) return null;
        return Html.Section(
            "errors", "Errors in ULP",
            Html.Node(
                "p",
                "Distance to the exact result in units in the last place of the element type: of each problem the element that is farthest off; a bar is all up to its number. ",
                "½ is a correctly rounded result. OnnxPool promises 1 for types narrower than double; for double 2 for averages, 4 for norms; and the exact value for all others. ",
                "Where terms cancel the promise is relative to the terms, so that a distance in ULP of the sum can be larger."),
            all.GroupBy(h => h.Who).Select(Render));
    }

    /// <summary>Those whose distances are known, ours first.</summary>
    public static IEnumerable<string> MeasuredParties(SweepReport report) =>
        report.Outcome.Results.SelectMany(r => r.MaxUlp.Keys).Distinct().OrderBy(who => who == report.Candidate).ThenBy(who => who, StringComparer.Ordinal);

    /// <summary>A distance as reports write it.</summary>
    public static string Text(double ulp) => double.IsInfinity(ulp) ? "∞" : ulp.ToString(ulp < 1e5 ? "0.###" : "0.##e+0", CultureInfo.InvariantCulture);

    static XElement[] Render(IGrouping<string, UlpHistogram> party)
    {
        UlpHistogram[] exact = [.. party.Where(h => h.Worst == 0)];
        UlpHistogram[] off = [.. party.Where(h => h.Worst > 0)];
        return
        [
            Html.Node("h3", party.Key),
            .. off.GroupBy(h => h.Operator).Select(g => Html.Node("div.histograms", g.Select(Picture))),
            Html.Node("p", exact.Length == 0 ? "No operator is exact in all problems of a type." : "Exact in every problem: ", exact.GroupBy(h => h.Operator).Select(g =>
                Html.Node("span.exact", Html.Node("b", g.Key.Name), $" {string.Join(", ", g.Select(h => $"{h.Type.Name()} {Html.Count(h.Problems)}"))}"))),
        ];
    }

    static XElement Picture(UlpHistogram histogram)
    {
        int last = histogram.Counts.ToList().FindLastIndex(c => c > 0);
        int bins = Math.Max(FewestBins, last + 1);
        double width = (bins * (BarWidth + Gap)) + Gap;
        int most = histogram.Counts.Max();
        string title = $"{histogram.Operator} {histogram.Type.Name()}";
        return Html.Node(
            "figure",
            Html.Node("figcaption", Html.Node("b", title), Html.Node("span.note", $" {SweepText.Counted(histogram.Problems, "problem")}, worst {Text(histogram.Worst)}")),
            Html.Svg(
                "svg",
                Html.Attribute("viewBox", $"0 0 {Html.Number(width)} {Html.Number(Above + Height + Below)}"), Html.Attribute("width", width), Html.Attribute("height", Above + Height + Below),
                Html.Attribute("role", "img"), Html.Attribute("aria-label", $"{title}: {string.Join(", ", histogram.Counts.Take(bins).Select((c, i) => $"{c} up to {UlpHistogram.Bins[i]} ULP"))}"),
                Html.Svg("line.axis", Html.Attribute("x1", 0), Html.Attribute("x2", width), Html.Attribute("y1", Above + Height + 0.5), Html.Attribute("y2", Above + Height + 0.5)),
                Enumerable.Range(0, bins).Select(i => Bar(i, histogram.Counts[i], most))));
    }

    static IEnumerable<XElement> Bar(int bin, int count, int most)
    {
        double x = Gap + (bin * (BarWidth + Gap)), middle = x + (BarWidth / 2);
        // One problem of many is still to be seen.
        double height = count == 0 ? 0 : Math.Max(1.5, Height * count / most);
        if (count > 0)
        {
            yield return Html.Svg("rect", Html.Attribute("x", x), Html.Attribute("y", Above + Height - height), Html.Attribute("width", BarWidth), Html.Attribute("height", height));
            yield return Html.Svg("text", Html.Attribute("x", middle), Html.Attribute("y", Above + Height - height - 3), Html.Count(count));
        }
        yield return Html.Svg("text.bin", Html.Attribute("x", middle), Html.Attribute("y", Above + Height + 12), UlpHistogram.Bins[bin]);
    }
}
