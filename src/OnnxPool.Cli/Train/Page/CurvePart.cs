using System.Globalization;
using System.Xml.Linq;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>Loss and accuracy over the epochs.</summary>
static class CurvePart
{
    const double Width = 460, Height = 240, Left = 52, Right = 12, Top = 12, Bottom = 34;
    const int Marks = 5;

    public static XElement Render(TrainResult result)
    {
        IReadOnlyList<EpochReport> history = result.History;
        return Html.Section(
            "curves", "Over the epochs",
            Html.Node("p", "Dashed: the examples to train, as they were when a step met them. Solid: the test after each epoch."),
            Html.Node(
                "div.curves",
                Plot("loss", [.. history.Select(r => (double?)r.Loss)], [.. history.Select(r => r.Validation?.Loss)], v => v.ToString("0.###", CultureInfo.InvariantCulture)),
                history.Any(r => r.Accuracy is not null)
                    ? Plot("accuracy", [.. history.Select(r => r.Accuracy)], [.. history.Select(r => r.Validation?.Accuracy)], v => (100 * v).ToString("0.#", CultureInfo.InvariantCulture) + " %")
                    : null));
    }

    static XElement Plot(string name, double?[] train, double?[] test, Func<double, string> text)
    {
        double[] values = [.. train.Concat(test).OfType<double>().Where(double.IsFinite)];
        (double least, double most) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
        if (most - least < 1e-9) (least, most) = (least - 0.5, most + 0.5);
        double X(int epoch) => Left + ((Width - Left - Right) * (train.Length == 1 ? 0.5 : epoch / (train.Length - 1.0)));
        double Y(double value) => Top + ((Height - Top - Bottom) * (most - value) / (most - least));
        return Html.Node(
            "figure",
            Html.Node("figcaption", Html.Node("b", name), Html.Node("span.note", $" at the end {End(train)} to train, {End(test)} in the test")),
            Html.Svg(
                "svg", Html.Attribute("viewBox", $"0 0 {Html.Number(Width)} {Html.Number(Height)}"), Html.Attribute("width", Width), Html.Attribute("height", Height),
                Html.Attribute("role", "img"), Html.Attribute("aria-label", $"{name} over {train.Length} epochs, at the end {End(train)} to train, {End(test)} in the test"),
                Enumerable.Range(0, Marks).Select(i => least + ((most - least) * i / (Marks - 1))).SelectMany(v => Grid(Y(v), text(v))),
                Epochs(train.Length).Select(e => Html.Svg("text.bin", Html.Attribute("x", X(e)), Html.Attribute("y", Height - Bottom + 16), $"{e + 1}")),
                Html.Svg("text.bin", Html.Attribute("x", Left + ((Width - Left - Right) / 2)), Html.Attribute("y", Height - 4), "epoch"),
                Curve("train", train), Curve("test", test)));

        string End(double?[] curve) => curve[^1] is { } value ? text(value) : "none";

        XElement? Curve(string kind, double?[] curve)
        {
            (double X, double Y)[] points = [.. curve.Select((v, e) => (Value: v, Epoch: e)).Where(p => p.Value is { } v && double.IsFinite(v)).Select(p => (X(p.Epoch), Y(p.Value!.Value)))];
            return points.Length switch
            {
                0 => null,
                1 => Html.Svg($"circle.{kind}", Html.Attribute("cx", points[0].X), Html.Attribute("cy", points[0].Y), Html.Attribute("r", 4)),
                _ => Html.Svg($"polyline.{kind}", Html.Attribute("points", string.Join(' ', points.Select(p => $"{Html.Number(p.X)},{Html.Number(p.Y)}")))),
            };
        }
    }

    static XElement[] Grid(double y, string text) =>
    [
        Html.Svg("line.grid", Html.Attribute("x1", Left), Html.Attribute("x2", Width - Right), Html.Attribute("y1", y), Html.Attribute("y2", y)),
        Html.Svg("text.left", Html.Attribute("x", Left - 6), Html.Attribute("y", y + 3), text),
    ];

    // The first, the last, and few between them.
    static IEnumerable<int> Epochs(int count)
    {
        int every = Math.Max(1, (count + 9) / 10);
        return Enumerable.Range(0, count).Where(e => e == count - 1 || (e % every == 0 && count - 1 - e >= every));
    }
}
