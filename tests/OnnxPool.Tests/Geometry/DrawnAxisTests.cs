using System.Text;

namespace OnnxPool.Tests.Geometry;

/// <summary>
/// Axes drawn by hand: <c>•</c> is padding and a digit an element; behind the number of windows stand their taps, <c>×</c> for one past the padding.
/// </summary>
sealed class DrawnAxisTests
{
    static IEnumerable<TestCaseData> Drawings()
    {
        yield return Row("k=3", "0 1 2 3 4 -> 3 -> (0 1 2) (1 2 3) (2 3 4)", "no padding: windows stay inside");
        yield return Row("k=3 s=2 pads=1,1", "• 0 1 2 3 4 • -> 3 -> (• 0 1) (1 2 3) (3 4 •)", "padding on both sides");
        yield return Row("k=3 s=2 pads=2,0", "• • 0 1 2 3 4 -> 3 -> (• • 0) (0 1 2) (2 3 4)", "padding before only");
        yield return Row("k=3 s=2 pads=0,2", "0 1 2 3 4 • • -> 3 -> (0 1 2) (2 3 4) (4 • •)", "padding behind only");
        yield return Row("k=3 s=2", "0 1 2 3 4 5 -> 2 -> (0 1 2) (2 3 4)", "floor leaves the last element out");
        yield return Row("k=3 s=2 ceil", "0 1 2 3 4 5 -> 3 -> (0 1 2) (2 3 4) (4 5 ×)", "ceil adds a window that hangs over");
        yield return Row("k=3 s=2 ceil", "0 1 2 3 4 5 6 -> 3 -> (0 1 2) (2 3 4) (4 5 6)", "ceil adds nothing to an exact fit");
        yield return Row("k=1 s=2 ceil", "0 1 -> 1 -> (0)", "ceil drops a window that starts right behind the input");
        yield return Row("k=2 s=2 pads=1,1 ceil", "• 0 1 2 3 4 • -> 3 -> (• 0) (1 2) (3 4)", "ceil drops a window that starts in the end padding");
        yield return Row("k=2 s=2 pads=0,1 ceil", "0 1 2 3 4 • -> 3 -> (0 1) (2 3) (4 •)", "ceil keeps a window that starts on the last element");
        yield return Row("k=3 s=3 pads=0,1 ceil", "0 1 2 3 • -> 2 -> (0 1 2) (3 • ×)", "ceil reaches past the padding");
        yield return Row("k=2 d=2", "0 1 2 3 4 -> 3 -> (0 2) (1 3) (2 4)", "dilation skips elements");
        yield return Row("k=2 d=2 pads=1,0", "• 0 1 2 3 -> 3 -> (• 1) (0 2) (1 3)", "dilation out of the padding");
        yield return Row("k=2 d=3 pads=1,1", "• 0 1 • -> 1 -> (• •)", "dilation over the whole input: an empty window");
        yield return Row("k=2 d=3 s=3 pads=0,2 ceil", "0 1 2 3 • • -> 2 -> (0 3) (3 ×)", "a dilated tap past the padding");
        yield return Row("k=1 pads=2,1", "• • 0 1 • -> 5 -> (•) (•) (0) (1) (•)", "more padding than kernel: empty windows");
        yield return Row("k=2 s=3", "0 1 2 3 4 5 6 -> 2 -> (0 1) (3 4)", "stride larger than kernel leaves elements out");
        yield return Row("k=2 SAME_UPPER", "0 1 2 3 • -> 4 -> (0 1) (1 2) (2 3) (3 •)", "an odd unit goes to the end");
        yield return Row("k=2 SAME_LOWER", "• 0 1 2 3 -> 4 -> (• 0) (0 1) (1 2) (2 3)", "an odd unit goes to the begin");
        yield return Row("k=4 SAME_UPPER", "• 0 1 2 • • -> 3 -> (• 0 1 2) (0 1 2 •) (1 2 • •)", "three units: one before, two behind");
        yield return Row("k=4 SAME_LOWER", "• • 0 1 2 • -> 3 -> (• • 0 1) (• 0 1 2) (0 1 2 •)", "three units: two before, one behind");
        yield return Row("k=3 s=2 SAME_UPPER", "• 0 1 2 3 4 • -> 3 -> (• 0 1) (1 2 3) (3 4 •)", "an even total is split");
        yield return Row("k=2 d=3 SAME_UPPER", "• 0 1 2 3 • • -> 4 -> (• 2) (0 3) (1 •) (2 •)", "SAME pads for the dilated kernel");
        yield return Row("k=1 s=4 SAME_UPPER", "0 1 2 3 4 5 6 7 -> 2 -> (0) (4)", "SAME_UPPER never pads less than nothing");
        yield return Row("k=1 s=4 SAME_LOWER", "0 1 2 3 4 5 6 7 -> 2 -> (0) (4)", "SAME_LOWER neither");
        yield return Row("k=3 s=3 SAME_UPPER ceil", "0 1 2 3 4 • -> 2 -> (0 1 2) (3 4 •)", "SAME has no use for ceil");
        yield return Row("k=3 s=3 VALID", "0 1 2 3 4 -> 1 -> (0 1 2)", "VALID is no padding");
        yield return Row("k=3 s=3 VALID ceil", "0 1 2 3 4 -> 2 -> (0 1 2) (3 4 ×)", "VALID honours ceil");
        yield return Row("k=4", "0 1 2 3 -> 1 -> (0 1 2 3)", "kernel as large as the input");
        yield return Row("k=5", "0 1 2 3 -> 0 ->", "kernel one larger: no window");
        yield return Row("k=5 s=3", "0 1 2 3 -> 0 ->", "a true floor below zero, not truncation");
        yield return Row("k=5 s=3 ceil", "0 1 2 3 -> 1 -> (0 1 2 3 ×)", "ceil rounds up below zero too");
        yield return Row("k=2 pads=1,1", "• • -> 1 -> (• •)", "an input without elements inside padding", elements: 0);
        yield return Row("k=1", "-> 0 ->", "an input without elements or padding", elements: 0);
        yield return Row("k=1 SAME_UPPER", "-> 0 ->", "SAME of nothing is nothing", elements: 0);
    }

