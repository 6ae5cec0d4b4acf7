using System.Globalization;
using System.Xml.Linq;
using OnnxPool.Training;

namespace OnnxPool.Cli;

/// <summary>What the model makes of test examples: pictures of images of one channel, a table of the rest.</summary>
static class PredictionPart
{
    const int Shown = 40;
    const int LargestSide = 256;
    const int ShownNumbers = 12;

    public static XElement Render(TrainResult result)
    {
        (int Found, int Right)[]? predictions = result.Predictions;
        int[] first = [.. Enumerable.Range(0, Math.Min(Shown, result.Data.Test.Count))];
        if (predictions is null) return Html.Section("predictions", "Predictions", Numbers(result, first));
        int[] wrong = [.. Enumerable.Range(0, predictions.Length).Where(i => predictions[i].Found != predictions[i].Right)];
        return Html.Section(
            "predictions", "Predictions",
            Html.Node("p", $"The first {first.Length} test examples, each with the class that the model takes it for; where it is wrong, the right one stands behind a sign."),
            Parts(result, predictions, first),
            Html.Node("h3", wrong.Length == 0 ? "None is wrong" : $"Wrong: {Html.Count(wrong.Length)} of {Html.Count(predictions.Length)}{(wrong.Length > Shown ? $", the first {Shown}" : "")}"),
            wrong.Length == 0 ? null : Parts(result, predictions, [.. wrong.Take(Shown)]));
    }

    static XElement Parts(TrainResult result, (int Found, int Right)[] predictions, int[] places)
    {
        Tensor inputs = result.Data.Test.Inputs;
        if (Side(inputs) is not { } side)
        {
            return Html.Table(
                [Html.Node("th.number", "example"), Html.Node("th", "inputs"), Html.Node("th.number", "found"), Html.Node("th.number", "right")],
                places.Select(i => Html.Node(
                    "tr", Html.Node("td.number", $"{i}"), Html.Node("td", Row(inputs, i)), Html.Node(predictions[i].Found == predictions[i].Right ? "td.number" : "td.number bad", $"{predictions[i].Found}"),
                    Html.Node("td.number", $"{predictions[i].Right}"))));
        }
        return Html.Node("div.pictures", places.Select(i =>
        {
            (int found, int right) = predictions[i];
            string label = found == right ? $"{found}" : $"{found} ≠ {right}";
            return Html.Node(
                found == right ? "figure" : "figure.wrong",
                Html.Node("img", Html.Attribute("alt", $"test example {i}"), Html.Attribute("src", $"data:image/png;base64,{Convert.ToBase64String(GreyPng.Encode(side, Pixels(inputs, i)))}")),
                Html.Node(found == right ? "figcaption" : "figcaption.bad", label));
        }));
    }

    static XElement Numbers(TrainResult result, int[] places) => Html.Table(
        [Html.Node("th.number", "example"), Html.Node("th", "found"), Html.Node("th", "right")],
        places.Select(i => Html.Node("tr", Html.Node("td.number", $"{i}"), Html.Node("td", Row(result.Plain.Output, i)), Html.Node("td", Row(result.Data.Test.Labels, i)))));

    // Pixels in a row, where examples are images of one channel; otherwise null.
    static int? Side(Tensor inputs)
    {
        ReadOnlySpan<long> shape = inputs.Shape;
        bool isImage = shape.Length == 3 || (shape.Length == 4 && shape[1] == 1);
        return isImage && shape[^1] is > 1 and <= LargestSide && shape[^2] is > 1 and <= LargestSide ? (int)shape[^1] : null;
    }

    static byte[] Pixels(Tensor inputs, int place)
    {
        double[] values = Values(inputs, place);
        (double least, double most) = (Math.Min(0, values.Min()), Math.Max(1, values.Max()));
        return [.. values.Select(v => (byte)Math.Round(byte.MaxValue * (v - least) / (most - least)))];
    }

    static string Row(Tensor tensor, int place)
    {
        double[] values = Values(tensor, place);
        string text = string.Join(' ', values.Take(ShownNumbers).Select(v => v.ToString("0.####", CultureInfo.InvariantCulture)));
        return values.Length > ShownNumbers ? $"{text} …" : text;
    }

    static double[] Values(Tensor tensor, int place) => tensor.Type == ElementType.Int64
        ? [.. Examples.Row(tensor, place).Values<long>().ToArray().Select(v => (double)v)] : Examples.Row(tensor, place).ToDoubles();
}
