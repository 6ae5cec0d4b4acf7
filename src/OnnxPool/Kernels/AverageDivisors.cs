using System.Buffers;

namespace OnnxPool;

/// <summary>What the averages of each output row are divided by: a factor of the row times one of the column.</summary>
readonly ref struct AverageDivisors
{
    readonly RowTaps _rows;
    readonly bool _includePad;
    readonly double[] _columns;
    readonly int _length;

    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="includePad">Whether padding counts; positions past the padding never do.</param>
    public AverageDivisors(PoolGeometry geometry, bool includePad)
    {
        PoolAxis axis = geometry.RowAxis;
        (_rows, _includePad, _length) = (geometry.Under, includePad, (int)axis.Output);
        _columns = ArrayPool<double>.Shared.Rent(_length);
        for (int o = 0; o < _length; o++)
        {
            long real = axis.Window(o).Count;
            _columns[o] = real > 0 && includePad ? axis.PaddedCount(o) : real;
        }
    }

    /// <summary>The factor of each column; 0 where a window has no real element, which nothing takes from.</summary>
    public ReadOnlySpan<double> Columns => _columns.AsSpan(0, _length);

    /// <summary>The factor of an output row.</summary>
    /// <param name="row">Output row of a plane.</param>
    /// <param name="taps">How many real input rows are under it.</param>
    public double Row(int row, int taps) => taps > 0 && _includePad ? _rows.Padded(row) : taps;

    public void Dispose() => ArrayPool<double>.Shared.Return(_columns);
}