    [TestCaseSource(nameof(Drawings))]
    public void Axis_is_as_drawn(string spec, long elements, string drawing) =>
        Assert.That(Draw(PoolGeometry.Resolve([1, 1, elements], Parse(spec)).Axes[0]), Is.EqualTo(drawing));

    static TestCaseData Row(string spec, string drawing, string reason, int? elements = null) =>
        new TestCaseData(spec, (long)(elements ?? drawing.Split("->")[0].Count(char.IsAsciiDigit)), drawing)
            .SetName($"{drawing.Replace('(', '[').Replace(')', ']')}  {spec}: {reason}");

    static PoolAttributes Parse(string spec)
    {
        string[] words = spec.Split(' ');
        return new PoolAttributes
        {
            KernelShape = Values("k="),
            Strides = Values("s="),
            Dilations = Values("d="),
            Pads = Values("pads="),
            CeilMode = words.Contains("ceil") ? 1 : 0,
            AutoPad = words.FirstOrDefault(w => w is "VALID" or "SAME_UPPER" or "SAME_LOWER") ?? "NOTSET",
        };

        long[]? Values(string key) =>
            words.FirstOrDefault(w => w.StartsWith(key, StringComparison.Ordinal)) is { } word
                ? [.. word[key.Length..].Split(',').Select(long.Parse)]
                : null;
    }

    static string Draw(PoolAxis axis)
    {
        var text = new StringBuilder();
        Repeat("• ", axis.PadBegin);
        for (long i = 0; i < axis.Input; i++) text.Append($"{i} ");
        Repeat("• ", axis.PadEnd);
        text.Append($"-> {axis.Output} ->");
        for (long o = 0; o < axis.Output; o++)
        {
            (long first, long count) = axis.Window(o);
            // Where no tap is real, it does not matter at which end the padding lies.
            long before = count == 0 ? 0 : (first - axis.Start(o)) / axis.Dilation;
            var taps = new List<string>();
            for (long j = 0; j < axis.Kernel; j++)
            {
                taps.Add(j >= axis.PaddedCount(o) ? "×"
                    : j >= before && j < before + count ? $"{first + ((j - before) * axis.Dilation)}"
                    : "•");
            }
            text.Append($" ({string.Join(' ', taps)})");
        }
        return text.ToString();

        void Repeat(string s, long n)
        {
            for (long i = 0; i < n; i++) text.Append(s);
        }
    }
}
