using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using OnnxPool.Cli;
using OnnxPool.Conformance;

namespace OnnxPool.Tests.Sweep.Report;

[TestFixture]
public sealed class PageTests
{
    static readonly DateTimeOffset s_date = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    static readonly XNamespace s_html = "http://www.w3.org/1999/xhtml";
    static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    static readonly Lazy<SweepReport> s_good = new(() => Reports.OfGenerated(400));
    static readonly Lazy<SweepReport> s_bad = new(() => Reports.OfGenerated(400, new HostileRunner(), isPartial: true));

    static IEnumerable<bool> IsBad => [false, true];

    static SweepReport ReportOf(bool isBad) => (isBad ? s_bad : s_good).Value;

    [TestCaseSource(nameof(IsBad))]
    public void It_is_whole_and_fetches_nothing(bool isBad)
    {
        XElement page = Parse(ReportOf(isBad), out string text);
        Assert.That(text, Does.StartWith("<!DOCTYPE html>\n<html "));
        Assert.That(page.Descendants().Select(e => e.Name.LocalName).Distinct(), Has.None.AnyOf("script", "link", "img", "iframe", "object"));
        Assert.That(page.DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName is "href").Select(a => a.Value), Is.All.StartsWith("#"));
        Assert.That(page.DescendantsAndSelf().Attributes().Where(a => !a.IsNamespaceDeclaration && (a.Name.LocalName == "src" || a.Value.Contains("://", StringComparison.Ordinal))), Is.Empty);
        string style = page.Descendants(s_html + "style").Single().Value;
        Assert.That(style, Does.Not.Contain("url(").And.Not.Contain("@import").And.Not.Contain("\\u000a"));
        // HTML reads no entity in a style, and no element but these as empty without an end tag.
        Assert.That(text[text.IndexOf("<style", StringComparison.Ordinal)..text.IndexOf("</style", StringComparison.Ordinal)], Does.Not.Contain("&"));
        Assert.That(page.Descendants().Where(e => e.Name.Namespace == s_html && e.IsEmpty).Select(e => e.Name.LocalName), Is.All.EqualTo("meta"));
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.That(ids, Is.Unique);
        Assert.That(page.Descendants(s_html + "a").Select(a => a.Attribute("href")!.Value[1..]), Is.SubsetOf(ids).And.Not.Empty);
    }

    [TestCaseSource(nameof(IsBad))]
    public void The_same_report_gives_the_same_bytes(bool isBad) =>
        Assert.That(SweepPage.Render(ReportOf(isBad), s_date), Is.EqualTo(SweepPage.Render(ReportOf(isBad), s_date)));

    [Test]
    public void Whatever_a_candidate_says_is_text()
    {
        XElement page = Parse(s_bad.Value, out string text);
        Assert.That(text, Does.Not.Contain("<script").And.Not.Contain("\u0001"));
        string[] titles = [.. page.Descendants(s_html + "article").Where(a => a.Attribute("class")!.Value == "failure").Select(a => a.Value)];
        Assert.That(titles, Has.Length.EqualTo(2).And.All.Contain(HostileRunner.Hostile));
        Assert.That(titles, Has.Some.Contains($"threw FormatException: {HostileRunner.Hostile}\\u000a\\u0001"));
    }

    [TestCaseSource(nameof(IsBad))]
    public void The_numbers_add_up(bool isBad)
    {
        SweepReport report = ReportOf(isBad);
        XElement page = Parse(report, out _);
        int[] totals = [.. page.Descendants(s_html + "dl").Single(d => d.Attribute("class")!.Value == "totals").Descendants(s_html + "dd").Select(Int)];
        Assert.That(totals.Sum(), Is.EqualTo(400));
        Assert.That(totals, Is.EqualTo(((SweepVerdict[])[SweepVerdict.Failed, SweepVerdict.Unstable, SweepVerdict.Crashed, SweepVerdict.Divergence, SweepVerdict.Agree, SweepVerdict.Unsupported]).Select(report.Outcome.Count)));
        Assert.That(totals[0] > 0, Is.EqualTo(isBad));

        int[][] coverage = [.. Section(page, "coverage").Descendants(s_html + "tr").Skip(1).Select(r => r.Elements().Skip(1).Take(3).Select(Int).ToArray())];
        for (int i = 0; i < 3; i++) Assert.That(coverage[..^1].Sum(r => r[i]), Is.EqualTo(coverage[^1][i]));
        Assert.That(coverage[^1][0], Is.EqualTo(400));

        string[] rows = [.. Section(page, "divergences").Elements(s_html + "article").Select(a => a.Attribute("id")!.Value)];
        Assert.That(rows, Is.EqualTo(report.Divergences.Select(d => $"row-{d.Row.Id}")));
        Assert.That(report.Divergences.Select(d => d.Problems), Is.Ordered.Descending);

        foreach (XElement svg in page.Descendants(s_svg + "svg"))
        {
            XElement figure = svg.Parent!;
            int said = int.Parse(figure.Descendants(s_html + "span").Single().Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
            Assert.That(svg.Elements(s_svg + "text").Where(t => t.Attribute("class") is null).Sum(Int), Is.EqualTo(said));
        }
    }

    [Test]
    public void Failures_come_first_and_a_part_is_marked()
    {
        XElement page = Parse(s_bad.Value, out _);
        XElement title = page.Descendants(s_html + "h1").Single();
        Assert.That(title.Value, Does.StartWith("PARTIAL: ").And.EndWith(" failed"));
        Assert.That(title.Attribute("class")!.Value, Is.EqualTo("bad"));
        Assert.That(page.Descendants(s_html + "section").First().Attribute("id")!.Value, Is.EqualTo("failures"));
        string failure = Section(page, "failures").Value;
        foreach (ShrunkFailure f in s_bad.Value.Failures)
        {
            Assert.That(failure, Does.Contain(f.Smallest.ToString()).And.Contain(s_bad.Value.Repro(f)).And.Contain($"found in {f.Alike} problems"));
            if (f.Shown.Difference?.First is { } first)
                Assert.That(failure, Does.Contain(first.Actual).And.Contain(first.Expected).And.Match(" computes exactly, and OnnxPool(, .*)? and ONNX Runtime agree with it on this problem[.]"));
        }
        Assert.That(Parse(s_good.Value, out _).Descendants(s_html + "h1").Single().Value, Is.EqualTo("Nothing failed"));
    }

    [Test]
    public void A_page_of_given_lines_has_no_coverage()
    {
        XElement page = Parse(Reports.OfLines(null, "MaxPoolGrad:1 float 1x1x4 kernel_shape=2"), out _);
        Assert.That(page.Descendants(s_html + "section").Select(s => s.Attribute("id")!.Value), Is.EqualTo((string[])["errors", "slowest", "meaning"]));
    }

    [Test]
    public void The_header_says_versions_date_and_command()
    {
        string header = Parse(Reports.OfGenerated(20, null, false, "--cases", "20", "--report", "it's.html"), out _).Descendants(s_html + "header").Single().Value;
        Assert.That(header, Does.Contain(OrtSession.Version).And.Contain("2026-02-03 04:05 UTC").And.Contain("0.1.0")
            .And.Contain("./onnxpool sweep --cases 20 --report 'it'\\''s.html'"));
    }

    static XElement Parse(SweepReport report, out string text)
    {
        text = Encoding.UTF8.GetString(SweepPage.Render(report, s_date));
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }

    static XElement Section(XElement page, string id) => page.Descendants(s_html + "section").Single(s => s.Attribute("id")!.Value == id);

    static int Int(XElement element) => int.Parse(element.Value.Replace("\u2009", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
