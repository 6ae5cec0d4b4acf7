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
        _rows = RowTaps.Under(geometry);
        _offsets = ArrayPool<int>.Shared.Rent(_rows.MaxTaps);
        _rowOutput = (int)geometry.RowAxis.Output;
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_offsets);

    /// <summary>Visits all rows of one plane.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="output">Position of the plane's first output in all outputs.</param>
    /// <param name="action">Called for each output row, in order.</param>
    public void Plane<T, TAction>(ReadOnlySpan<T> plane, int output, ref TAction action)
        where TAction : IRowAction<T>, allows ref struct
    {
        for (int row = 0; row < _rows.Rows; row++, output += _rowOutput)
        {
            int taps = _rows.Fill(row, _offsets);
            action.Compute(plane, _offsets.AsSpan(0, taps), _rows.Padded(row), output);
        }
    }

    /// <summary>Visits all rows of all planes.</summary>
    /// <param name="geometry">Where the windows lie; the input has at least one element.</param>
    /// <param name="x">Input planes, one after another.</param>
    /// <param name="action">Called for each output row, in order.</param>
    public static void Run<T, TAction>(PoolGeometry geometry, ReadOnlySpan<T> x, ref TAction action)
        where TAction : IRowAction<T>, allows ref struct
    {
        using var walk = new RowWalk(geometry);
        int plane = (int)geometry.InputPlane;
        int output = 0;
        for (ReadOnlySpan<T> rest = x; !rest.IsEmpty; rest = rest[plane..], output += (int)geometry.OutputPlane)
            walk.Plane(rest[..plane], output, ref action);
    }
}
