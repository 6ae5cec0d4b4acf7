namespace OnnxPool.Tests.Layers;

/// <summary>Data for layers.</summary>
static class Data
{
    /// <summary>Numbers of both signs, no two of them nearer than 0.125: no step of a difference quotient changes which one is the largest. Sums of them are exact.</summary>
    public static double[] Distinct(ReadOnlySpan<long> shape, int seed)
    {
        var random = new Random(seed);
        int count = (int)Shapes.ElementCount(shape);
        double[] values = [.. Enumerable.Range(0, count).Select(i => ((i - (count / 2)) * 0.25) + (random.Next(128) / 1024.0))];
        random.Shuffle(values);
        return values;
    }
}
