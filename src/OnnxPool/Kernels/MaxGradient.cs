using System.Numerics;

namespace OnnxPool;

/// <summary>Gradient of window maxima: the elements that hold the maximum of a window get what comes for it.</summary>
/// <remarks>Every kernel adds to an element in the row-major order of the outputs, so that all give the same bits.</remarks>
/// <param name="Ties">Who gets it where several elements hold the maximum.</param>
readonly record struct MaxGradient(TiePolicy Ties) : IWindowGradient
{
    public void Add<T, TSum>(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolAxis axis, int output, double gradient, Span<TSum> sums)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        int winner = MaxScan<T>.Winner(plane, taps, axis, output);
        if (winner < 0) return;
        if (Ties == TiePolicy.First)
        {
            sums[winner] = TSum.Plus(sums[winner], gradient);
            return;
        }
        if (Ties == TiePolicy.Equal) gradient /= Visit(plane, taps, axis, output, plane[winner], 0, default(Span<TSum>));
        Visit(plane, taps, axis, output, plane[winner], gradient, sums);
    }

    /// <summary>Counts the elements of a window that hold its maximum, and adds a term to the sum of each if there are sums.</summary>
    static int Visit<T, TSum>(
        ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolAxis axis, int output, T maximum, double term, Span<TSum> sums)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        (long first, long count) = axis.Window(output);
        int held = 0;
        foreach (int offset in taps)
        {
            int i = offset + (int)first;
            for (long n = count; n > 0; n--, i += (int)axis.Dilation)
            {
                // Nothing beats the maximum, so that an element which it does not beat either ties with it.
                if (MaxKernel<T>.Beats(maximum, plane[i])) continue;
                held++;
                if (!sums.IsEmpty) sums[i] = TSum.Plus(sums[i], term);
            }
        }
        return held;
    }
}
