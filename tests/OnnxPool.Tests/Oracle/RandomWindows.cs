namespace OnnxPool.Tests.Oracle;

/// <summary>Small random windowed problems of one to four spatial axes whose output sizes are not negative.</summary>
static class RandomWindows
{
    static readonly string[] s_autoPads = ["NOTSET", "NOTSET", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"];

    public static IEnumerable<(long[] Shape, Reference.WindowAttributes Attributes)> Take(int count, int seed)
    {
        var random = new Random(seed);
        while (count > 0)
        {
            int n = random.Next(1, 5);
            int largest = n switch { 1 => 12, 2 => 7, 3 => 4, _ => 3 };
            string autoPad = s_autoPads[random.Next(s_autoPads.Length)];
            long[] shape = [random.Next(1, 3), random.Next(1, 3), .. Lengths(n, 1, largest)];
            var attributes = new Reference.WindowAttributes
            {
                KernelShape = Lengths(n, 1, 4),
                Strides = random.Next(4) == 0 ? null : Lengths(n, 1, 4),
                Dilations = random.Next(3) == 0 ? null : Lengths(n, 1, 3),
                Pads = autoPad != "NOTSET" || random.Next(4) == 0 ? null : Lengths(2 * n, 0, 3),
                AutoPad = autoPad,
                CeilMode = random.Next(2) == 0,
            };
            if (Fits(shape, attributes))
            {
                count--;
                yield return (shape, attributes);
            }
        }

        long[] Lengths(int n, int least, int most) => [.. Enumerable.Range(0, n).Select(_ => (long)random.Next(least, most + 1))];
    }

    public static string Text(long[] shape, Reference.WindowAttributes a) =>
        $"{string.Join('x', shape)} kernel_shape={List(a.KernelShape)} strides={List(a.Strides)} dilations={List(a.Dilations)} pads={List(a.Pads)} auto_pad={a.AutoPad} ceil_mode={a.CeilMode}";

    static string List(long[]? values) => values is null ? "absent" : string.Join(',', values);

    /// <summary>SAME always fits; otherwise the padded input may fall short of the kernel by one stride (floor) or by less than two (ceil).</summary>
    static bool Fits(long[] shape, Reference.WindowAttributes a)
    {
        if (a.AutoPad.StartsWith("SAME", StringComparison.Ordinal))
            return true;
        int n = shape.Length - 2;
        for (int i = 0; i < n; i++)
        {
            long missing = ((a.KernelShape[i] - 1) * (a.Dilations?[i] ?? 1)) + 1 - shape[2 + i] - (a.Pads?[i] ?? 0) - (a.Pads?[n + i] ?? 0);
            long stride = a.Strides?[i] ?? 1;
            if (a.CeilMode ? missing >= 2 * stride : missing > stride)
                return false;
        }

        return true;
    }
}
