using System.Xml.Linq;

namespace OnnxPool.Cli;

/// <summary>Where ONNX Runtime with its optimizations ended its process, or did not return.</summary>
static class CrashPart
{
    // More of one kind say nothing new; JSON has them all.
    const int Listed = 20;

    /// <summary>The section; null if nothing crashed.</summary>
    public static XElement? Render(SweepReport report) => report.Crashes.Count == 0 ? null : Html.Section(
        "crashes", "Crashes of ONNX Runtime",
        Html.Node("p", "Each problem ran in a child process, and the sweep went on. No row excuses a crash, and none is OnnxPool's or the candidate's."),
        report.Crashes.Select(crash => Html.Node(
            "article",
            Html.Node("h3", $"{crash.Who} · {crash.Operator}"),
            Html.Node("p", $"{SweepText.Counted(crash.Findings.Count, "problem")}: {crash.Reason}"),
            Html.Command(report.Repro(crash.Findings[0])),
            crash.Findings.Count == 1 ? null : Html.Node(
                "details",
                Html.Node("summary", crash.Findings.Count > Listed + 1 ? $"{Listed} others; --json has all {crash.Findings.Count}" : $"{crash.Findings.Count - 1} more"),
                crash.Findings.Skip(1).Take(Listed).Select(f => Html.Command(report.Repro(f)))))));
}
