using System.Numerics;

namespace OnnxPool;

/// <summary>The real elements of one window by row and column, the same ones with either layout.</summary>
/// <remarks>A column lies along the innermost spatial axis, which with NHWC is not the innermost; rows are those of all other spatial axes, in row-major order.</remarks>
readonly ref struct WindowElements<T> where T : unmanaged, INumber<T>
{
    readonly ReadOnlySpan<T> _plane;
    readonly ReadOnlySpan<int> _taps;
    readonly int _first;
    readonly int _tapsOfRow;
    readonly int _tapsOfColumn;
    readonly int _step;

    /// <param name="plane">The input plane.</param>
    /// <param name="taps">Where the rows under the output begin.</param>
    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="row">Output row of the plane.</param>
    /// <param name="column">Output column.</param>
    public WindowElements(ReadOnlySpan<T> plane, ReadOnlySpan<int> taps, PoolGeometry geometry, int row, int column)
    {
        _plane = plane;
        _taps = taps;
        Across = geometry.KernelSpatialAxes[^1];
        bool channelsLast = geometry.Layout == PoolLayout.Nhwc;
        (OutputRow, OutputColumn) = channelsLast ? Math.DivRem(row, (int)Across.Output) : (row, column);
        (long first, long count) = Across.Window(OutputColumn);
        Columns = (int)count;
        if (count == 0) return;
        (_first, _tapsOfRow, _tapsOfColumn, _step) = channelsLast ? (column, Columns, 1, 0) : ((int)first, 1, 0, (int)Across.Dilation);
        Rows = taps.Length / _tapsOfRow;
    }

    /// <summary>The innermost spatial axis.</summary>
    public PoolAxis Across { get; }

    /// <summary>Position of the window along all other spatial axes.</summary>
    public int OutputRow { get; }

    /// <summary>Position of the window along <see cref="Across"/>.</summary>
    public int OutputColumn { get; }

    /// <summary>Elements of each column.</summary>
    public int Rows { get; }

    /// <summary>Elements of each row.</summary>
    public int Columns { get; }

    public T this[int row, int column] => _plane[_taps[(row * _tapsOfRow) + (column * _tapsOfColumn)] + _first + (column * _step)];
}
