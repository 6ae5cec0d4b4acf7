using System.Globalization;
using System.Xml.Linq;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>The results of a sweep as one page that needs nothing else: no script, no font, no picture from elsewhere.</summary>
static class SweepPage
{
    /// <summary>The page; the same bytes for the same arguments.</summary>
    /// <param name="report">The results.</param>
    /// <param name="date">When they were made.</param>
    public static byte[] Render(SweepReport report, DateTimeOffset date)
    {
        XElement?[] sections =
        [
            FailurePart.Render(report), CrashPart.Render(report), CoveragePart.Render(report), DivergencePart.Render(report),
            HeatPart.Render(report), ErrorPart.Render(report), WorstPart.Render(report), SlowestPart.Render(report), MeaningPart.Render(report),
        ];
        return Html.Document(Html.Node(
            "html", Html.Attribute("lang", "en"),
            Html.Node(
                "head",
                Html.Node("meta", Html.Attribute("charset", "utf-8")),
                Html.Node("meta", Html.Attribute("name", "viewport"), Html.Attribute("content", "width=device-width, initial-scale=1")),
                Html.Node("meta", Html.Attribute("name", "color-scheme"), Html.Attribute("content", "light dark")),
                Html.Node("title", $"{Verdict(report)} · OnnxPool sweep of {SweepText.Counted(report.Problems, "problem")}"),
                Html.Node("style", new XText(PageStyle.Css))),
            Html.Node("body", Header(report, date, sections), Html.Node("main", sections))));
    }

    /// <summary>The result in two or three words.</summary>
    static string Verdict(SweepReport report)
    {
        int bad = report.Outcome.Results.Count(r => r.IsBad);
        string verdict = bad > 0 ? $"{SweepText.Counted(bad, "problem")} failed" : "Nothing failed";
        return report.Outcome.IsPartial ? $"PARTIAL: {verdict}" : verdict;
    }

    static XElement Header(SweepReport report, DateTimeOffset date, XElement?[] sections)
    {
        string state = !report.Outcome.IsGood ? "bad" : report.Outcome.IsPartial ? "partial" : "good";
        string version = typeof(SweepPage).Assembly.GetName().Version!.ToString(3);
        return Html.Node(
            "header",
            Html.Node("p.over", "OnnxPool sweep"),
            Html.Node($"h1.{state}", Verdict(report)),
            report.Outcome.IsPartial ? Html.Node("p.partial", "Interrupted before it was done. What is here is of the problems judged until then.") : null,
            Html.Node(
                "p",
                $"{SweepText.Counted(report.Problems, "problem")} of pooling operators, each run by everybody below and held against a reference that is written from ONNX's text alone."),
            Html.Node(
                "dl.facts",
                Fact("ONNX Runtime", OrtSession.Version), Fact("OnnxPool", version),
                report.Candidate is { } candidate ? Fact("candidate", candidate) : null,
                report.Candidate is null ? null : Fact("may be off by", report.Settings.Tolerance.ToString()!),
                Fact("seed", report.Settings.Seed.ToString(CultureInfo.InvariantCulture)),
                Fact("took", string.Create(CultureInfo.InvariantCulture, $"{report.Outcome.Elapsed.TotalSeconds:0.0} s")),
                Fact("date", date.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))),
            Html.Command(report.Command),
            TotalsPart.Render(report),
            Html.Node(
                "nav", Html.Attribute("aria-label", "Contents"),
                sections.OfType<XElement>().Select(s => Html.Node("a", Html.Attribute("href", $"#{s.Attribute("id")!.Value}"), s.Elements().First().Value))));
    }

    static XElement Fact(string name, string value) => Html.Node("div", Html.Node("dt", name), Html.Node("dd", value));
}
