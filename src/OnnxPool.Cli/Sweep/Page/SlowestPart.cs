using System.Globalization;
using System.Xml.Linq;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>The problems that took longest.</summary>
static class SlowestPart
{
    const int Listed = 8;

    /// <summary>The section; null if no time was taken.</summary>
    public static XElement? Render(SweepReport report)
    {
        SweepResult[] slowest = [.. report.Outcome.Results.Where(r => r.Elapsed > TimeSpan.Zero).OrderByDescending(r => r.Elapsed).ThenBy(r => r.Index).Take(Listed)];
        return slowest.Length == 0 ? null : Html.Section(
            "slowest", "Slowest cases",
            Html.Node("p", "Everybody together, the reference included; the first ones also load ONNX Runtime and compile."),
            Html.Table(
                [Html.Node("th.number", "ms"), Html.Node("th", "problem")],
                slowest.Select(r => Html.Node(
                    "tr",
                    Html.Node("td.number", r.Elapsed.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)),
                    Html.Node("td", Html.Command(r.Problem.ToString()))))));
    }
}
