using System.Xml.Linq;

namespace OnnxPool.Cli;

/// <summary>What the words of the page mean.</summary>
static class MeaningPart
{
    static readonly (string Word, string Meaning)[] s_words =
    [
        ("passed", "Everybody agrees with the reference: exactly where there is one right value, within the promise elsewhere; ONNX Runtime within the rounding of sums in its own type."),
        ("divergent", "ONNX Runtime departs, in a way that a row of the divergence table describes; everybody else agrees."),
        ("failed", "Somebody is wrong, and no row explains it."),
        ("unstable", "Somebody gives other bits for the same input the second time."),
        ("crashed", "ONNX Runtime with its optimizations ended its process or did not return."),
        ("unsupported", "OnnxPool does not have it, so that nobody was checked but the candidate."),
        ("reference", "One plain loop for each operator, in exact arithmetic, from ONNX's text; it shares no code with the operators under test."),
        ("problem line", "Operator and opset, element type, shape of X, attributes; the data is a function of the line and the seed."),
    ];

    public static XElement Render(SweepReport report) => Html.Section(
        "meaning", "What the words mean",
        Html.Node("dl.words", s_words.Select(w => (XElement[])[Html.Node("dt", w.Word), Html.Node("dd", w.Meaning)])),
        report.Unsupported.Count == 0 ? null : Html.Node(
            "details",
            Html.Node("summary", "Why problems were unsupported"),
            Html.Node("ul", report.Unsupported.Select(u => Html.Node("li", $"{SweepText.Counted(u.Problems, "problem")}: {u.Reason}")))));
}
