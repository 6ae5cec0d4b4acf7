namespace OnnxPool.Tests.Kernels;

/// <summary>Random windows over many small planes, also ones that are built of blocks; the number of planes is a multiple of no register's lanes, mostly.</summary>
static class SmallPlanes
{
    public static IEnumerable<(long[] Shape, Reference.WindowAttributes Attributes)> Take(int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            int n = 1 + (i % 3);
            int most = n switch { 1 => 40, 2 => 13, _ => 5 };
            long[] sizes = Lengths(n, most / 2, most);
            int longest = random.Next(4) == 0 ? 12 : 5;
            long[] kernel = [.. sizes.Select(s => Math.Min(s, random.Next(1, longest + 1)))];
            yield return ([random.Next(1, 3), 16 + random.Next(18), .. sizes], new Reference.WindowAttributes
            {
                KernelShape = kernel,
                Strides = random.Next(2) == 0 ? null : Lengths(n, 1, 3),
                // Padded so that windows fit, at any dilation.
                Dilations = random.Next(3) == 0 ? Lengths(n, 1, 2) : null,
                Pads = [.. kernel.Select(k => k - 1), .. kernel.Select(k => k / 2)],
                CeilMode = random.Next(2) == 0,
            });
            yield return ([1, 16 + random.Next(4), .. sizes], new Reference.WindowAttributes { KernelShape = kernel });
        }

        long[] Lengths(int n, int least, int most) => [.. Enumerable.Range(0, n).Select(_ => (long)random.Next(least, most + 1))];
    }
}
