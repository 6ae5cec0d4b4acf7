using System.Numerics;

namespace OnnxPool;

/// <summary>Gradient of window norms: an element x of a window with norm Y gets sign(x) · (|x| / Y)^(p − 1) of what comes for it.</summary>
/// <remarks>Every kernel adds to an element in the row-major order of the outputs, so that all give the same bits.</remarks>
/// <param name="P">Finite and positive.</param>
readonly record struct LpGradient(double P) : IWindowGradient
{
    public void Add<T, TSum>(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolAxis axis, int output, double gradient, Span<TSum> sums)
        where T : unmanaged, INumber<T>
        where TSum : struct, IRunningSum<TSum, T>
    {
        NormSlope slope = LpScan<T>.Norm(plane, taps, axis, output, P).Slope();
        (long first, long count) = axis.Window(output);
        foreach (int offset in taps)
        {
            int i = offset + (int)first;
            for (long n = count; n > 0; n--, i += (int)axis.Dilation)
            {
                double element = double.CreateTruncating(plane[i]);
                // No direction at 0: it gets nothing, not 0 times what may be infinite.
                if (element != 0) sums[i] = TSum.Plus(sums[i], slope.Of(element, gradient));
            }
        }
    }
}
