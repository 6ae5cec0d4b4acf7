using System.Buffers;

namespace OnnxPool;

/// <summary>Computes one output row of one plane.</summary>
interface IRowAction<T>
{
    /// <param name="plane">The input plane.</param>
    /// <param name="taps">Where the input rows under the output row begin; none for an output row in the padding.</param>
    /// <param name="paddedRows">The row taps that are real or padding.</param>
    /// <param name="output">Position of the row's first output in all outputs.</param>
    void Compute(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, long paddedRows, int output);
}

/// <summary>Visits every output row of every plane, with the input rows under it.</summary>
static class RowWalk
{
    /// <param name="geometry">Where the windows lie; the input has at least one element.</param>
    /// <param name="x">Input planes, one after another.</param>
    /// <param name="action">Called for each output row, in order.</param>
    public static void Run<T, TAction>(PoolGeometry geometry, ReadOnlySpan<T> x, ref TAction action)
        where TAction : IRowAction<T>, allows ref struct
    {
        var rows = new RowTaps(geometry);
        int plane = (int)geometry.InputPlane;
        int rowOutput = (int)geometry.RowAxis.Output;
        int[] offsets = ArrayPool<int>.Shared.Rent(rows.MaxTaps);
        int output = 0;
        for (ReadOnlySpan<T> rest = x; !rest.IsEmpty; rest = rest[plane..])
        {
            for (int row = 0; row < rows.Rows; row++, output += rowOutput)
            {
                int taps = rows.Fill(row, offsets, out long paddedRows);
                action.Compute(rest[..plane], offsets.AsSpan(0, taps), paddedRows, output);
            }
        }
        ArrayPool<int>.Shared.Return(offsets);
    }
}
