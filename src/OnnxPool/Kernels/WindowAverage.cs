using System.Buffers;
using System.Numerics;

namespace OnnxPool;

/// <summary>The average of one window.</summary>
static class WindowAverage<T, TSum>
    where T : unmanaged, INumber<T>
    where TSum : struct, IRunningSum<TSum, T>
{
    /// <summary>The average; 0 for an empty window.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="taps">Where the rows under the output begin.</param>
    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="row">Output row of the plane.</param>
    /// <param name="column">Output column.</param>
    /// <param name="includePad">Whether padding counts in the divisor.</param>
    public static T Of(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolGeometry geometry, int row, int column, bool includePad)
    {
        PoolAxis axis = geometry.RowAxis;
        long real = taps.Length * axis.Window(column).Count;
        if (real == 0) return T.Zero;
        long divisor = includePad ? geometry.Under.Padded(row) * axis.PaddedCount(column) : real;
        TSum sum = WindowSum<T, TSum>.Of(plane, taps, geometry, row, column);
        if (TSum.TryDivide(sum, divisor, out T quotient)) return quotient;

        T[] elements = ArrayPool<T>.Shared.Rent((int)real);
        int n = 0;
        var window = new WindowElements<T>(plane, taps, geometry, row, column);
        for (int j = 0; j < window.Columns; j++)
            for (int i = 0; i < window.Rows; i++) elements[n++] = window[i, j];
        quotient = TSum.Average(elements.AsSpan(0, n), divisor);
        ArrayPool<T>.Shared.Return(elements);
        return quotient;
    }
}
