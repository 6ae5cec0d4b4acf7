using System.Globalization;
using System.Xml.Linq;
using OnnxPool.Conformance;

namespace OnnxPool.Cli;

/// <summary>A run of training as one page that needs nothing else: no script, no font, no picture from elsewhere.</summary>
static class TrainPage
{
    const string Css = """

        .curves { display: flex; flex-wrap: wrap; gap: 1rem 2rem; }
        .curves figcaption { max-width: none; }
        svg polyline { fill: none; stroke-width: 2; }
        svg polyline.train, svg circle.train { stroke: var(--soft); }
        svg polyline.test, svg circle.test { stroke: var(--bar); }
        svg polyline.train { stroke-dasharray: 5 3; }
        svg circle { fill: none; stroke-width: 2; }
        svg text.left { text-anchor: end; }
        svg line.grid { stroke: var(--rule); }
        .pictures { display: flex; flex-wrap: wrap; gap: 0.5rem; }
        .pictures figure { min-width: 0; width: 4.2rem; padding: 0.3rem; border: 2px solid var(--rule); text-align: center; }
        .pictures figure.wrong { border-color: var(--bad); }
        .pictures img { width: 100%; image-rendering: pixelated; }

        """;

    /// <summary>The page; the same bytes for the same run.</summary>
    public static byte[] Render(TrainResult result)
    {
        XElement?[] sections = [CurvePart.Render(result), PredictionPart.Render(result), ConfusionPart.Render(result)];
        return Html.Document(Html.Node(
            "html", Html.Attribute("lang", "en"),
            Html.Node(
                "head",
                Html.Node("meta", Html.Attribute("charset", "utf-8")),
                Html.Node("meta", Html.Attribute("name", "viewport"), Html.Attribute("content", "width=device-width, initial-scale=1")),
                Html.Node("meta", Html.Attribute("name", "color-scheme"), Html.Attribute("content", "light dark")),
                Html.Node("title", $"{Title(result)} · OnnxPool training of {result.Settings.Model}"),
                Html.Node("style", new XText(PageStyle.Css + Css))),
            Html.Node("body", Header(result), Html.Node("main", sections))));
    }

    static string Title(TrainResult result) =>
        result.Plain.Accuracy is { } accuracy ? $"{TrainText.Percent(accuracy)} right" : $"Loss {TrainText.Loss(result.Score.Loss)}";

    static XElement Header(TrainResult result)
    {
        TrainSettings settings = result.Settings;
        string verdict = result.IsGood ? "comes to the same" : "comes to something else";
        return Html.Node(
            "header",
            Html.Node("p.over", "OnnxPool training"),
            Html.Node(result.IsGood ? "h1" : "h1.bad", Title(result)),
            Html.Node("p", $"On {Html.Count(result.Data.Test.Count)} test examples that it was not trained on. The written model {verdict} in plain ONNX Runtime {OrtSession.Version}."),
            Html.Node(
                "dl.facts",
                Fact("model", settings.Model), Fact("trained numbers", Html.Count(result.Numbers)),
                Fact("data", settings.Data), Fact("to train", Html.Count(result.Data.Train.Count)), Fact("to test", Html.Count(result.Data.Test.Count)),
                Fact("loss", LossNames.All.Single(l => l.Value == settings.Loss).Key), Fact("how", settings.Recipe.Describe()),
                Fact("epochs", result.History.Count.ToString(CultureInfo.InvariantCulture)), Fact("seed", settings.Seed.ToString(CultureInfo.InvariantCulture)),
                Fact("threads", settings.Threads.ToString(CultureInfo.InvariantCulture))),
            Html.Command($"./onnxpool {string.Join(' ', settings.Arguments.Select(ShellWord.Of))}"));
    }

    static XElement Fact(string name, string value) => Html.Node("div", Html.Node("dt", name), Html.Node("dd", value));
}
