namespace OnnxPool;

/// <summary>Puts elements at positions of a larger array; of several at one position the last stays.</summary>
static class UnpoolScatter
{
    /// <param name="x">The elements.</param>
    /// <param name="positions">Where each of them goes; all inside <paramref name="y"/>.</param>
    /// <param name="y">Zero where nothing goes.</param>
    public static void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> positions, Span<T> y)
    {
        y.Clear();
        for (int i = 0; i < x.Length; i++) y[(int)positions[i]] = x[i];
    }
}
