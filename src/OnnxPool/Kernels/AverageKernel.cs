using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>
/// Average of each window. Every kernel adds in one order, so that all give the same bits: down each column of the window
/// (over its row taps), then across the columns.
/// </summary>
abstract class AverageKernel<T, TSum>(string name) : Kernel(name)
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    /// <summary>Pools a part of the output.</summary>
    /// <param name="geometry">Where the windows lie; the input has at least one element.</param>
    /// <param name="units">The part to compute.</param>
    /// <param name="includePad">Whether padding counts in the divisor; positions past the padding never do.</param>
    /// <param name="x">Input planes, one after another.</param>
    /// <param name="y">As many output planes; 0 for an empty window.</param>
    public abstract void Run(PoolGeometry geometry, UnitRange units, bool includePad, ReadOnlySpan<T> x, Span<T> y);

    /// <summary>Divides a window's sum, or forms it again where it left its range.</summary>
    protected static T Divide(
        TSum sum, ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolAxis axis, int output, long paddedRows, bool includePad)
    {
        (long first, long count) = axis.Window(output);
        long real = taps.Length * count;
        if (real == 0) return T.Zero;
        long divisor = includePad ? paddedRows * axis.PaddedCount(output) : real;
        if (TSum.TryDivide(sum, divisor, out T quotient)) return quotient;

        T[] window = ArrayPool<T>.Shared.Rent((int)real);
        int n = 0;
        for (int column = 0; column < count; column++)
            foreach (int offset in taps)
                window[n++] = plane[offset + (int)(first + (column * axis.Dilation))];
        quotient = TSum.Average(window.AsSpan(0, n), divisor);
        ArrayPool<T>.Shared.Return(window);
        return quotient;
    }
}
