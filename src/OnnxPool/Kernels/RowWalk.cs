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

/// <summary>Visits every output row of a plane, with the input rows under it.</summary>
readonly ref struct RowWalk
{
    readonly RowTaps _rows;
    readonly int[] _offsets;
    readonly int _rowOutput;

    public RowWalk(PoolGeometry geometry)
    {
        _rows = geometry.Under;
        _offsets = ArrayPool<int>.Shared.Rent(_rows.Scratch);
        _rowOutput = (int)geometry.RowAxis.Output;
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_offsets);

    /// <summary>Visits all rows of one plane.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="output">Position of the plane's first output in all outputs.</param>
    /// <param name="action">Called for each output row, in order.</param>
    public void Plane<T, TAction>(ReadOnlySpan<T> plane, int output, ref TAction action)
        where TAction : IRowAction<T>, allows ref struct =>
        Rows(plane, 0, _rows.Rows, output, ref action);

    void Rows<T, TAction>(ReadOnlySpan<T> plane, int from, int to, int output, ref TAction action)
        where TAction : IRowAction<T>, allows ref struct
    {
        for (int row = from; row < to; row++, output += _rowOutput)
        {
            action.Compute(plane, _rows.Of(row, _offsets), _rows.Padded(row), output);
        }
    }

    /// <summary>Visits output rows of all planes.</summary>
    /// <param name="geometry">Where the windows lie; the input has at least one element.</param>
    /// <param name="x">Input planes, one after another.</param>
    /// <param name="units">Which output rows, of all planes.</param>
    /// <param name="action">Called for each output row, in order.</param>
    public static void Run<T, TAction>(PoolGeometry geometry, ReadOnlySpan<T> x, UnitRange units, ref TAction action)
        where TAction : IRowAction<T>, allows ref struct
    {
        using var walk = new RowWalk(geometry);
        int length = (int)geometry.InputPlane;
        for (int row = units.From; row < units.To;)
        {
            (int plane, int first) = Math.DivRem(row, walk._rows.Rows);
            int last = Math.Min(walk._rows.Rows, first + units.To - row);
            walk.Rows(x.Slice(plane * length, length), first, last, row * walk._rowOutput, ref action);
            row += last - first;
        }
    }
}
